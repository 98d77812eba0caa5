/** What a reader must know of a paper before its figures: that it is of a rehearsal, that amounts are samples. */
export interface Marked {
  readonly rehearsal: boolean
  readonly sample: boolean
}

/** In sentences, for the head of a paper. */
export function warningsOf({ rehearsal, sample }: Marked): string[] {
  return [...(rehearsal ? ['การซ้อมระบบ ไม่ใช่ผลการดำเนินงานจริง'] : []), ...(sample ? ['จำนวนเงินและรายการเป็นตัวอย่าง'] : [])]
}

/** What stands at the foot of every page: what it is of, and in short what a page by itself must say too. */
export function footerOf(what: string, { rehearsal, sample }: Marked): string {
  return [what, ...(rehearsal ? ['การซ้อมระบบ'] : []), ...(sample ? ['ตัวอย่าง'] : [])].join('  ')
}
