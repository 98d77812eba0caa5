import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { agenda, catchUp } from '../../src/domain/agenda.ts'
import { decideAll } from '../../src/domain/batch.ts'
import type { Command, CommandName } from '../../src/domain/command.ts'
import { decide } from '../../src/domain/decide.ts'
import type { OfficeEvent } from '../../src/domain/event.ts'
import { evolve } from '../../src/domain/evolve.ts'
import { remaining } from '../../src/domain/ledger.ts'
import { formatBaht } from '../../src/domain/money.ts'
import { notice } from '../../src/domain/notice.ts'
import { newOffice, type OfficeState } from '../../src/domain/office.ts'
import { type ObligationName, obligationNames } from '../../src/domain/policy.ts'
import { isRejection } from '../../src/domain/rejection.ts'
import { addDays, dayOf, type Instant, instantFromMs, isoWeekday, later, msOf } from '../../src/domain/time.ts'
import { isWorkingDay, naiveMorning } from './support/naive.ts'
import { coordinator, extension, type Step, year } from './support/year.ts'
import { at, rules2568 as rules } from './support/year2568.ts'

/** How long after the last command somebody comes again: soon, much later, or at or around the very next due moment. */
const gap = fc.oneof(
  fc.record({ minutes: fc.nat(600) }),
  fc.record({ minutes: fc.nat(20 * 24 * 60) }),
  fc.record({ aroundDue: fc.constantFrom(-1, 0, 1) }),
)
type Gap = typeof gap extends fc.Arbitrary<infer T> ? T : never

/** What somebody wants, made into a command by what the office is like then: mostly sensible, often not. */
const wish = fc.record({
  what: fc.constantFrom<CommandName | 'settle-line'>(
    'forward',
    'acknowledge',
    'attend-kickoff',
    'record-activity',
    'disburse',
    'disburse',
    'settle-line',
    'settle-line',
    'reverse',
    'return-funds',
    'virement',
    'submit-report',
    'submit-report',
    'accept-report',
    'return-report',
    'answer-escalation',
    'answer-escalation',
    'remind',
    'remind',
    'extend',
    'suspend',
    'resume',
    'resume',
    'withdraw',
  ),
  obligation: fc.constantFrom(...obligationNames),
  line: fc.constantFrom('materials', 'training', 'cars'),
  satang: fc.nat(60_000),
  number: fc.nat(5),
  days: fc.integer({ min: -2, max: 60 }),
  whim: fc.nat(9),
})
type Wish = typeof wish extends fc.Arbitrary<infer T> ? T : never

const story = fc.record({
  code: fc.constantFrom('4701', '4701', '47'),
  notifiedAt: fc.constantFrom(
    at('2024-12-27 10:00'),
    at('2024-12-30 08:30'),
    at('2025-02-03 16:00'),
    at('2025-05-25 10:00'),
  ),
  allocation: fc.constantFrom<Record<string, number>>(
    { materials: 100_000, training: 50_001 },
    { materials: 100_000, training: 50_001 },
    { materials: 1 },
    {},
  ),
  acts: fc.array(fc.tuple(gap, wish), { maxLength: 40 }),
})
type Story = typeof story extends fc.Arbitrary<infer T> ? T : never

function commandOf(
  state: OfficeState,
  now: Instant,
  { what, obligation, line, satang, number, days, whim }: Wish,
): Command {
  const today = dayOf(now)
  const documentNo = `ฎ${state.documents.length + (whim === 0 ? 0 : 1)}`
  const amount = formatBaht(satang)
  switch (what) {
    case 'attend-kickoff':
      return { name: what, attended: whim < 5 ? 'briefing' : 'meeting', on: whim < 5 ? today : '2024-12-25' }
    case 'record-activity':
      return { name: what, activity: 'prevention', on: addDays(today, Math.min(days, 1)) }
    case 'disburse':
      return { name: what, line, amount, paidOn: whim === 1 ? addDays(today, days) : today, documentNo }
    case 'settle-line': {
      const open = Object.entries(state.lines).find(([, l]) => remaining(l) > 0)
      const rest = open ? remaining(open[1]) : satang
      const of = open?.[0] ?? line
      return whim < 6
        ? { name: 'disburse', line: of, amount: formatBaht(rest), paidOn: today, documentNo }
        : { name: 'return-funds', line: of, amount: formatBaht(rest), returnedOn: today, documentNo }
    }
    case 'reverse':
      return { name: what, documentNo: state.documents[number]?.documentNo ?? documentNo }
    case 'return-funds':
      return { name: what, line, amount, returnedOn: today, documentNo }
    case 'virement':
      return { name: what, from: 'materials', to: 'training' }
    case 'submit-report':
      return {
        name: what,
        lines: Object.entries(state.lines).map(([code, l]) => ({
          line: code,
          disbursed: formatBaht(l.disbursed + (whim === 0 ? 1 : 0)),
          returned: formatBaht(l.returned),
        })),
      }
    case 'answer-escalation': {
      const escalated = obligationNames.find((name) => state.obligations[name]?.level === 1)
      return { name: what, obligation: escalated ?? obligation, promisedOn: addDays(today, days % 9) }
    }
    case 'extend':
      return { name: what, obligation, deadline: addDays(today, days), order: { number: '1', date: today } }
    default:
      return what === 'suspend' || what === 'resume' ? { name: what } : { name: what as 'forward' }
  }
}

function momentAfter(last: Instant, state: OfficeState, gap: Gap): Instant {
  if ('minutes' in gap) return instantFromMs(msOf(last) + gap.minutes * 60_000)
  const due = agenda(state, rules)?.at ?? last
  const moment = instantFromMs(msOf(due) + gap.aroundDue * 1_000)
  return moment < last ? last : moment
}

interface Played {
  readonly events: readonly OfficeEvent[]
  readonly state: OfficeState
}

/** Plays a story to its end; `carry` is what becomes of the state between two commands. */
function play(told: Story, carry: (s: OfficeState) => OfficeState = (s) => s, look: Look = () => {}): Played {
  let state = newOffice(told.code, told.allocation)
  const events: OfficeEvent[] = []
  const record = (event: OfficeEvent) => {
    const before = state
    state = evolve(state, event)
    look(before, event, state)
    events.push(event)
  }
  const goTo = (moment: Instant) => {
    for (const event of catchUp(state, rules, moment).events) record(event)
  }
  let now = told.notifiedAt
  if (told.code.length === 4) record(notice(state, rules, now))
  for (const [gap, wish] of told.acts) {
    const next = momentAfter(now, state, gap)
    if (next > at('2026-03-31 00:00')) break
    now = next
    goTo(now)
    state = carry(state)
    const decided = decide(rules, state, commandOf(state, now, wish), now)
    if (!isRejection(decided)) for (const event of decided) record(event)
  }
  goTo(instantFromMs(msOf(now) + 30 * 86_400_000))
  return { events, state }
}

type Look = (before: OfficeState, event: OfficeEvent, after: OfficeState) => void

/** Whatever happens to an office, this holds of every event. */
const always = (look: Look, numRuns = 200) =>
  fc.assert(
    fc.property(story, (told) => {
      play(told, undefined, look)
    }),
    { numRuns },
  )

const obligationsOf = (state: OfficeState) =>
  Object.entries(state.obligations) as [ObligationName, OfficeState['obligations']['report'] & object][]

describe('Whatever people do, and whenever', () => {
  it('money is conserved: each line holds the sum of its entries not reversed, never below zero or above its allocation', () => {
    always((_, __, { lines, documents }) => {
      for (const [code, line] of Object.entries(lines)) {
        const sum = (kind: string) =>
          documents
            .filter((d) => d.line === code && d.kind === kind && !d.reversed)
            .reduce((total, d) => total + d.amount, 0)
        expect([line.disbursed, line.returned]).toEqual([sum('disbursement'), sum('return')])
        expect(line.disbursed + line.returned).toBeLessThanOrEqual(line.allocated)
      }
      expect(new Set(documents.map((d) => d.documentNo)).size).toBe(documents.length)
    })
  })

  it('disbursement is settled exactly when nothing remains on any line', () => {
    always((_, __, { obligations, lines }) => {
      const remains = Object.values(lines).some((line) => remaining(line) > 0)
      if (obligations.disbursement) expect(obligations.disbursement.settledAt === null).toBe(remains)
    })
  })

  it('nothing is said about an obligation that is settled, and nothing at all under suspension or after withdrawal', () => {
    always((before, event) => {
      if (event.type !== 'morning') return
      for (const { obligation } of [...event.items, ...event.raised])
        expect(before.obligations[obligation]?.settledAt).toBeNull()
      expect([before.suspendedAt, before.withdrawnAt]).toEqual([null, null])
    })
  })

  it('an office has at most one morning mail a day, at 08:30 on a working day', () => {
    fc.assert(
      fc.property(story, (told) => {
        const mornings = play(told).events.filter((e) => e.type === 'morning')
        expect(new Set(mornings.map((e) => e.at)).size).toBe(mornings.length)
        for (const { at } of mornings) {
          expect(at.slice(11)).toBe('08:30:00+07:00')
          expect(isWorkingDay(dayOf(at), rules)).toBe(true)
        }
      }),
    )
  })

  it('a morning says one thing of an obligation once, and reminds never after its deadline', () => {
    always((before, event) => {
      if (event.type !== 'morning') return
      const said = event.items.map((i) => `${i.obligation} ${i.state}`)
      expect(new Set(said).size).toBe(said.length)
      for (const { obligation, state } of event.items) {
        const { deadline } = before.obligations[obligation]!
        if (state === 'reminder') expect(dayOf(event.at) <= deadline).toBe(true)
        if (state === 'overdue') expect(dayOf(event.at) > deadline).toBe(true)
      }
    })
  })

  it('time goes forward: what is due next is after everything that has been done', () => {
    always((before, event, after) => {
      expect(event.at >= before.doneUntil).toBe(true)
      const next = agenda(after, rules)
      if (next) expect(next.at > after.doneUntil).toBe(true)
    })
  })

  it('a level only rises, until the obligation is settled, rises again, is extended, suspended or withdrawn', () => {
    always((before, event, after) => {
      for (const [name, obligation] of obligationsOf(after)) {
        const was = before.obligations[name]?.level ?? 0
        if (obligation.level > was) expect(event.type).toBe('morning')
        if (obligation.level < was)
          expect([event.type, obligation.level]).toEqual([expect.not.stringMatching('morning'), 0])
        if (obligation.settledAt) expect([obligation.level, obligation.answer]).toEqual([0, null])
      }
    })
  })

  it('nothing that is overdue stays untold: from the first working morning after base it stands before the tier above', () => {
    always((_, __, after) => {
      if (after.suspendedAt || after.withdrawnAt) return
      for (const [name, { deadline, arose, settledAt, level }] of obligationsOf(after)) {
        const base = later(deadline, dayOf(arose))
        const w1 = at(`${rules.calendar.nthWorkingDayAfter(base, 1)} 08:30`)
        if (!settledAt && after.doneUntil >= w1) expect([name, base, level > 0]).toEqual([name, base, true])
      }
    })
  })

  it('a reminder by an official changes no plan, no level and no deadline, and is of what is unsettled', () => {
    always((before, event, after) => {
      if (event.type !== 'reminded') return
      expect(event.items.length).toBeGreaterThan(0)
      for (const { obligation } of event.items) expect(before.obligations[obligation]?.settledAt).toBeNull()
      expect(after.obligations).toEqual(before.obligations)
      expect(agenda(after, rules)).toEqual(agenda(before, rules))
    })
  })

  it('neither an extension nor a resumption ever shortens a deadline', () => {
    always((before, _, after) => {
      for (const [name, { deadline }] of obligationsOf(after))
        expect(deadline >= (before.obligations[name]?.deadline ?? '')).toBe(true)
    })
  })

  it('events are numbered without gap', () => {
    always((before, _, after) => {
      expect(after.sequence).toBe(before.sequence + 1)
    }, 100)
  })

  it('the same story has the same end', () => {
    fc.assert(
      fc.property(story, (told) => {
        expect(play(told)).toEqual(play(told))
      }),
    )
  })

  it('an office carried over as JSON at every step goes on as if it had not been, and its events too', () => {
    fc.assert(
      fc.property(story, (told) => {
        const carried = play(told, (s) => JSON.parse(JSON.stringify(s)))
        const kept = play(told)
        expect(JSON.stringify(carried)).toBe(JSON.stringify(kept))
        const events: OfficeEvent[] = JSON.parse(JSON.stringify(kept.events))
        expect(events.reduce(evolve, newOffice(told.code, told.allocation))).toEqual(kept.state)
      }),
    )
  })

  it('deciding and evolving change nothing that they are given', () => {
    fc.assert(
      fc.property(story, (told) => {
        expect(() => play(told, deepFreeze)).not.toThrow()
      }),
    )
  })

  it('a batch is its commands one by one: the same events, the same refusals, the same office', () => {
    fc.assert(
      fc.property(story, gap, fc.array(wish, { minLength: 1, maxLength: 12 }), (told, gap, wishes) => {
        const { state } = play(told)
        const now = momentAfter(state.doneUntil, state, gap)
        let single = state
        const events: OfficeEvent[] = []
        const refused: [string, unknown][] = []
        const record = (event: OfficeEvent) => {
          single = evolve(single, event)
          events.push(event)
        }
        const items = wishes.map((wish, i) => {
          for (const event of catchUp(single, rules, now).events) record(event)
          const command = commandOf(single, now, wish)
          const decided = decide(rules, single, command, now)
          const cause = { command: command.name, key: `k${i}`, bodyHash: `h${i}`, by: 'token-1' }
          if (isRejection(decided)) refused.push([cause.key, decided])
          else for (const event of decided) record(event)
          return { command, cause }
        })
        const batch = decideAll(rules, state, items, now)
        expect([...batch.due, ...batch.steps.flatMap((s) => s.events)]).toEqual(events)
        expect([...batch.refused]).toEqual(refused)
        expect([batch.after, batch.next]).toEqual([single, agenda(single, rules)])
        expect(batch.steps.map((s) => s.firstSequence + s.events.length - 1)).toEqual(
          batch.steps.map((s) => s.standing.sequence),
        )
      }),
    )
  })

  it('a morning brings exactly what the design says of that day', () => {
    fc.assert(
      fc.property(story, (told) => {
        let state: OfficeState | undefined
        const before: OfficeState[] = []
        const { events } = play(told, undefined, (was, _, is) => {
          before.push(was)
          state = is
        })
        const end = dayOf(state?.doneUntil ?? told.notifiedAt)
        let next = 0
        for (let day = dayOf(told.notifiedAt); day < end; day = addDays(day, 1)) {
          const moment = at(`${day} 08:30`)
          while (next < events.length && events[next]!.at < moment) next++
          // The state just before 08:30: that before the first event at or after it.
          if (next === 0) continue
          const expected = naiveMorning(before[next] ?? state!, rules, day)
          const event = events[next]
          const came = event?.type === 'morning' && event.at === moment ? event : { items: [], raised: [] }
          expect([day, came.items.map((i) => `${i.obligation} ${i.state}`).sort()]).toEqual([
            day,
            expected.items.sort(),
          ])
          expect([day, came.raised.map((r) => `${r.obligation} level ${r.level}`)]).toEqual([day, expected.raised])
        }
      }),
      { numRuns: 120 },
    )
  })
})

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.freeze(value)
    for (const part of Object.values(value)) deepFreeze(part)
  }
  return value
}

describe('Whatever happens in a small province', () => {
  const offices = ['47', '4701', '4702', '4703', '48', '4801']
  const moment = fc
    .tuple(fc.nat(200), fc.constantFrom('07:00', '08:30', '08:45', '09:00', '09:15', '09:30', '10:00', '16:00'))
    .map(([day, time]) => `${addDays('2024-12-25', day)} ${time}`)
  const place = fc.constantFrom(...offices)
  const area = fc.constantFrom('area:47', 'area:48', 'area:all') as fc.Arbitrary<`area:${string}`>
  const reason = { reason: 'อุทกภัย' }
  const step = fc.oneof(
    fc.record({ when: moment, place, what: fc.constantFrom<CommandName>('acknowledge', 'attend-kickoff', 'withdraw') }),
    fc.record({
      when: moment,
      place,
      what: fc.constantFrom<CommandName>('disburse', 'reverse', 'submit-report', 'return-report'),
    }),
    fc.record({
      when: moment,
      place: area,
      what: fc.constantFrom<CommandName>('extend', 'suspend', 'resume', 'resume', 'remind'),
    }),
  )
  const play = (steps: readonly { when: string; place: string; what: CommandName }[]) => {
    const day = (when: string) => when.slice(0, 10)
    const body = (when: string, what: CommandName, i: number): object => {
      switch (what) {
        case 'acknowledge':
          return coordinator
        case 'attend-kickoff':
          return { attended: 'briefing', on: day(when) }
        case 'disburse':
          return { line: 'materials', amount: '10.00', paidOn: day(when), documentNo: `ฎ${i}` }
        case 'reverse':
          return { documentNo: `ฎ${i - 1}`, ...reason }
        case 'submit-report':
          return { lines: [{ line: 'materials', disbursed: '10.00', returned: '0.00' }], outcome: 'แล้วเสร็จ' }
        case 'extend':
          return extension('disbursement', addDays(day(when), 20))
        case 'remind':
          return {}
        default:
          return reason
      }
    }
    const made: Step[] = steps.map(({ when, place, what }, i) => [when, place as Step[1], what, body(when, what, i)])
    const forwards: Step[] = [
      ['2024-12-27 10:00', '47', 'forward'],
      ['2025-01-15 10:00', '48', 'forward'],
    ]
    const allocations = Object.fromEntries(offices.map((o) => [o, '10.00']))
    return year({ offices, allocations, steps: [...forwards, ...made], until: '2025-07-31' })
  }
  /** Twelve years of random steps; each check says which steps broke it. */
  const years = fc
    .sample(fc.array(step, { maxLength: 30 }), 12)
    .map((steps) => ({ steps, mails: play(steps).outcome.mails }))
  const inEveryYear = (check: (mails: (typeof years)[number]['mails'], because: string) => void) => {
    for (const { steps, mails } of years) check(mails, `after ${JSON.stringify(steps)}`)
  }

  it('every reader has at most one digest a day, on working days only, at its hour', () => {
    inEveryYear((mails, because) => {
      const digests = mails.filter((m) => m.kind === 'digest')
      const days = digests.map((m) => `${m.to} ${dayOf(m.at)}`)
      expect(new Set(days).size, because).toBe(days.length)
      for (const m of digests) {
        expect(isWorkingDay(dayOf(m.at), rules), because).toBe(true)
        expect(m.at.slice(11, 16), because).toBe(m.to === 'department' ? '09:30' : '09:00')
      }
    })
  })

  it('an office has at most one morning mail a day, and no mail says one thing twice', () => {
    inEveryYear((mails, because) => {
      const mornings = mails.filter((m) => m.kind === 'morning').map((m) => `${m.to} ${dayOf(m.at)}`)
      expect(new Set(mornings).size, because).toBe(mornings.length)
      for (const { items } of mails) {
        const said = items.map((i) => `${i.office} ${i.obligation} ${i.state}`)
        expect(new Set(said).size, because).toBe(said.length)
      }
    })
  })

  it('a province reads of its own districts only', () => {
    inEveryYear((mails, because) => {
      for (const { items, to } of mails.filter((m) => m.to.startsWith('province:')))
        for (const { office } of items)
          expect([office.length, `province:${office.slice(0, 2)}`], because).toEqual([4, to])
    })
  })

  it('what a digest calls outstanding or settled it has called new before, settled only once, and it forgets nothing', () => {
    inEveryYear((mails, because) => {
      const open = new Map<string, Set<string>>()
      for (const { to, kind, items } of mails) {
        if (kind !== 'digest') continue
        const before = open.get(to) ?? new Set<string>()
        const rows = items
          .filter((i) => i.state !== 'behind-pace')
          .map(({ office, obligation, state }) => ({ key: `${office} ${obligation}`, state }))
        for (const { key, state } of rows) expect([key, before.has(key)], because).toEqual([key, state !== 'new'])
        expect(
          rows.map((r) => r.key),
          because,
        ).toEqual(expect.arrayContaining([...before]))
        open.set(to, new Set(rows.filter((r) => r.state !== 'settled').map((r) => r.key)))
      }
    })
  })

  it('a digest that says nothing new comes on the first working day of its week', () => {
    inEveryYear((mails, because) => {
      for (const { at, kind, items } of mails)
        if (kind === 'digest' && items.every((i) => i.state === 'outstanding')) {
          const monday = addDays(dayOf(at), 1 - isoWeekday(dayOf(at)))
          for (let day = monday; day < dayOf(at); day = addDays(day, 1))
            expect(isWorkingDay(day, rules), because).toBe(false)
        }
    })
  })

  it('a simulation comes out the same every time, in order of time', () => {
    inEveryYear((mails, because) => {
      const times = mails.map((m) => m.at)
      expect(times, because).toEqual([...times].sort())
    })
    for (const { steps, mails } of years.slice(0, 4)) expect(play(steps).outcome.mails).toEqual(mails)
  })
})
