import { type OfficeCode, tierOf } from '../domain/policy.ts'
import type { CellProblemType, ProblemFacts } from '../spreadsheet/problem.ts'
import { likenessOf, tidy } from '../spreadsheet/writing.ts'
import { areaName, type OfficeNames } from '../thai/offices.ts'
import { editDistance } from './editDistance.ts'

/** How a row of a file names an office: whichever of these its columns have. */
export interface NamedOffice {
  readonly office?: string | undefined
  /** An office in one cell: `ที่ทำการปกครองอำเภอเมืองสกลนคร จังหวัดสกลนคร`. */
  readonly name?: string | undefined
  readonly province?: string | undefined
  readonly district?: string | undefined
}

/** Why a row's office cannot be told, and in which of its columns that shows. */
export interface OfficeUnclear {
  readonly field: keyof NamedOffice
  readonly problem: CellProblemType
  readonly facts: ProblemFacts
}

/** How many near names are offered. */
const OFFERED = 3
/** For how many names near ones are sought: a file with more that are wrong is wrong in another way than by slips. */
const SOUGHT = 2000

/** An office with what its names are compared by. */
interface Entry extends OfficeNames {
  readonly nameKey: string
  readonly provinceKey: string
}

/** The offices of a programme, found as officials name them. What is not exactly one of them is never guessed. */
export class OfficeDirectory {
  private readonly entries: readonly Entry[]
  private readonly byCode: ReadonlyMap<OfficeCode, Entry>
  /** Province offices by what their provinces are compared by. */
  private readonly provinces: ReadonlyMap<string, Entry>
  private readonly districts: readonly Entry[]
  private sought = 0

  constructor(offices: readonly OfficeNames[]) {
    this.entries = offices.map((office) => ({
      ...office,
      nameKey: likenessOf(office.name),
      provinceKey: likenessOf(office.province),
    }))
    this.byCode = new Map(this.entries.map((entry) => [entry.code, entry]))
    const ofTier = (tier: string) => this.entries.filter(({ code }) => tierOf(code) === tier)
    this.provinces = new Map(ofTier('province').map((entry) => [entry.provinceKey, entry]))
    this.districts = ofTier('district')
  }

  /**
   * The office that a row names: by its code, which its names must not gainsay, or by its district and province. Five
   * districts have one name, so a name alone does where only one office has it.
   */
  find(named: NamedOffice): OfficeCode | OfficeUnclear {
    if (named.office === undefined) return this.byNames(named)
    const office = this.byCode.get(named.office)
    if (!office) {
      const byNames = this.byNames(named)
      const candidates = typeof byNames === 'string' ? [this.label(byNames)] : []
      return { field: 'office', problem: 'unknown-office', facts: { given: named.office, candidates } }
    }
    const gainsaid = this.gainsaid(office, named)
    if (gainsaid === undefined) return office.code
    const facts = { given: named[gainsaid], expected: this.label(office.code) }
    return { field: gainsaid, problem: 'conflicting-office', facts }
  }

  /** `4701 อำเภอเมืองสกลนคร จังหวัดสกลนคร` */
  label(code: OfficeCode): string {
    const office = this.byCode.get(code)
    return office ? `${code} ${areaName(office)}` : code
  }

  /** The name of a row that is another's. One that is nobody's is a slip of the pen beside a code. */
  private gainsaid(office: Entry, named: NamedOffice): keyof NamedOffice | undefined {
    const { province, district, field } = partsOfRow(named)
    if (named.province !== undefined && this.isAnotherProvince(office, provinceOfCell(named.province)))
      return 'province'
    if (this.isAnotherProvince(office, province)) return field
    if (district === undefined) return province !== undefined && tierOf(office.code) === 'district' ? field : undefined
    const own = district === office.nameKey || isCapital(office, district)
    return !own && this.districts.some((d) => d.nameKey === district) ? field : undefined
  }

  private isAnotherProvince(office: Entry, key: string | undefined): boolean {
    return key !== undefined && key !== office.provinceKey && this.provinces.has(key)
  }

  private byNames(named: NamedOffice): OfficeCode | OfficeUnclear {
    const { province: ownProvince, district, field } = partsOfRow(named)
    const ofCell = named.province === undefined ? undefined : provinceOfCell(named.province)
    const key = ofCell || ownProvince || undefined
    const province = this.provinces.get(key ?? '')
    if (key !== undefined && !province) {
      const at = named.province === undefined ? field : 'province'
      const candidates = this.nearest(key, [...this.provinces.values()])
      return { field: at, problem: 'unknown-province', facts: { given: named[at], candidates } }
    }
    if (ofCell && ownProvince && ofCell !== ownProvince) {
      const candidates = [ofCell, ownProvince]
        .flatMap((k) => this.provinces.get(k)?.code ?? [])
        .map((c) => this.label(c))
      return { field, problem: 'ambiguous-office', facts: { given: named[field], candidates } }
    }
    if (district !== undefined) return this.byDistrict(district, province, field, named[field])
    if (province && ownProvince !== undefined) return province.code
    return { field, problem: 'missing-value', facts: {} }
  }

  private byDistrict(
    key: string,
    province: Entry | undefined,
    field: keyof NamedOffice,
    given: string | undefined,
  ): OfficeCode | OfficeUnclear {
    const among = province ? this.districts.filter((d) => d.provinceKey === province.provinceKey) : this.districts
    const same = among.filter((d) => d.nameKey === key || (province !== undefined && isCapital(d, key)))
    if (same.length === 1) return same[0]!.code
    if (same.length > 1)
      return { field, problem: 'ambiguous-office', facts: { given, candidates: same.map((d) => this.label(d.code)) } }
    // Within a province its own office may be meant; so may an office elsewhere that has exactly this name.
    const near = this.nearest(key, province ? [province, ...among] : this.entries)
    const elsewhere = this.districts.filter((d) => d.nameKey === key).map((d) => this.label(d.code))
    const candidates = [...new Set([...near, ...elsewhere])].slice(0, OFFERED)
    return { field, problem: 'unknown-office', facts: { given, candidates } }
  }

  /** Those whose names differ from this by at most a third of its letters, the nearest first. */
  private nearest(key: string, among: readonly Entry[]): string[] {
    if (this.sought++ >= SOUGHT) return []
    const most = Math.max(1, Math.floor(key.length / 3))
    return among
      .filter(({ nameKey }) => Math.abs(nameKey.length - key.length) <= most)
      .map(({ code, nameKey }) => ({ code, distance: editDistance(key, nameKey) }))
      .filter(({ distance }) => distance <= most)
      .sort((a, b) => a.distance - b.distance || (a.code < b.code ? -1 : 1))
      .slice(0, OFFERED)
      .map(({ code }) => this.label(code))
  }
}

/** `เมือง` alone is how the capital district of a province is called within it. */
function isCapital(office: Entry, key: string): boolean {
  return key === CAPITAL && office.nameKey === CAPITAL + office.provinceKey
}

const CAPITAL = likenessOf('เมือง')
const PARTS = new RegExp(
  `^(?:${likenessOf('ที่ทำการปกครอง')}|${likenessOf('ที่ว่าการ')})?(?:(?:${likenessOf('อำเภอ')})?(?<district>.+?))??(?:${likenessOf('จังหวัด')}(?<province>.*))?$`,
)

type Parts = { readonly district?: string; readonly province?: string }

/** The district and province in a text, by what they are compared by; an empty province is one that is not named. */
function partsOf(text: string): Parts {
  const spelt = tidy(text)
    .replace(/(^|[\s(])อ\. ?/g, '$1อำเภอ')
    .replace(/(^|[\s(])จ\. ?/g, '$1จังหวัด')
  return { ...PARTS.exec(likenessOf(spelt))?.groups }
}

/** What the cell of a row that names its office says, and which cell that is. */
function partsOfRow({ name, district }: NamedOffice): Parts & { readonly field: keyof NamedOffice } {
  const field = district !== undefined ? 'district' : name !== undefined ? 'name' : 'province'
  return { ...partsOf(district ?? name ?? ''), field }
}

/** A province from a cell of its own, with the word for it or without. */
function provinceOfCell(text: string): string | undefined {
  const { province, district } = partsOf(text)
  return province || district
}
