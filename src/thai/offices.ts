import { type OfficeCode, tierOf } from '../domain/policy.ts'

/** An office by its area's bare names, as the list of areas has them: `เมืองสกลนคร` in `สกลนคร`. */
export interface OfficeNames {
  readonly code: OfficeCode
  /** The district's name, or the province's for a province office. */
  readonly name: string
  readonly province: string
}

/** `ที่ทำการปกครองอำเภอเมืองสกลนคร จังหวัดสกลนคร`, `ที่ทำการปกครองจังหวัดสกลนคร` */
export function officeName(names: OfficeNames): string {
  return `ที่ทำการปกครอง${areaName(names)}`
}

/** `อำเภอเมืองสกลนคร จังหวัดสกลนคร`, `จังหวัดสกลนคร` */
export function areaName(names: OfficeNames): string {
  return tierOf(names.code) === 'province' ? `จังหวัด${names.province}` : `อำเภอ${names.name} จังหวัด${names.province}`
}

/** `อำเภอเมืองสกลนคร`, and `ที่ทำการปกครองจังหวัดสกลนคร` for a province office: for lists within one province. */
export function shortOfficeName({ code, name, province }: OfficeNames): string {
  return tierOf(code) === 'province' ? `ที่ทำการปกครองจังหวัด${province}` : `อำเภอ${name}`
}

/** Who heads the area, as letters address them: `นายอำเภอเมืองสกลนคร`, `ผู้ว่าราชการจังหวัดสกลนคร`. */
export function headOf({ code, name, province }: OfficeNames): string {
  return tierOf(code) === 'province' ? `ผู้ว่าราชการจังหวัด${province}` : `นายอำเภอ${name}`
}
