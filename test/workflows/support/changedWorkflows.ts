import { sleep } from '@temporalio/workflow'
import { officeLifecycle as today } from '../../../src/workflows/officeLifecycle.ts'
import type { OfficeInput } from '../../../src/workflows/protocol.ts'

/** What somebody might do to an office without patched(): a timer where there was none. Bundled by the control of the replay. */
export async function officeLifecycle(input: OfficeInput): Promise<void> {
  await sleep('1 second')
  return today(input)
}
