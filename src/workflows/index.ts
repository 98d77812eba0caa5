/** What a worker runs: a programme, its provinces, their offices; and each night a look at whether all records agree. */
export { nightlyExamination } from './nightlyExamination.ts'
export { officeLifecycle } from './officeLifecycle.ts'
export { programmeLifecycle } from './programmeLifecycle.ts'
export { provinceOversight } from './provinceOversight.ts'
