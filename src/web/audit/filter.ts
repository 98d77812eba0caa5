import { addDays, type Day, type Instant, instantAt } from '../../domain/time.ts'
import { eventTh } from '../../thai/vocabulary.ts'
import type { Field, FieldError, Typed } from '../forms/field.ts'
import { readForm } from '../forms/readForm.ts'
import { programmePath } from '../paths.ts'

export const auditPath = (programme: string, part?: 'records' | 'verification'): string =>
  [programmePath(programme), 'audit', part].filter(Boolean).join('/')

/** By what the trail may be narrowed. */
export const filterFields: readonly Field[] = [
  {
    ...{ kind: 'text', name: 'office', label: 'รหัสหน่วยงาน', max: 4, isOptional: true },
    hint: 'รหัสจังหวัดสองหลัก หรือรหัสอำเภอสี่หลัก เช่น 4718',
  },
  {
    ...{ kind: 'choice', name: 'type', label: 'ประเภทเหตุการณ์', isOptional: true },
    options: Object.entries(eventTh).map(([value, label]) => ({ value, label })),
  },
  { kind: 'text', name: 'actor', label: 'รหัสผู้ดำเนินการ', max: 100, isOptional: true },
  { kind: 'day', name: 'from', label: 'ตั้งแต่วันที่', isOptional: true },
  { kind: 'day', name: 'until', label: 'ถึงวันที่', isOptional: true },
]

export interface TrailFilter {
  readonly office?: string
  readonly type?: string
  readonly actor?: string
  readonly from?: Instant
  /** Before this moment. */
  readonly to?: Instant
}

/** Reads what was chosen; or what is wrong with it. */
export function filterIn(typed: Typed): { filter: TrailFilter } | { errors: readonly FieldError[] } {
  const read = readForm(filterFields, typed)
  if ('errors' in read) return read
  const { office, type, actor, from, until } = read.body as Readonly<Record<string, string | undefined>>
  if (office !== undefined && !/^\d{2}(\d{2})?$/.test(office))
    return { errors: [{ field: 'office', text: 'รหัสหน่วยงานเป็นตัวเลขสองหรือสี่หลัก เช่น 47 หรือ 4718' }] }
  return {
    filter: {
      ...(office === undefined ? {} : { office }),
      ...(type === undefined ? {} : { type }),
      ...(actor === undefined ? {} : { actor }),
      ...(from === undefined ? {} : { from: instantAt(from as Day, '00:00') }),
      ...(until === undefined ? {} : { to: instantAt(addDays(until as Day, 1), '00:00') }),
    },
  }
}
