import type { OfficeEventType } from '../../domain/event.ts'
import { type OfficeCode, officeCodeForm } from '../../domain/policy.ts'
import { addDays, type Instant, instantAt } from '../../domain/time.ts'
import { say } from '../../language/say.ts'
import { auditKinds } from '../../store/audit.ts'
import { auditKindTh } from '../../thai/auditWords.ts'
import { eventTh } from '../../thai/vocabulary.ts'
import type { Field, FieldError, Typed } from '../forms/field.ts'
import { readForm } from '../forms/readForm.ts'

/** Which part of the audit trail somebody wants to see. */
export interface AuditSelection {
  readonly office?: OfficeCode | undefined
  readonly actor?: string | undefined
  readonly kind?: string | undefined
  readonly from?: Instant | undefined
  /** Before this moment. */
  readonly to?: Instant | undefined
}

const eventTypes = Object.keys(eventTh) as OfficeEventType[]

/** What may be asked for, of events or of records. */
export function auditFields(list: 'events' | 'records'): Field[] {
  const options =
    list === 'events'
      ? eventTypes.map((value) => ({ value, label: say(eventTh[value]) }))
      : auditKinds.map((value) => ({ value, label: say(auditKindTh[value]) }))
  const hint = list === 'events' ? say('ตามเวลาของโครงการ') : say('ตามเวลาของเครื่องแม่ข่าย')
  return [
    {
      ...{ name: 'office', label: say('รหัสหน่วยงาน'), kind: 'text', max: 4, isOptional: true },
      hint: say('จังหวัดสองหลัก เช่น 47 อำเภอสี่หลัก เช่น 4701'),
    },
    { name: 'kind', label: say('เรื่อง'), kind: 'choice', options, isOptional: true },
    {
      ...{ name: 'actor', label: say('รหัสผู้ดำเนินการ'), kind: 'text', max: 100, isOptional: true },
      hint: say('รหัสของบุคคลหรือโทเคน'),
    },
    { name: 'from', label: say('ตั้งแต่วันที่'), kind: 'day', isOptional: true, hint },
    { name: 'until', label: say('ถึงวันที่'), kind: 'day', isOptional: true, hint },
  ]
}

/** What was asked for; or what is wrong with it. */
export function auditSelection(
  fields: readonly Field[],
  typed: Typed,
): { readonly selection: AuditSelection; readonly errors: readonly FieldError[] } {
  const read = readForm(fields, typed)
  if ('errors' in read) return { selection: {}, errors: read.errors }
  const { office, kind, actor, from, until } = read.body as Partial<Record<string, string>>
  const errors = [
    ...(office !== undefined && !officeCodeForm.test(office)
      ? [{ field: 'office', text: say('รหัสหน่วยงานเป็นตัวเลขสองหลักหรือสี่หลัก เช่น 47 หรือ 4701') }]
      : []),
    ...(actor !== undefined && !/^[\w:.-]+$/.test(actor)
      ? [{ field: 'actor', text: say('รหัสผู้ดำเนินการมีเฉพาะตัวอักษรอังกฤษ ตัวเลข และขีด') }]
      : []),
    ...(from !== undefined && until !== undefined && until < from
      ? [{ field: 'until', text: say('วันสิ้นสุดต้องไม่ก่อนวันเริ่มต้น') }]
      : []),
  ]
  const selection = {
    ...{ office, kind, actor },
    from: from && instantAt(from, '00:00'),
    to: until && instantAt(addDays(until, 1), '00:00'),
  }
  return { selection, errors }
}
