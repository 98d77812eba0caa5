import type { Recipient } from '../domain/letter.ts'
import { fullDay, longDay, shortDay, timeOfDay } from '../thai/dates.ts'
import { itemStateTh, mailKindTh, obligationShortTh, tierTh } from '../thai/vocabulary.ts'
import {
  busiestOf,
  type DayOfPreview,
  daysOf,
  grouped,
  type MailGroup,
  type MailsPerTier,
  perTier,
  sumOf,
  tiers,
} from './days.ts'
import type { Preview } from './preview.ts'
import { movedTh, skippedTh } from './wording.ts'

/** The most recipients that are named; of more, their number says enough. */
const NAMED = 6

/** A preview as a calendar for reading: its sum, the busiest days, and day by day what goes out and what does not. */
export function printed(preview: Preview): string {
  const { mails, skipped } = preview
  const days = daysOf(preview)
  return [
    `รวม ${inTiers(perTier(mails))}; ไม่ส่ง ${number(skipped.length)} รายการ (skipped)`,
    `วันที่มีจดหมายมากที่สุด: ${busiestOf(mails)
      .map((d) => `${shortDay(d.day)} ${number(sumOf(d.mails))} ฉบับ`)
      .join(' · ')}`,
    '',
    ...quietTogether(days).flatMap((run) => (run.length === 1 ? printedDay(run[0]!) : printedQuiet(run))),
    '',
  ].join('\n')
}

/** `954 ฉบับ (ที่ทำการปกครอง 954)` */
export function inTiers(mails: MailsPerTier): string {
  const parts = tiers.filter((tier) => mails[tier] > 0).map((tier) => `${tierTh[tier]} ${number(mails[tier])}`)
  return `${number(sumOf(mails))} ฉบับ${parts.length > 0 ? ` (${parts.join(' · ')})` : ''}`
}

/** `12,345` */
export function number(n: number): string {
  return n.toLocaleString('en-US')
}

function printedDay({ day, mails, groups, moved, skipped }: DayOfPreview): string[] {
  return [
    `${longDay(day)}  ${inTiers(mails)}`,
    ...groups.map((group) => `  ${timeOfDay(group.at)}  ${ofGroup(group)}`),
    ...moved.map((m) => `             ${movedTh(m)} → ${toTh(m.recipients)}`),
    ...[...grouped(skipped, skippedTh)].map(
      ([reason, same]) => `    ไม่ส่ง    ${reason} → ${toTh(same.flatMap((s) => s.recipients))}`,
    ),
    '',
  ]
}

function ofGroup({ kind, recipients, rows }: MailGroup): string {
  const said = rows.map(
    ({ obligation, state, count }) =>
      `${obligationShortTh[obligation]} ${itemStateTh[state]} ${number(count)} (${obligation} ${state})`,
  )
  return [`${mailKindTh[kind]} (${kind}) → ${toTh(recipients)}`, ...said.map((s) => `               ${s}`)].join('\n')
}

/** `ที่ทำการปกครอง 954` or, of a few, by their codes. */
export function toTh(recipients: readonly Recipient[]): string {
  const mails = perTier(recipients.map((r) => ({ to: r })))
  return tiers
    .filter((tier) => mails[tier] > 0)
    .map((tier) => (tier === 'department' ? tierTh[tier] : `${tierTh[tier]} ${codesOrCount(recipients, tier)}`))
    .join(' · ')
}

function codesOrCount(recipients: readonly Recipient[], tier: string): string {
  const codes = recipients.filter((r) => r.startsWith(`${tier}:`)).map((r) => r.slice(r.indexOf(':') + 1))
  return codes.length <= NAMED ? codes.join(', ') : `${number(codes.length)} แห่ง`
}

/** Days one after the other on which no digest has anything to tell, and nothing else would have gone out, are one line. */
function quietTogether(days: readonly DayOfPreview[]): DayOfPreview[][] {
  const runs: DayOfPreview[][] = []
  for (const day of days) {
    const last = runs.at(-1)
    if (last && isQuiet(last[0]!) && isQuiet(day)) last.push(day)
    else runs.push([day])
  }
  return runs
}

function isQuiet({ mails, skipped }: DayOfPreview): boolean {
  return sumOf(mails) === 0 && skipped.every((s) => s.what === 'digest')
}

function printedQuiet(run: readonly DayOfPreview[]): string[] {
  const reasons = new Set(run.flatMap((d) => d.skipped).map(skippedTh))
  return [
    `${fullDay(run[0]!.day)} – ${fullDay(run.at(-1)!.day)}  ไม่มีจดหมาย ${number(run.length)} วันทำการ`,
    ...[...reasons].map((reason) => `    ไม่ส่ง    ${reason}`),
    '',
  ]
}
