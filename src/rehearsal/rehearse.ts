import type { Client } from '@temporalio/client'
import { CommandGateway } from '../commands/gateway.ts'
import type { Day } from '../domain/time.ts'
import { sampleContacts } from '../programme/contacts.ts'
import type { Programme } from '../programme/load.ts'
import { officeEnds } from '../store/offices.ts'
import { rehearsedMails } from '../store/outbox.ts'
import { saveProgramme } from '../store/programmes.ts'
import type { Store } from '../store/store.ts'
import { openProgramme } from '../temporal/open.ts'
import { conduct } from './conduct.ts'
import type { Outcome } from './outcome.ts'
import type { Script } from './script.ts'

export interface Rehearsal {
  readonly programme: Programme
  readonly script: Script
  readonly store: Store
  readonly client: Client
  readonly taskQueue: string
  readonly onProgress: (day: Day, steps: number) => void
}

/** How many offices are moved at once: enough to keep two cores busy, and no more, so that no answer waits long. */
const AT_ONCE = 40

/** How long one Update may take before the rehearsal gives up, in milliseconds. */
const ANSWER_WITHIN_MS = 120_000

/**
 * Plays a script through the real workflows, activities and database under the stepped clock. A worker must be running on the
 * task queue; the database must not hold the programme yet.
 */
export async function rehearse({
  programme,
  script,
  store,
  client,
  taskQueue,
  onProgress,
}: Rehearsal): Promise<Outcome> {
  const began = performance.now()
  await saveProgramme(store, programme, {
    allocations: script.allocations,
    contacts: sampleContacts(script.offices),
    sampleAllocations: true,
    clock: { kind: 'stepped', origin: programme.policy.opensAt },
    provinces: script.provinces,
  })
  await openProgramme({ store, client, taskQueue, programme: programme.id })
  const gateway = new CommandGateway(store, client, ANSWER_WITHIN_MS)
  const steps = await conduct({ programme, script, gateway, client, atOnce: AT_ONCE, onProgress })
  return {
    mails: await rehearsedMails(store, programme.id),
    steps,
    offices: await officeEnds(store, programme.id, script.until),
    wallTimeMs: Math.round(performance.now() - began),
  }
}
