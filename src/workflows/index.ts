/** What a worker runs: a programme, its provinces, their offices. */
export { officeLifecycle } from './officeLifecycle.ts'
export { programmeLifecycle } from './programmeLifecycle.ts'
export { provinceOversight } from './provinceOversight.ts'
