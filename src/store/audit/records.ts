import { z } from 'zod'
import { Prisma } from '../generated/client.ts'
import { linkOf } from './chain.ts'
import { missing, PAGE, pagesOf, type Verification } from './finding.ts'

/** What the service's own records say of other tables, for these to be held against. */
export interface Recorded {
  /** Number of the last record, and its hash. */
  readonly sequence: number
  readonly head: string | null
  /** Satang by `programme/office/line`. */
  readonly allocations: ReadonlyMap<string, string>
  /** What areas' commands were answered and said, by `programme/target/key`. */
  readonly areaCommands: ReadonlyMap<string, AreaCommandHashes>
  /** Hashes by the seal's number. */
  readonly seals: ReadonlyMap<number, string>
}

export interface AreaCommandHashes {
  readonly receiptHash: string
  readonly textHash: string | null
}

const allocationLines = z.array(z.tuple([z.string(), z.string(), z.number()])).default([])
const allocationDetails = z.object({ removed: allocationLines, set: allocationLines })
const areaCommandDetails = z.object({
  target: z.string(),
  key: z.string(),
  receiptHash: z.string(),
  textHash: z.string().nullable(),
})
const sealDetails = z.object({ sequence: z.number(), hash: z.string() })

interface RecordRow {
  readonly sequence: bigint
  readonly at: string
  readonly kind: string
  readonly programme: string | null
  readonly office: string | null
  readonly actor: string | null
  readonly role: string | null
  readonly request: string | null
  readonly details: string
  readonly hash: string
}

/** Verifies the chain of what was recorded of the service, and gathers what it says of other tables. */
export async function verifyRecords({ db, found, progress }: Verification): Promise<Recorded> {
  const said = {
    allocations: new Map<string, string>(),
    areaCommands: new Map<string, AreaCommandHashes>(),
    seals: new Map<number, string>(),
  }
  const wrong = (sequence: number, what: string, row?: RecordRow) =>
    found({ about: 'record', programme: row?.programme ?? null, office: row?.office ?? null, sequence, what })
  let last = 0
  let head: string | null = null

  const pages = pagesOf<RecordRow>(
    (after) => db.$queryRaw`
      SELECT sequence, extract(epoch FROM at)::text AS at, kind, programme_id AS programme, office, actor, role,
             request_id AS request, details::text AS details, encode(hash, 'hex') AS hash
        FROM audit_record WHERE ${after ? Prisma.sql`sequence > ${after.sequence}` : Prisma.sql`true`}
       ORDER BY sequence LIMIT ${PAGE}`,
  )
  for await (const rows of pages) {
    for (const row of rows) {
      const { at, kind, programme, office, actor, role, request, details, hash } = row
      const sequence = Number(row.sequence)
      if (sequence > last + 1) wrong(last + 1, missing('record', last + 1, sequence - 1))
      else if (sequence < last + 1) wrong(sequence, 'no record has such a number', row)
      else if (linkOf(head, [`${sequence}`, at, kind, programme, office, actor, role, request, details]) !== hash)
        wrong(sequence, `the record, or its link to the one before it, was changed`, row)
      note(said, row)
      last = sequence
      head = hash
    }
    progress(rows.length)
  }

  const [kept] = await db.$queryRaw<{ sequence: bigint; hash: string | null }[]>`
    SELECT sequence, encode(hash, 'hex') AS hash FROM audit_record_head`
  const until = Number(kept?.sequence ?? 0)
  if (until > last) wrong(last + 1, missing('record', last + 1, until))
  else if (until < last) wrong(until + 1, 'the record lies past the end of the chain')
  else if (kept && kept.hash !== head) wrong(last, 'the end of the chain is not the hash of its last record')
  return { ...said, sequence: last, head }
}

function note(
  said: {
    allocations: Map<string, string>
    areaCommands: Map<string, AreaCommandHashes>
    seals: Map<number, string>
  },
  { kind, programme, details: text }: RecordRow,
): void {
  // A record that does not read as its kind does was changed, and has been found so.
  const details: unknown = JSON.parse(text)
  switch (kind) {
    case 'allocation': {
      const { removed = [], set = [] } = allocationDetails.safeParse(details).data ?? {}
      for (const [office, line] of removed) said.allocations.delete(`${programme}/${office}/${line}`)
      for (const [office, line, satang] of set) said.allocations.set(`${programme}/${office}/${line}`, `${satang}`)
      return
    }
    case 'area-command': {
      const command = areaCommandDetails.safeParse(details).data
      if (command) said.areaCommands.set(`${programme}/${command.target}/${command.key}`, command)
      return
    }
    case 'seal': {
      const seal = sealDetails.safeParse(details).data
      if (seal) said.seals.set(seal.sequence, seal.hash)
    }
  }
}
