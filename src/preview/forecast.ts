import { type OfficeCode, provinceOf } from '../domain/policy.ts'
import { type Day, instantAt } from '../domain/time.ts'
import type { Allocations } from '../programme/allocations.ts'
import { officesOf, type Programme } from '../programme/load.ts'
import type { Script } from '../rehearsal/script.ts'
import { type Conduct, conductSteps } from './conduct.ts'
import { type Preview, preview } from './preview.ts'

/** What a preview of a programme file takes for granted. */
export interface Assumptions {
  readonly conduct: Conduct
  /** Who takes part; all provinces when left out. */
  readonly provinces?: readonly OfficeCode[] | undefined
  /** Left out, every office has money: 1,000 baht on the first budget line. */
  readonly allocations?: Allocations | undefined
  /** The last day; the programme's limit of extensions when left out. */
  readonly until?: Day | undefined
}

/** What an office is taken to have where no allocations are given, in satang. */
const ASSUMED = 100_000

/** A year of a programme file as a script: who takes part, and what people do by themselves. */
export function forecastScript(programme: Programme, assumed: Assumptions): Script {
  const provinces = assumed.provinces ?? programme.provinces.map((p) => p.code)
  const offices = officesOf(programme).filter((o) => provinces.includes(provinceOf(o)))
  const allocations = assumed.allocations ?? new Map(offices.map((o) => [o, { [programme.policy.lines[0]!]: ASSUMED }]))
  const until = lastMoment(assumed.until ?? programme.policy.extensionLimit)
  const steps = conductSteps(assumed.conduct, programme, offices, allocations).filter((s) => s.at <= until)
  return { provinces, offices, allocations, steps, until }
}

/** Every mail that a programme file brings about. */
export function forecast(programme: Programme, assumed: Assumptions, onDay?: (day: Day) => void): Preview {
  return preview(programme, forecastScript(programme, assumed), undefined, onDay)
}

/** The last second of a day. */
export function lastMoment(day: Day): string {
  return instantAt(day, '23:59').replace(':00+', ':59+')
}
