import { setTimeout as delay } from 'node:timers/promises'
import { CommandGateway, type Sent } from '../src/commands/gateway.ts'
import type { Instant } from '../src/domain/time.ts'
import { type Allocations, readAllocations } from '../src/programme/allocations.ts'
import { sampleContacts } from '../src/programme/contacts.ts'
import { officesOf, type Programme } from '../src/programme/load.ts'
import { saveProgramme } from '../src/store/programmes.ts'
import type { Store } from '../src/store/store.ts'
import { atOnce } from './atOnce.ts'
import type { Stand } from './stand.ts'

/** A million baht on the first budget line of every office. */
export function allocationsOf(programme: Programme): Allocations {
  const rows = officesOf(programme).map((office) => ({
    office,
    line: programme.policy.lines[0]!,
    amount: '1000000.00',
  }))
  return readAllocations(rows, programme, 'bench').allocations
}

/** Puts the whole country into the database; its clock stands still. */
export async function loadCountry(store: Store, programme: Programme, origin: Instant): Promise<void> {
  await saveProgramme(store, programme, {
    allocations: allocationsOf(programme),
    contacts: sampleContacts(officesOf(programme)),
    sampleAllocations: true,
    clock: { kind: 'stepped', origin },
  })
}

/** Every province passes the notice on, and every district has it. */
export async function forwardEverywhere({ store, client }: Stand, programme: Programme): Promise<void> {
  const gateway = new CommandGateway(store, client, 60_000)
  await atOnce(programme.provinces.length, 8, async (i) => {
    const request = { programme: programme.id, command: 'forward', body: {}, key: `bench-${i}`, by: 'bench' } as const
    mustBeAccepted(await gateway.toOffice(programme.provinces[i]!.code, request))
  })
  const waiting = { programmeId: programme.id, notifiedAt: null }
  while ((await store.prisma.office.count({ where: waiting })) > 0) await delay(200)
}

export function mustBeAccepted(sent: Sent<unknown>): void {
  if (sent.outcome !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(sent)}`)
}
