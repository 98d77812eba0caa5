import { type OfficeCode, provinceOf, tierOf } from '../domain/policy.ts'
import { reader, say } from '../language/say.ts'

/** An office by its area's bare names, as the list of areas has them: `เมืองสกลนคร` in `สกลนคร`. */
export interface OfficeNames {
  readonly code: OfficeCode
  /** The district's name, or the province's for a province office. */
  readonly name: string
  readonly province: string
}

/** `ที่ทำการปกครองอำเภอเมืองสกลนคร จังหวัดสกลนคร`, `ที่ทำการปกครองจังหวัดสกลนคร` */
export function officeName(names: OfficeNames): string {
  return say`ที่ทำการปกครอง${areaName(names)}`
}

/** `อำเภอเมืองสกลนคร จังหวัดสกลนคร`, `จังหวัดสกลนคร` */
export function areaName(names: OfficeNames): string {
  const { code, name, province } = read(names)
  return tierOf(code) === 'province' ? say`จังหวัด${province}` : say`อำเภอ${name} จังหวัด${province}`
}

/** `อำเภอเมืองสกลนคร`, and `ที่ทำการปกครองจังหวัดสกลนคร` for a province office: for lists within one province. */
export function shortOfficeName(names: OfficeNames): string {
  const { code, name, province } = read(names)
  return tierOf(code) === 'province' ? say`ที่ทำการปกครองจังหวัด${province}` : say`อำเภอ${name}`
}

/** `จังหวัดสกลนคร` @param name its bare Thai name */
export function provinceName(code: OfficeCode, name: string): string {
  return areaName({ code: provinceOf(code), name, province: name })
}

/** Its bare name for a list of nothing but provinces, or of districts. */
export function bareName(code: OfficeCode, name: string): string {
  return reader().names?.get(code) ?? name
}

/** The names as their reader reads them. */
function read({ code, name, province }: OfficeNames): OfficeNames {
  return { code, name: bareName(code, name), province: bareName(provinceOf(code), province) }
}

/** Who heads the area, as letters address them: `นายอำเภอเมืองสกลนคร`, `ผู้ว่าราชการจังหวัดสกลนคร`. */
export function headOf({ code, name, province }: OfficeNames): string {
  return tierOf(code) === 'province' ? `ผู้ว่าราชการจังหวัด${province}` : `นายอำเภอ${name}`
}
