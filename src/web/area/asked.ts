import type { Request, Response } from 'express'
import { isMeantByArea, mayCommand, mayCommandArea, mayRead } from '../../domain/access.ts'
import { type Area, type AreaOffice, isInArea } from '../../domain/area.ts'
import { type AreaCommand, areaCommandNames } from '../../domain/command.ts'
import { type OfficeCode, officeCodeForm } from '../../domain/policy.ts'
import type { Instant } from '../../domain/time.ts'
import { say } from '../../language/say.ts'
import { officeNamesOf } from '../../store/importing.ts'
import { areaOffices } from '../../store/offices.ts'
import type { StoredProgramme } from '../../store/programmes.ts'
import type { Store } from '../../store/store.ts'
import type { OfficeNames } from '../../thai/offices.ts'
import { provinceName } from '../../thai/offices.ts'
import { programmePath, provincePath } from '../paths.ts'
import { programmeOfPage } from '../read.ts'
import { PageRefusal } from '../refusal.ts'
import { type Visitor, visitorOf } from '../visitor.ts'

/** What is done to several offices from a page. */
export const areaActNames = [...areaCommandNames, 'answer-escalation'] as const
export type AreaAct = (typeof areaActNames)[number]

/** A page about doing something to several offices of an area. */
export interface AreaAsked<A extends AreaAct = AreaAct> {
  readonly visitor: Visitor
  readonly programme: StoredProgramme
  readonly now: Instant
  readonly area: Area
  readonly act: A
  /** The offices it is meant for, as they stand: those that were chosen, or all of the area. */
  readonly offices: readonly AreaOffice[]
  /** What was chosen; undefined for all of the area. */
  readonly chosen: readonly OfficeCode[] | undefined
  readonly names: ReadonlyMap<OfficeCode, OfficeNames>
}

/** Whether somebody may do it to an area; its offices are judged one by one where that matters. */
export function mayActOn(visitor: Visitor, act: AreaAct, area: Area): boolean {
  return act === 'answer-escalation'
    ? area !== 'all' && mayCommand(visitor, act, `${area}01`)
    : mayCommandArea(visitor, act, area)
}

/**
 * Reads what a page of an area is asked for.
 * @param named the act, by its name in the address
 * @param given the codes of chosen offices, as a query or a form has them: none, one or a list
 * @throws PageRefusal for what there is not or somebody may not
 */
export async function areaAsked(
  store: Store,
  request: Request,
  response: Response,
  named: string | undefined,
  given: unknown,
): Promise<AreaAsked> {
  const visitor = visitorOf(response)
  const { programme: id, area = '' } = request.params as Record<string, string>
  const isReadable = area === 'all' ? visitor.area === 'all' : /^\d{2}$/.test(area) && mayRead(visitor, area)
  const act = areaActNames.find((a) => a === named)
  if (!isReadable || !act) throw new PageRefusal('not-found')
  if (!mayActOn(visitor, act, area)) throw new PageRefusal('forbidden')
  const { programme, now } = await programmeOfPage(store, id!)
  const chosen = codesIn(given)
  if (chosen?.some((code) => !isInArea(code, area) || !isMeantByArea(visitor, code))) throw new PageRefusal('not-found')
  const [all, names] = await Promise.all([
    areaOffices(store, programme.id, area, now),
    officeNamesOf(store.prisma, programme.id),
  ])
  const offices = all.filter((o) => isMeantByArea(visitor, o.office) && (chosen?.includes(o.office) ?? true))
  if (offices.length === 0) throw new PageRefusal('not-found')
  return {
    ...{ visitor, programme, now, area, act, offices, chosen },
    names: new Map(names.map((n) => [n.code, n])),
  }
}

/** Whether it is one of the commands that go to an area as a whole. */
export function isAreaCommand(asked: AreaAsked): asked is AreaAsked<AreaCommand['name']> {
  return asked.act !== 'answer-escalation'
}

/** The page of an area. */
export const areaPath = (programme: string, area: Area): string =>
  area === 'all' ? programmePath(programme) : provincePath(programme, area)

export const areaActPath = (programme: string, area: Area, act: AreaAct): string =>
  `${programmePath(programme)}/areas/${area}/${act}`

/** `จังหวัดสกลนคร`, `ทั่วประเทศ` */
export function areaTh({ area, names }: Pick<AreaAsked, 'area' | 'names'>): string {
  return area === 'all' ? say('ทั่วประเทศ') : provinceName(area, names.get(area)?.province ?? area)
}

function codesIn(given: unknown): OfficeCode[] | undefined {
  if (given === undefined) return undefined
  const codes = Array.isArray(given) ? given : [given]
  if (!codes.every((code): code is string => typeof code === 'string' && officeCodeForm.test(code)))
    throw new PageRefusal('unreadable')
  return [...new Set(codes)]
}
