import { say } from '../../language/say.ts'
import type { ProvinceOverview } from '../../store/overview.ts'
import { percentOf } from '../../thai/money.ts'

/** What provinces may be compared by. */
export interface Measure {
  readonly label: string
  /** Between 0 and 1; null where there is nothing to measure. */
  readonly share: (p: ProvinceOverview) => number | null
  /** The same in words, with its figures. */
  readonly told: (p: ProvinceOverview) => string
  /** Whether much of it is good. */
  readonly isGood: boolean
}

const ofOffices = (count: (p: ProvinceOverview) => number) => ({
  share: (p: ProvinceOverview) => (p.offices > 0 ? count(p) / p.offices : null),
  told: (p: ProvinceOverview) => say`${count(p)} จาก ${p.offices}`,
})

export const measures = {
  overdue: { label: 'หน่วยงานที่เกินกำหนด', ...ofOffices((p) => p.overdue), isGood: false },
  escalated: {
    ...{ label: 'รายงานถึงกรมแล้ว', isGood: false },
    ...ofOffices((p) => p.escalated.department),
  },
  spent: {
    ...{ label: 'เบิกจ่ายและส่งคืน', isGood: true },
    share: (p) => (p.allocated > 0 ? (p.disbursed + p.returned) / p.allocated : null),
    told: (p) => (p.allocated > 0 ? percentOf(p.disbursed + p.returned, p.allocated) : say('ไม่มีเงินจัดสรร')),
  },
  closed: { label: 'แล้วเสร็จ', ...ofOffices((p) => p.phases.closed), isGood: true },
} as const satisfies Record<string, Measure>
export type MeasureName = keyof typeof measures

export const measureNames = Object.keys(measures) as MeasureName[]

/** The measure that an address names; the first for any other. */
export function measureIn(given: unknown): MeasureName {
  return measureNames.find((name) => name === given) ?? 'overdue'
}

/** The class of a share: 0 for nothing, 1 to 4 for a quarter each; null where there is nothing to measure. */
export function classOf(share: number | null): number | null {
  if (share === null) return null
  return share <= 0 ? 0 : Math.min(4, Math.ceil(share * 4))
}

/** Provinces with those first that need looking after, by a measure. */
export function worstFirst(provinces: readonly ProvinceOverview[], name: MeasureName): ProvinceOverview[] {
  const { share, isGood } = measures[name]
  const need = (p: ProvinceOverview) => {
    const value = share(p)
    return value === null ? Number.NEGATIVE_INFINITY : isGood ? -value : value
  }
  return [...provinces].sort((a, b) => need(b) - need(a) || (a.province < b.province ? -1 : 1))
}
