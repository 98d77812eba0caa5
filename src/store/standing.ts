import type { Area } from '../domain/area.ts'
import type { Listed } from '../domain/digest.ts'
import type { Recipient } from '../domain/letter.ts'
import type { OfficeState } from '../domain/office.ts'
import type { OfficeCode } from '../domain/policy.ts'
import type { Instant } from '../domain/time.ts'
import type { Prisma } from './generated/client.ts'
import { officeCodesIn } from './offices.ts'
import { officesAsOf } from './officesAsOf.ts'
import type { Store } from './store.ts'

/** Where a programme stands, or a part of it: its offices in code order, and what the readers of digests have been told. */
export interface ProgrammeStanding {
  readonly at: Instant
  readonly states: ReadonlyMap<OfficeCode, OfficeState>
  readonly readers: ReadonlyMap<Recipient, { readonly listed: Listed[]; readonly behindPace: OfficeCode[] }>
}

/** Waits in milliseconds: a year of the whole country is read at once. */
const PATIENCE = { maxWait: 30_000, timeout: 60_000, isolationLevel: 'RepeatableRead' as const }

/** Where the offices of an area stand at a moment of programme time, all of it as of one moment of the database. */
export async function programmeStanding(
  store: Store,
  programme: string,
  at: Instant,
  area: Area = 'all',
): Promise<ProgrammeStanding> {
  return store.prisma.$transaction(async (tx) => {
    const codes = await officeCodesIn({ prisma: tx }, programme, area)
    const states = await officesAsOf({ prisma: tx }, programme, codes, at)
    return { at, states, readers: await readersOf(tx, programme) }
  }, PATIENCE)
}

async function readersOf(tx: Prisma.TransactionClient, programme: string): Promise<ProgrammeStanding['readers']> {
  const listings = await tx.digestListing.findMany({
    where: { programmeId: programme },
    orderBy: [{ office: 'asc' }, { obligation: 'asc' }],
  })
  const warnings = await tx.paceWarning.findMany({
    where: { programmeId: programme, namedAt: null },
    orderBy: { office: 'asc' },
  })
  const readers = new Map<Recipient, { listed: Listed[]; behindPace: OfficeCode[] }>()
  const told = (reader: string) => {
    const known = readers.get(reader as Recipient) ?? { listed: [], behindPace: [] }
    readers.set(reader as Recipient, known)
    return known
  }
  for (const { reader, office, obligation } of listings)
    told(reader).listed.push({ office, obligation: obligation as Listed['obligation'] })
  for (const { reader, office } of warnings) told(reader).behindPace.push(office)
  return readers
}
