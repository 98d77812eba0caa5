import { Calendar } from '../domain/calendar.ts'
import { formatBaht, type Satang } from '../domain/money.ts'
import { notice } from '../domain/notice.ts'
import { newOffice } from '../domain/office.ts'
import {
  type LineCode,
  type ObligationName,
  type OfficeCode,
  type Rules,
  type RulesData,
  tierOf,
} from '../domain/policy.ts'
import { type Day, dayOf, type Instant, instantAt, later } from '../domain/time.ts'
import type { Allocations } from '../programme/allocations.ts'
import type { ScriptStep } from '../rehearsal/script.ts'

/**
 * What a preview takes people to do. `nobody`: nothing at all. `forwarding`: provinces pass the notice on, and then nobody does
 * anything. `on-time`: everything is done on its last working day, spending keeps pace with the checkpoints, and the
 * department accepts each report on the working day after.
 */
export const conducts = ['nobody', 'forwarding', 'on-time'] as const
export type Conduct = (typeof conducts)[number]

/** When people do things, on a clock in Thailand: after the mails of the day. */
const FORWARDING = '10:00'
const DOING = '14:00'
const REPORTING = '15:00'

/** The steps of a conduct for offices that nothing has happened to yet, in order of time. */
export function conductSteps(
  conduct: Conduct,
  { policy, calendar: data }: RulesData,
  offices: readonly OfficeCode[],
  allocations: Allocations,
): ScriptStep[] {
  if (conduct === 'nobody') return []
  const rules = { policy, calendar: new Calendar(data) }
  const forwardedAt = instantAt(rules.calendar.nthWorkingDayAfter(dayOf(policy.opensAt), 1), FORWARDING)
  const forwards = offices
    .filter((office) => tierOf(office) === 'province')
    .map((office): ScriptStep => ({ at: forwardedAt, office, command: 'forward', body: {} }))
  if (conduct === 'forwarding') return forwards
  const own = offices.flatMap((office) => {
    const notifiedAt = tierOf(office) === 'province' ? policy.opensAt : forwardedAt
    return onTime(rules, office, allocations.get(office) ?? {}, notifiedAt)
  })
  return [...forwards, ...own].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}

/** What an office does that does everything on its last working day. */
function onTime(
  rules: Rules,
  office: OfficeCode,
  allocation: Readonly<Record<LineCode, Satang>>,
  notifiedAt: Instant,
): ScriptStep[] {
  const { calendar, policy } = rules
  const { obligations } = notice(newOffice(office, allocation), rules, notifiedAt)
  const earliest = calendar.nthWorkingDayAfter(dayOf(notifiedAt), 1)
  const lastDay = (day: Day) => later(calendar.workingDayOnOrBefore(day), earliest)
  const steps = obligations.flatMap(({ name, deadline }): ScriptStep[] =>
    doing(name, lastDay(deadline)).map((step) => ({ ...step, office })),
  )
  return [...steps, ...payments().map((step) => ({ ...step, office }))]

  function doing(name: ObligationName, on: Day): Omit<ScriptStep, 'office'>[] {
    switch (name) {
      case 'acknowledge':
        return [{ at: instantAt(on, DOING), command: name, body: { coordinator } }]
      case 'kickoff':
        return [{ at: instantAt(on, DOING), command: 'attend-kickoff', body: { attended: 'briefing', on } }]
      case 'report': {
        const lines = Object.entries(allocation).map(([line, satang]) => ({
          ...{ line, disbursed: formatBaht(satang), returned: '0.00' },
        }))
        const accepted = calendar.findWorkingDayAfter(on, 1)
        return [
          { at: instantAt(on, REPORTING), command: 'submit-report', body: { lines, outcome: 'preview' } },
          ...(accepted ? [{ at: instantAt(accepted, REPORTING), command: 'accept-report' as const, body: {} }] : []),
        ]
      }
      // Notices are passed on before, and money is paid in parts.
      case 'forward':
      case 'disbursement':
        return []
    }
  }

  function payments(): Omit<ScriptStep, 'office'>[] {
    const parts = [...policy.checkpoints, { on: policy.obligations.disbursement.deadline, percent: 100 }]
    return Object.entries(allocation).flatMap(([line, satang]) => {
      let paid = 0
      return parts.flatMap(({ on, percent }, i) => {
        const amount = Math.ceil((satang * percent) / 100) - paid
        if (amount <= 0) return []
        paid += amount
        const paidOn = lastDay(on)
        const body = { line, amount: formatBaht(amount), paidOn, documentNo: `${line}/${i + 1}` }
        return [{ at: instantAt(paidOn, DOING), command: 'disburse' as const, body }]
      })
    })
  }
}

const coordinator = { name: 'preview', email: 'preview@example.go.th' }
