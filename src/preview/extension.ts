import { catchUp } from '../domain/agenda.ts'
import { type Area, decideArea, isInArea } from '../domain/area.ts'
import type { CommandBodies } from '../domain/command.ts'
import type { OfficeState } from '../domain/office.ts'
import type { OfficeCode, Rules } from '../domain/policy.ts'
import { isRejection, type Rejection, reject } from '../domain/rejection.ts'
import { dayOf, type Instant } from '../domain/time.ts'
import type { ScriptStep } from '../rehearsal/script.ts'

/** An extension as the department thinks of it: the order need not have been given yet. */
export interface IntendedExtension extends Omit<CommandBodies['extend'], 'order'> {
  readonly area: Area
  /** Only these of the area; all of it when left out. */
  readonly offices?: readonly OfficeCode[] | undefined
  readonly order?: CommandBodies['extend']['order'] | undefined
}

/**
 * The extension as steps, one for each office that it takes now; or the refusal that the department would get.
 * @param states where the offices of the programme stand
 */
export function extensionSteps(
  rules: Rules,
  states: Iterable<OfficeState>,
  { area, offices, obligation, deadline, order }: IntendedExtension,
  at: Instant,
): ScriptStep[] | Rejection {
  const all = [...states].filter((state) => isInArea(state.office, area))
  const unknown = offices?.filter((office) => !all.some((state) => state.office === office)) ?? []
  if (unknown.length > 0) return reject('unknown-office', 'No such office lies in the area.', { offices: unknown })
  if (all.length === 0) return reject('unknown-office', 'No office of the area takes part.', { area })
  const chosen = all
    .filter((state) => offices === undefined || offices.includes(state.office))
    .map((state) => catchUp(state, rules, at).after)
  const body = { obligation, deadline, order: order ?? { number: '-', date: dayOf(at) } }
  const taken = decideArea(rules.policy, chosen, { name: 'extend', ...body }, at)
  if (isRejection(taken)) return taken
  return taken.map((office) => ({ at, office, command: 'extend', body: { ...body, reason: 'preview' } }))
}
