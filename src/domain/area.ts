import type { AreaCommand } from './command.ts'
import type { OfficeState } from './office.ts'
import { type OfficeCode, type Policy, provinceOf } from './policy.ts'
import { isRejection, type Rejection, reject } from './rejection.ts'
import { judgeExtension, judgeOrder, judgeReminder } from './supervision.ts'
import { dayOf, type Instant } from './time.ts'

/** A province's code, or every office of the programme. */
export type Area = OfficeCode | 'all'

/** Whether an office lies in an area. */
export function isInArea(office: OfficeCode, area: Area): boolean {
  return area === 'all' || provinceOf(office) === area
}

/** Whether an area, or one office, lies within another: everything in `all`, a province's offices in the province. */
export function isWithin(inner: OfficeCode | Area, outer: OfficeCode | Area): boolean {
  return outer === 'all' || inner === outer || (inner !== 'all' && provinceOf(inner) === outer)
}

/** What deciding on an area needs to know of each office in it. */
export type AreaOffice = Pick<
  OfficeState,
  'office' | 'notifiedAt' | 'obligations' | 'suspendedAt' | 'withdrawnAt' | 'remindedOn'
>

/**
 * Which offices of an area a command takes: for `remind` those that would be reminded of something, for `extend` those whose
 * obligation is unsettled and would not get shorter, for `suspend` the notified ones, for `resume` the suspended ones. None
 * such is a refusal.
 * @param offices those of the area, or of them the ones that are chosen
 */
export function decideArea(
  policy: Policy,
  offices: readonly AreaOffice[],
  command: AreaCommand,
  at: Instant,
): OfficeCode[] | Rejection {
  const present = offices.filter((o) => !o.withdrawnAt)
  switch (command.name) {
    case 'remind': {
      const notified = present.filter((o) => o.notifiedAt)
      if (notified.length === 0) return reject('not-notified', 'The notice has reached no office of the area yet.')
      const judged = notified.map((o) => ({ ...o, judged: judgeReminder(o, at) }))
      const taken = judged.filter((o) => !isRejection(o.judged))
      if (taken.length > 0) return codes(taken)
      const isDone = judged.some((o) => isRejection(o.judged) && o.judged.type === 'already-done')
      return isDone
        ? reject('already-done', 'Every office of the area that owes something has been reminded today.', {
            remindedOn: dayOf(at),
          })
        : reject('nothing-to-remind', 'No office of the area owes anything that it could be reminded of now.')
    }
    case 'extend': {
      const wrong = judgeExtension(policy, command, at)
      if (wrong) return wrong
      const taken = present.filter((o) => {
        const obligation = o.obligations[command.obligation]
        return obligation && !obligation.settledAt && obligation.deadline <= command.deadline
      })
      return taken.length > 0
        ? codes(taken)
        : reject('nothing-to-extend', 'No office of the area owes this obligation with a deadline up to the new one.', {
            obligation: command.obligation,
            deadline: command.deadline,
          })
    }
    case 'suspend': {
      const wrong = judgeOrder(command.order, dayOf(at))
      if (wrong) return wrong
      const notified = present.filter((o) => o.notifiedAt)
      if (notified.length === 0) return reject('not-notified', 'The notice has reached no office of the area yet.')
      const taken = notified.filter((o) => !o.suspendedAt)
      return taken.length > 0 ? codes(taken) : reject('already-done', 'Every notified office of the area is suspended.')
    }
    case 'resume': {
      const wrong = judgeOrder(command.order, dayOf(at))
      if (wrong) return wrong
      const taken = present.filter((o) => o.suspendedAt)
      return taken.length > 0 ? codes(taken) : reject('not-suspended', 'No office of the area is suspended.')
    }
  }
}

/** Whom a command to an area would take now, and whom not and why. */
export interface AreaReach {
  readonly taken: readonly OfficeCode[]
  readonly left: readonly { readonly office: OfficeCode; readonly refusal: Rejection }[]
}

/** The same decision told office by office, before it is made; or why the whole would be refused. */
export function areaReach(
  policy: Policy,
  offices: readonly AreaOffice[],
  command: AreaCommand,
  at: Instant,
): AreaReach | Rejection {
  const decided = decideArea(policy, offices, command, at)
  if (isRejection(decided)) return decided
  const taken = new Set(decided)
  const left = offices.flatMap((o) => {
    if (taken.has(o.office)) return []
    if (o.withdrawnAt) return [{ office: o.office, refusal: WITHDRAWN }]
    const alone = decideArea(policy, [o], command, at)
    return isRejection(alone) ? [{ office: o.office, refusal: alone }] : []
  })
  return { taken: decided, left }
}

const WITHDRAWN = reject('withdrawn', 'The office has left the programme.')

function codes(offices: readonly AreaOffice[]): OfficeCode[] {
  return offices.map((o) => o.office)
}
