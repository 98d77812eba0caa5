import { type Instant, instantFromMs } from '../../domain/time.ts'
import { linkOf } from './chain.ts'
import { type Finding, missing, type Verification } from './finding.ts'
import type { Recorded } from './records.ts'

/** A seal, as it is printed and kept elsewhere. */
export interface SealView {
  readonly sequence: number
  /** The machine's clock. */
  readonly at: Instant
  /** SHA-256, hexadecimal. */
  readonly hash: string
}

interface SealRow {
  readonly sequence: number
  /** Seconds since 1970. */
  readonly at: string
  readonly hash: string
  readonly records: bigint
  readonly record_head: string | null
  readonly offices: string
}

type OfficeHead = readonly [programme: string, office: string, sequence: number, hash: string]

/**
 * Verifies the chain of seals, and that each event and record which a seal names is there still with its hash. To be called
 * when the other chains have been verified: then their hashes stand for all that came before them.
 * @returns the seals that are there
 */
export async function verifySeals(verification: Verification, recorded: Recorded): Promise<SealView[]> {
  const { db } = verification
  const found = (sequence: number | null, what: string, of: Pick<Finding, 'programme' | 'office'> = NOBODY) =>
    verification.found({ about: 'seal', ...of, sequence, what })
  const numbers = await db.auditSeal.findMany({ select: { sequence: true }, orderBy: { sequence: 'asc' } })
  const seals: SealView[] = []
  // A history that was written anew contradicts every seal after it: it is said once.
  const said = new Set<string>()
  const unmet = new Map(recorded.seals)

  // One at a time: a seal of the whole country is a hundred kilobytes.
  for (const { sequence } of numbers) {
    const [seal] = await db.$queryRaw<[SealRow]>`
      SELECT sequence, extract(epoch FROM at)::text AS at, records, encode(record_head, 'hex') AS record_head,
             offices::text AS offices, encode(hash, 'hex') AS hash
        FROM audit_seal WHERE sequence = ${sequence}`
    const { at, records, record_head, offices, hash } = seal
    const last = seals.at(-1)
    const expected = (last?.sequence ?? 0) + 1
    seals.push(sealView(seal))
    if (sequence > expected) found(expected, missing('seal', expected, sequence - 1))
    else if (linkOf(last?.hash ?? null, [`${sequence}`, at, `${records}`, record_head, offices]) !== hash) {
      found(sequence, 'the seal, or its link to the one before it, was changed')
      continue
    }
    if (unmet.get(sequence) !== hash) found(sequence, 'the records do not know the seal')
    unmet.delete(sequence)

    const there = await hashesAt(verification, sequence)
    for (const [programme, office, number, head] of JSON.parse(offices) as OfficeHead[]) {
      const place = `${programme}/${office}`
      if (verification.programme !== null && verification.programme !== programme) continue
      if (there.get(`${place}/${number}`) === head || said.has(place)) continue
      said.add(place)
      found(sequence, `event ${number}, or one before it, is not the one that was sealed`, { programme, office })
    }
    const record = there.get(`${records}`) ?? null
    if (record !== record_head && !said.has('records')) {
      said.add('records')
      found(sequence, `record ${records}, or one before it, is not the one that was sealed`)
    }
  }
  for (const sequence of unmet.keys()) found(sequence, 'the seal is gone')
  return seals
}

/** A seal's row as it is shown. */
export function sealView({ sequence, at, hash }: Pick<SealRow, 'sequence' | 'at' | 'hash'>): SealView {
  return { sequence, at: instantFromMs(Number(at) * 1000), hash }
}

const NOBODY = { programme: null, office: null }

/** The hashes that stand now where a seal points to: by `programme/office/sequence`, and the record's by its number. */
async function hashesAt({ db }: Verification, seal: number): Promise<Map<string, string>> {
  const rows = await db.$queryRaw<{ place: string; hash: string }[]>`
    SELECT concat_ws('/', e.programme_id, e.office, e.sequence) AS place, encode(e.hash, 'hex') AS hash
      FROM audit_seal s, jsonb_array_elements(s.offices) AS o
      JOIN audit_event e ON e.programme_id = o ->> 0 AND e.office = o ->> 1 AND e.sequence = (o ->> 2)::int
     WHERE s.sequence = ${seal}
    UNION ALL
    SELECT r.sequence::text, encode(r.hash, 'hex')
      FROM audit_seal s JOIN audit_record r ON r.sequence = s.records
     WHERE s.sequence = ${seal}`
  return new Map(rows.map((r) => [r.place, r.hash]))
}
