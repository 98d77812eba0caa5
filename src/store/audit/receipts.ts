import { hashOfText, linkOf } from './chain.ts'
import { changed } from './events.ts'
import type { Verification } from './finding.ts'
import type { AreaCommandHashes } from './records.ts'

interface ReceiptRow {
  readonly programme: string
  readonly target: string
  readonly key: string
  /** The fields that the receipt's hash has. */
  readonly receipt: (string | null)[]
  readonly texts: string | null
}

/**
 * Verifies what was answered to areas' commands, and said with them, against what was recorded; and finds receipts of
 * offices' commands that no event knows. Those that an event knows are verified with it.
 */
export async function verifyReceipts(
  { db, programme, found }: Verification,
  areaCommands: ReadonlyMap<string, AreaCommandHashes>,
): Promise<void> {
  const rows = await db.$queryRaw<ReceiptRow[]>`
    SELECT r.programme_id AS programme, r.target, r.key,
           command_words(r.programme_id, r.target, r.key, r.body_hash)::text AS texts,
           jsonb_build_array(r.command, r.body_hash, r.answer::text, extract(epoch FROM r.recorded_at)::text) AS receipt
      FROM command_receipt r
     WHERE (${programme}::text IS NULL OR r.programme_id = ${programme})
       AND (r.target LIKE 'area:%'
            OR NOT EXISTS (SELECT FROM audit_event e
                            WHERE e.programme_id = r.programme_id AND e.office = r.target AND e.command_key = r.key))
     ORDER BY r.programme_id, r.target, r.key`
  const unmet = new Map(areaCommands)
  for (const { target, key, receipt, texts, ...of } of rows) {
    const say = (about: 'receipt' | 'words', what: string) =>
      found({ about, ...of, office: target.startsWith('area:') ? null : target, sequence: null, what })
    const recorded = unmet.get(`${of.programme}/${target}/${key}`)
    unmet.delete(`${of.programme}/${target}/${key}`)
    if (!recorded) {
      say('receipt', `the receipt ${key} of ${target} belongs to nothing that was recorded`)
      continue
    }
    if (linkOf(null, receipt) !== recorded.receiptHash) say('receipt', `the receipt ${key} of ${target} was changed`)
    const textHash = texts && hashOfText(texts)
    if (textHash !== recorded.textHash)
      say('words', `${target} ${key}: ${changed('words', recorded.textHash, textHash)}`)
  }
  for (const key of unmet.keys()) {
    const [p] = key.split('/') as [string]
    if (programme === null || p === programme)
      found({ about: 'receipt', programme: p, office: null, sequence: null, what: `the receipt ${key} is gone` })
  }
}
