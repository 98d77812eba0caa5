import { isRehearsal, programmeTime } from '../domain/clock.ts'
import { type OfficeCode, provinceOf } from '../domain/policy.ts'
import type { Day, Instant } from '../domain/time.ts'
import { say } from '../language/say.ts'
import { type OfficeDetail, officeDetail } from '../store/offices.ts'
import { programmeOf, type StoredProgramme } from '../store/programmes.ts'
import type { Store } from '../store/store.ts'
import { provinceName, shortOfficeName } from '../thai/offices.ts'
import { officePath, programmePath, provincePath } from './paths.ts'
import { PageRefusal } from './refusal.ts'
import type { Crumb, ProgrammeMark } from './shell.tsx'
import type { Visitor } from './visitor.ts'

/** A programme and its time now. @throws PageRefusal when there is none such */
export async function programmeOfPage(store: Store, id: string): Promise<{ programme: StoredProgramme; now: Instant }> {
  const programme = /^[\w.-]{1,100}$/.test(id) ? await programmeOf(store, id) : undefined
  if (!programme) throw new PageRefusal('not-found')
  return { programme, now: programmeTime(programme.clock, Date.now()) }
}

/** An office and its province's bare Thai name. @throws PageRefusal when the programme has none such */
export async function officeInProgramme(
  store: Store,
  programme: StoredProgramme,
  code: OfficeCode,
  now: Instant,
): Promise<{ office: OfficeDetail; province: string }> {
  const [office, province] = await Promise.all([
    officeDetail(store, programme.id, code, now),
    store.prisma.office.findUnique({
      where: { programmeId_code: { programmeId: programme.id, code: provinceOf(code) } },
      select: { nameTh: true },
    }),
  ])
  if (!office) throw new PageRefusal('not-found')
  return { office, province: province?.nameTh ?? provinceOf(code) }
}

/** What a page says of its programme. */
export function markOf(programme: StoredProgramme, today: Day): ProgrammeMark {
  return {
    id: programme.id,
    name: programme.name,
    rehearsal: isRehearsal(programme.clock),
    sample: programme.sample,
    today,
  }
}

/** The way to an office's forms, as far up as the reader may go. */
export function crumbsOf(visitor: Visitor, programme: string, office: OfficeDetail, province: string): Crumb[] {
  const names = { code: office.code, name: office.nameTh, province }
  return [
    ...above(visitor, programme, office, province),
    { label: shortOfficeName(names), href: officePath(programme, office.code) },
  ]
}

/** The way to an office's page, as far up as the reader may go. */
export function above({ role, area }: Visitor, programme: string, office: OfficeDetail, province: string): Crumb[] {
  if (role === 'district') return []
  const toProvince = { label: provinceName(office.province, province), href: provincePath(programme, office.province) }
  return area === 'all' ? [{ label: say('ทั่วประเทศ'), href: programmePath(programme) }, toProvince] : [toProvince]
}
