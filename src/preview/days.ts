import type { MailItem, MailKind, Recipient } from '../domain/letter.ts'
import { type ObligationName, obligationNames } from '../domain/policy.ts'
import { type Day, dayOf, type Instant } from '../domain/time.ts'
import { tierOfRecipient } from '../rehearsal/outcome.ts'
import type { SentReminder, Skipped } from './expectations.ts'
import type { Preview } from './preview.ts'

/** A preview by day: what goes out, what goes earlier than its day, what does not go and why. */

export type Tier = ReturnType<typeof tierOfRecipient>
export const tiers = ['office', 'province', 'department'] as const satisfies readonly Tier[]
export type MailsPerTier = Readonly<Record<Tier, number>>

/** Mails of one kind at one moment to one tier, and what their rows say. */
export interface MailGroup {
  readonly at: Instant
  readonly kind: MailKind
  readonly tier: Tier
  readonly recipients: readonly Recipient[]
  readonly rows: readonly RowCount[]
}

/** How often something is said of an obligation. */
export interface RowCount {
  readonly obligation: ObligationName
  readonly state: MailItem['state']
  readonly count: number
}

/** Reminders whose own day is no working day, and which go on the last one before it. */
export interface MovedGroup {
  readonly obligation: ObligationName
  readonly daysBefore: number
  readonly stated: Day
  readonly because: NonNullable<SentReminder['moved']>
  readonly recipients: readonly Recipient[]
}

/** What is not sent, to whom of one tier, for one reason. */
export interface SkippedGroup extends Omit<Skipped, 'at' | 'to'> {
  readonly tier: Tier
  readonly recipients: readonly Recipient[]
}

export interface DayOfPreview {
  readonly day: Day
  readonly mails: MailsPerTier
  readonly groups: readonly MailGroup[]
  readonly moved: readonly MovedGroup[]
  readonly skipped: readonly SkippedGroup[]
}

/** The days on which something goes out or would have, in order. */
export function daysOf({ mails, reminders, skipped }: Preview): DayOfPreview[] {
  const mailsOf = grouped(mails, (m) => dayOf(m.at))
  const movedOf = grouped(
    reminders.filter((r) => r.moved),
    (r) => dayOf(r.at),
  )
  const skippedOf = grouped(skipped, (s) => dayOf(s.at))
  const days = [...new Set([...mailsOf.keys(), ...skippedOf.keys()])].sort()
  return days.map((day) => ({
    day,
    mails: perTier(mailsOf.get(day) ?? []),
    groups: [...grouped(mailsOf.get(day) ?? [], (m) => `${m.at} ${m.kind} ${tierOfRecipient(m.to)}`).values()].map(
      (group) => ({
        ...{ at: group[0]!.at, kind: group[0]!.kind, tier: tierOfRecipient(group[0]!.to) },
        recipients: group.map((m) => m.to),
        rows: rowsOf(group.flatMap((m) => m.items)),
      }),
    ),
    moved: [...grouped(movedOf.get(day) ?? [], (r) => `${r.obligation} ${r.daysBefore} ${r.stated}`).values()].map(
      (group) => {
        const { obligation, daysBefore, stated, moved } = group[0]!
        return { obligation, daysBefore, stated, because: moved!, recipients: group.map((r) => r.to) }
      },
    ),
    skipped: [...grouped(skippedOf.get(day) ?? [], reasonKey).values()].map((group) => {
      const { at: _, to, ...rest } = group[0]!
      return { ...rest, tier: tierOfRecipient(to), recipients: group.map((s) => s.to) }
    }),
  }))
}

/** How many mails go to each tier. */
export function perTier(mails: readonly { readonly to: Recipient }[]): MailsPerTier {
  const counts = { office: 0, province: 0, department: 0 }
  for (const { to } of mails) counts[tierOfRecipient(to)]++
  return counts
}

/** How many mails that is for all tiers. */
export function sumOf({ office, province, department }: MailsPerTier): number {
  return office + province + department
}

/** How many days are named as the busiest. */
const BUSIEST = 5

/** The days with the most mails, the busiest first; of equal ones the earlier first. */
export function busiestOf(mails: Preview['mails']): { day: Day; mails: MailsPerTier }[] {
  return [...grouped(mails, (m) => dayOf(m.at))]
    .map(([day, own]) => ({ day, mails: perTier(own) }))
    .sort((a, b) => sumOf(b.mails) - sumOf(a.mails) || (a.day < b.day ? -1 : 1))
    .slice(0, BUSIEST)
}

/** What the rows of mails say, counted, in the order of the path from kick-off to report. */
export function rowsOf(items: readonly MailItem[]): RowCount[] {
  return [...grouped(items, (i) => `${i.obligation} ${i.state}`).values()]
    .map((group) => ({ obligation: group[0]!.obligation, state: group[0]!.state, count: group.length }))
    .sort((a, b) => obligationNames.indexOf(a.obligation) - obligationNames.indexOf(b.obligation))
}

/** Rows by what a key says of them, keys and rows in order of their coming. */
export function grouped<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const row of rows) {
    const group = groups.get(keyOf(row))
    if (group) group.push(row)
    else groups.set(keyOf(row), [row])
  }
  return groups
}

function reasonKey({ to, what, obligation, daysBefore, why, since, into }: Skipped): string {
  return [tierOfRecipient(to), what, obligation, daysBefore, why, since, into].join(' ')
}
