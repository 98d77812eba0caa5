import type { Role } from '../domain/access.ts'
import { provinceOf } from '../domain/policy.ts'
import { say } from '../language/say.ts'
import type { Store } from '../store/store.ts'
import { areaName, officeName } from '../thai/offices.ts'
import { department, roleTh } from '../thai/vocabulary.ts'

interface ActsAs {
  readonly role: Role
  readonly area: string
  readonly actingFor: string | null
}

/** What someone acts as, in words. */
export interface ActingTh {
  readonly role: string
  readonly area: string
  readonly actingFor: string | null
}

/** Says in Thai what people act as, with the names of offices from whichever programme has them. */
export async function actingTh<A extends ActsAs>(
  store: Store,
  acting: readonly A[],
): Promise<(A & { th: ActingTh })[]> {
  const codes = acting.flatMap(({ area }) => (area === 'all' ? [] : [area, provinceOf(area)]))
  const rows = await store.prisma.office.findMany({
    where: { code: { in: codes } },
    distinct: ['code'],
    select: { code: true, nameTh: true },
  })
  const names = new Map(rows.map((r) => [r.code, r.nameTh]))
  return acting.map((a) => ({
    ...a,
    th: { role: say(roleTh[a.role]), area: areaTh(a, names), actingFor: a.actingFor },
  }))
}

function areaTh({ role, area }: ActsAs, names: ReadonlyMap<string, string>): string {
  if (area === 'all') return role === 'auditor' ? say('ทุกจังหวัด') : say(department)
  const [name, province] = [names.get(area), names.get(provinceOf(area))]
  if (!name || !province) return say`หน่วยงานรหัส ${area}`
  // An auditor looks at an area; others work for its office.
  return (role === 'auditor' ? areaName : officeName)({ code: area, name, province })
}
