import { type MailItem, type MailKind, mailKinds, type Recipient } from '../domain/letter.ts'
import { type ObligationName, obligationNames } from '../domain/policy.ts'
import { type Day, dayOf } from '../domain/time.ts'
import { tierOfRecipient } from '../rehearsal/outcome.ts'
import { busiestOf, grouped, type MailsPerTier, perTier, type Tier } from './days.ts'
import type { Preview } from './preview.ts'

/** What becomes of the mails to come when dates are changed: which fall away, come anew, move, or say something else. */

/** One thing that somebody is told: a row of a morning's mail, or another mail as a whole. */
export const toldKinds = [
  ...mailKinds.filter((kind) => kind !== 'morning'),
  'overdue',
  'behind-pace',
] as const satisfies readonly (MailKind | MailItem['state'])[]
export type Told = (typeof toldKinds)[number]

export const changes = ['falls-away', 'comes-anew', 'moves-away', 'moves-here', 'says-else'] as const
export type Change = (typeof changes)[number]

/** What changes on a day for recipients of one tier. */
export interface DayChange {
  readonly change: Change
  readonly told: Told
  readonly obligation?: ObligationName
  readonly tier: Tier
  /** Of what moves: the day to which it goes, or from which it comes. */
  readonly other?: Day
  readonly recipients: readonly Recipient[]
}

export interface ComparedDay {
  readonly day: Day
  readonly before: MailsPerTier
  readonly after: MailsPerTier
  readonly changes: readonly DayChange[]
}

/** How often something is told before and after, and what becomes of it; what moves is counted once. */
export interface ToldCount {
  readonly told: Told
  readonly obligation?: ObligationName
  readonly before: number
  readonly after: number
  readonly fallsAway: number
  readonly comesAnew: number
  readonly moves: number
  readonly saysElse: number
}

export interface Side {
  readonly mails: MailsPerTier
  readonly busiest: ReturnType<typeof busiestOf>
}

export interface Comparison {
  readonly before: Side
  readonly after: Side
  readonly told: readonly ToldCount[]
  /** The days on which something changes, in order. */
  readonly days: readonly ComparedDay[]
}

/**
 * Compares what is to come before an amendment and after it. What somebody is told on the same day of both stays. Of the rest a
 * notice, a reminder so many days before and a warning of pace move to their new day; a word that something is overdue and
 * a digest, which come again and again, fall away on some days and come anew on others.
 */
export function compare(before: Preview, after: Preview): Comparison {
  const [old, young] = [tellingsOf(before), tellingsOf(after)]
  const found = changesBetween(old, young)
  const perDay = grouped(found, (c) => c.telling.day)
  const mailsBefore = grouped(before.mails, (m) => dayOf(m.at))
  const mailsAfter = grouped(after.mails, (m) => dayOf(m.at))
  return {
    before: { mails: perTier(before.mails), busiest: busiestOf(before.mails) },
    after: { mails: perTier(after.mails), busiest: busiestOf(after.mails) },
    told: countsOf(old, young, found),
    days: [...perDay.keys()].sort().map((day) => ({
      day,
      before: perTier(mailsBefore.get(day) ?? []),
      after: perTier(mailsAfter.get(day) ?? []),
      changes: [...grouped(perDay.get(day)!, changeKey).values()].map((same) => {
        const { change, telling, other } = same[0]!
        return {
          ...{ change, told: telling.told, ...about(telling), tier: tierOfRecipient(telling.to) },
          ...(other === undefined ? {} : { other }),
          recipients: same.map((c) => c.telling.to),
        }
      }),
    })),
  }
}

interface Telling {
  readonly day: Day
  readonly to: Recipient
  readonly told: Told
  readonly obligation?: ObligationName
  readonly daysBefore?: number
  /** What a mail with rows of several offices says. */
  readonly rows?: string
}

interface Found {
  readonly change: Change
  readonly telling: Telling
  readonly other?: Day
}

function tellingsOf({ mails, reminders }: Preview): Telling[] {
  const daysBefore = new Map(reminders.map((r) => [`${r.at} ${r.to} ${r.obligation}`, r.daysBefore]))
  return mails.flatMap(({ at, to, kind, items }): Telling[] => {
    const day = dayOf(at)
    if (kind !== 'morning') return [{ day, to, told: kind, ...(items.length > 0 ? { rows: rowsIn(items) } : {}) }]
    return items.map(({ obligation, state }) => {
      const before = state === 'reminder' ? daysBefore.get(`${at} ${to} ${obligation}`) : undefined
      return {
        ...{ day, to, told: state as Told, obligation },
        ...(before === undefined ? {} : { daysBefore: before }),
      }
    })
  })
}

function rowsIn(items: readonly MailItem[]): string {
  return items
    .map((i) => `${i.office} ${i.obligation} ${i.state}`)
    .sort()
    .join()
}

/** What may move is known by this, whatever its day; what comes again and again by its day alone. */
function identityOf({ told, to, obligation, daysBefore, day }: Telling): string {
  const once = told === 'notice' || told === 'reminder' || told === 'behind-pace'
  return [told, to, obligation, daysBefore, once ? '' : day].join(' ')
}

function changesBetween(before: readonly Telling[], after: readonly Telling[]): Found[] {
  const olds = grouped(before, identityOf)
  const youngs = grouped(after, identityOf)
  return [...new Set([...olds.keys(), ...youngs.keys()])].flatMap((identity) => {
    const old = olds.get(identity) ?? []
    const young = youngs.get(identity) ?? []
    const stays = old.flatMap((o) => {
      const same = young.find((y) => y.day === o.day)
      return same ? [{ o, same }] : []
    })
    const gone = old.filter((o) => !stays.some((s) => s.o === o))
    const come = young.filter((y) => !stays.some((s) => s.same === y))
    const moving = Math.min(gone.length, come.length)
    return [
      ...stays.filter(({ o, same }) => o.rows !== same.rows).map(({ same }) => found('says-else', same)),
      ...gone.slice(0, moving).map((o, i) => found('moves-away', o, come[i]!.day)),
      ...come.slice(0, moving).map((y, i) => found('moves-here', y, gone[i]!.day)),
      ...gone.slice(moving).map((o) => found('falls-away', o)),
      ...come.slice(moving).map((y) => found('comes-anew', y)),
    ]
  })
}

function found(change: Change, telling: Telling, other?: Day): Found {
  return { change, telling, ...(other === undefined ? {} : { other }) }
}

function countsOf(before: readonly Telling[], after: readonly Telling[], all: readonly Found[]): ToldCount[] {
  const keyOf = ({ told, obligation }: Telling) => `${told} ${obligation ?? ''}`
  const olds = grouped(before, keyOf)
  const youngs = grouped(after, keyOf)
  const founds = grouped(all, (c) => keyOf(c.telling))
  const first = new Map([...before, ...after].map((t) => [keyOf(t), t]))
  return [...first]
    .map(([key, telling]) => {
      const count = (change: Change) => (founds.get(key) ?? []).filter((c) => c.change === change).length
      return {
        ...{ told: telling.told, ...about(telling) },
        ...{ before: olds.get(key)?.length ?? 0, after: youngs.get(key)?.length ?? 0 },
        ...{ fallsAway: count('falls-away'), comesAnew: count('comes-anew') },
        ...{ moves: count('moves-here'), saysElse: count('says-else') },
      }
    })
    .sort((a, b) => order(a) - order(b) || (a.told < b.told ? -1 : 1))
}

function order({ obligation }: ToldCount): number {
  return obligation === undefined ? -1 : obligationNames.indexOf(obligation)
}

function about({ obligation }: Telling): { obligation?: ObligationName } {
  return obligation === undefined ? {} : { obligation }
}

function changeKey({ change, telling, other }: Found): string {
  return [change, telling.told, telling.obligation, tierOfRecipient(telling.to), other].join(' ')
}
