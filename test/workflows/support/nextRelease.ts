import { patched, sleep } from '@temporalio/workflow'
import { officeLifecycle as today } from '../../../src/workflows/officeLifecycle.ts'
import type { OfficeInput } from '../../../src/workflows/protocol.ts'

export * from '../../../src/workflows/index.ts'

/** The next release as it should be: an office with a timer more, guarded by patched(). Bundled by the test of the upgrade. */
export async function officeLifecycle(input: OfficeInput): Promise<void> {
  await Promise.all([
    today(input),
    patched('a-timer-more') ? sleep('1 second', { summary: 'next release' }) : undefined,
  ])
}
