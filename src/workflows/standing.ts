import type { SearchAttributeUpdatePair } from '@temporalio/common'
import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow'
import type { OfficeEvent } from '../domain/event.ts'
import { formatBaht } from '../domain/money.ts'
import { type OfficeState, totals } from '../domain/office.ts'
import { obligationNames } from '../domain/policy.ts'
import type { Standing } from '../domain/step.ts'
import { escalationLevel, nextDeadline, overdue, phase } from './searchAttributes.ts'

/** What an operator reads and searches by in the Temporal UI. */

/** The search attributes of an office, upserting those that have changed since the last call. */
export class OfficeSearchAttributes {
  private readonly last: Record<string, string>

  /** @param isNew whether the workflow has just been started, with the attributes of an office that nothing has happened to */
  constructor(isNew: boolean) {
    this.last = isNew ? { Phase: 'awaiting-notice', EscalationLevel: '0', Overdue: 'false', NextDeadline: 'null' } : {}
  }

  update({
    phase: ph,
    level,
    overdue: od,
    nextDeadline: nd,
  }: Pick<Standing, 'phase' | 'level' | 'overdue' | 'nextDeadline'>): void {
    const next: SearchAttributeUpdatePair[] = [
      { key: phase, value: ph },
      { key: escalationLevel, value: level },
      { key: overdue, value: od },
      // The deadline is at the end of its day in Thailand.
      { key: nextDeadline, value: nd === null ? null : new Date(`${nd}T23:59:59+07:00`) },
    ]
    const changed = next.filter(({ key, value }) => this.last[key.name] !== String(value))
    if (changed.length > 0) upsertSearchAttributes(changed)
    for (const { key, value } of changed) this.last[key.name] = String(value)
  }
}

/** Shows where an office stands and what comes next, in words, on the workflow's page. */
export function showOffice(name: string, state: OfficeState, standing: Standing, next: OfficeEvent | null): void {
  const money = totals(state)
  const rows = obligationNames.flatMap((obligation) => {
    const o = state.obligations[obligation]
    if (!o) return []
    const status = o.settledAt
      ? `settled ${moment(o.settledAt)}`
      : `**open**${o.level > 0 ? `, escalated to the ${o.level === 1 ? 'province' : 'department'}` : ''}${o.answer ? `, promised for ${o.answer.promisedOn}` : ''}`
    return [`| ${obligation} | ${o.deadline} | ${status} |`]
  })
  setCurrentDetails(
    [
      `### ${name} (${state.office})`,
      `**${standing.phase}**${standing.overdue ? ', **overdue**' : ''}${state.suspendedAt ? `, suspended since ${moment(state.suspendedAt)}` : ''}`,
      '',
      rows.length > 0
        ? ['| obligation | deadline | standing |', '|---|---|---|', ...rows].join('\n')
        : 'Not notified yet.',
      '',
      `Allocated ${formatBaht(money.allocated)} baht, disbursed ${formatBaht(money.disbursed)}, returned ${formatBaht(money.returned)}.`,
      '',
      `Next: ${next ? agendaSummary(next) : 'nothing is due by itself.'}`,
    ].join('\n'),
  )
}

/** One agenda entry in a line: `2025-05-16 08:30 escalate disbursement to province, tell the office`. */
export function agendaSummary(entry: OfficeEvent): string {
  const what =
    entry.type === 'morning'
      ? [
          ...entry.raised.map((r) => `escalate ${r.obligation} to ${r.level === 1 ? 'province' : 'department'}`),
          ...entry.items.map((i) =>
            i.state === 'overdue' ? `tell office: ${i.obligation} overdue` : `${i.state} ${i.obligation}`,
          ),
        ].join(', ')
      : 'send the notice'
  return `${moment(entry.at)} ${what}`
}

/** A moment without its zone, as operators read it: `2025-05-16 08:30`, Thai time. */
export function moment(at: string): string {
  return at.slice(0, 16).replace('T', ' ')
}
