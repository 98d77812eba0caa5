import type { Area } from '../domain/area.ts'
import type { OfficeCode } from '../domain/policy.ts'
import type { Store } from './store.ts'

/** A number that grows whenever anything happens to an office, or in a province, or anywhere: how many events there are. */
export async function versionOf({ prisma }: Store, programme: string, area: OfficeCode | Area): Promise<number> {
  const within = area === 'all' ? {} : area.length === 2 ? { province: area } : { code: area }
  const { _sum } = await prisma.office.aggregate({
    where: { programmeId: programme, ...within },
    _sum: { sequence: true },
  })
  return _sum.sequence ?? 0
}
