import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type DatedLetter, type Letter, type Recipient, recipientOrder } from '../domain/letter.ts'
import type { OfficeEnd } from '../domain/office.ts'
import type { OfficeCode } from '../domain/policy.ts'
import { dayOf, type Instant } from '../domain/time.ts'

/** What a rehearsal or a simulation comes to. Both write the same files, so that they can be compared line by line. */
export interface Outcome {
  readonly mails: readonly DatedLetter[]
  readonly steps: readonly StepResult[]
  readonly offices: Readonly<Record<OfficeCode, OfficeEnd>>
  readonly wallTimeMs: number
}

/** How one step of the script went. A command on an area is the department's. */
export interface StepResult {
  readonly at: Instant
  readonly office: OfficeCode | 'department'
  readonly command: string
  readonly result: 'accepted' | 'rejected'
  readonly type?: string
}

/** Writes mails.jsonl, steps.jsonl, offices.json and summary.json into a folder, which is made when it does not exist. */
export function writeOutcome(folder: string, outcome: Outcome): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'mails.jsonl'), mailLines(outcome.mails))
  writeFileSync(
    join(folder, 'steps.jsonl'),
    linesOf(sortByTime(outcome.steps, (s) => (s.office === 'department' ? '~' : s.office))),
  )
  writeFileSync(join(folder, 'offices.json'), `${JSON.stringify(outcome.offices, null, 1)}\n`)
  writeFileSync(join(folder, 'summary.json'), `${JSON.stringify(summaryOf(outcome), null, 2)}\n`)
}

/** Mails as mails.jsonl has them. */
export function mailLines(mails: readonly DatedLetter[]): string {
  return linesOf(inOrder(mails).map(({ at, to, kind, items }) => ({ at, to, kind, items: inOneOrder(items) })))
}

/** Rows as JSON, one a line. */
export function linesOf(rows: readonly unknown[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('')
}

/** Counts of a whole outcome, and mails per day and tier. */
export function summaryOf({ mails, steps, offices, wallTimeMs }: Outcome) {
  const perDay: Record<string, Record<'office' | 'province' | 'department', number>> = {}
  for (const mail of inOrder(mails)) {
    const day = dayOf(mail.at)
    perDay[day] ??= { office: 0, province: 0, department: 0 }
    perDay[day][tierOfRecipient(mail.to)]++
  }
  return {
    offices: Object.keys(offices).length,
    phases: countBy(Object.values(offices), (o) => o.phase),
    steps: {
      ...countBy(steps, (s) => s.result),
      refusals: countBy(
        steps.filter((s) => s.type),
        (s) => s.type!,
      ),
    },
    mails: {
      total: mails.length,
      kinds: countBy(mails, (m) => m.kind),
      tiers: countBy(mails, (m) => tierOfRecipient(m.to)),
    },
    mailsPerDay: perDay,
    wallTimeMs,
  }
}

/** Rows in order of time, at equal times by recipient, the department last. */
export function inOrder<T extends { readonly at: Instant; readonly to: Recipient }>(rows: readonly T[]): T[] {
  return sortByTime(rows, (row) => recipientOrder(row.to))
}

/** Whose mailbox it is: an office's own, or that of the managers of a tier. */
export function tierOfRecipient(to: Recipient): 'office' | 'province' | 'department' {
  return to === 'department' ? 'department' : to.startsWith('office:') ? 'office' : 'province'
}

function countBy<T>(rows: readonly T[], keyOf: (row: T) => string): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const row of rows) counts[keyOf(row)] = (counts[keyOf(row)] ?? 0) + 1
  return counts
}

function sortByTime<T extends { at: Instant }>(rows: readonly T[], orderOf: (row: T) => string): T[] {
  const key = (row: T) => `${row.at} ${orderOf(row)}`
  return [...rows].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
}

/** Rows in the same order and with their fields in the same order wherever they come from: files compare byte by byte. */
function inOneOrder(items: Letter['items']): Letter['items'] {
  const key = ({ office, obligation, state }: Letter['items'][number]) => `${office} ${obligation} ${state}`
  return items
    .map(({ office, obligation, state }) => ({ office, obligation, state }))
    .sort((a, b) => (key(a) < key(b) ? -1 : 1))
}
