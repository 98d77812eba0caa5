import { holds, type Principal } from '../domain/access.ts'
import { fileKinds } from '../filesIn/filesIn.ts'
import { say } from '../language/say.ts'
import { auditPath, OPERATIONS, officePath, programmePath, provincePath } from './paths.ts'

/** The parts of the service that a reader goes to and fro between. */
export type Section =
  | 'office'
  | 'province'
  | 'country'
  | 'programme'
  | 'summaries'
  | 'imports'
  | 'mails'
  | 'audit'
  | 'operations'

export interface MenuItem {
  readonly section: Section
  readonly label: string
  readonly href: string
}

/** Where a reader may go in a programme, in the order in which it is needed. */
export function menuOf(reader: Principal, programme: string): MenuItem[] {
  const { role, area } = reader
  const isOfCountry = area === 'all'
  const province = isOfCountry ? undefined : area.slice(0, 2)
  const items: readonly (MenuItem & { readonly isFor: boolean })[] = [
    { section: 'country', label: say('ทั่วประเทศ'), href: programmePath(programme), isFor: isOfCountry },
    {
      ...{ section: 'province', label: say('จังหวัดของฉัน'), href: provincePath(programme, province ?? '') },
      isFor: province !== undefined && role !== 'district',
    },
    {
      ...{ section: 'office', label: say('หน่วยงานของฉัน'), href: officePath(programme, area) },
      isFor: !isOfCountry && holds(reader, 'command'),
    },
    {
      ...{ section: 'programme', label: say('กำหนดการ'), href: `${programmePath(programme)}/programme` },
      isFor: holds(reader, 'read'),
    },
    {
      ...{ section: 'summaries', label: say('สรุปผล'), href: `${programmePath(programme)}/summaries` },
      isFor: holds(reader, 'read-summaries'),
    },
    {
      ...{ section: 'imports', label: say('นำเข้าไฟล์'), href: `${programmePath(programme)}/imports` },
      isFor: Object.values(fileKinds).some((right) => holds(reader, right)),
    },
    {
      ...{ section: 'mails', label: say('อีเมล'), href: `${programmePath(programme)}/mails` },
      isFor: holds(reader, 'see-mails'),
    },
    {
      ...{ section: 'audit', label: say('ร่องรอยการดำเนินงาน'), href: auditPath(programme) },
      isFor: holds(reader, 'read-audit'),
    },
    { section: 'operations', label: say('การทำงานของระบบ'), href: OPERATIONS, isFor: holds(reader, 'operate') },
  ]
  return items.filter(({ isFor }) => isFor).map(({ isFor: _, ...item }) => item)
}

/** Where somebody begins: a district at its office, a province at its province, others at the country. */
export function homeIn({ role, area }: Principal, programme: string): string {
  if (area === 'all') return programmePath(programme)
  return role === 'district' ? officePath(programme, area) : provincePath(programme, area)
}
