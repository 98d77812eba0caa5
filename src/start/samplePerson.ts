import type { Role } from '../domain/access.ts'
import { assign } from '../store/assignments.ts'
import { addPerson, emailOf } from '../store/people.ts'
import type { Store } from '../store/store.ts'

/** Somebody to look at the pages of a rehearsal as: each of the roles in turn. No real person. */

export const SAMPLE_EMAIL = 'somying@amphoe-ita.example'

/** One of every kind, in the province that is rehearsed. */
const acts: readonly (readonly [Role, string])[] = [
  ['department', 'all'],
  ['province', '47'],
  ['district', '4718'],
  ['auditor', '47'],
  ['operator', 'all'],
]

/** Enters the sample person with what is missing of their assignments. Entering them again changes nothing. */
export async function enterSamplePerson(store: Store): Promise<void> {
  const known = await store.prisma.person.findFirst({
    where: { email: emailOf(SAMPLE_EMAIL) },
    include: { assignments: true },
  })
  const id = known?.id ?? (await addPerson(store, { name: 'สมหญิง (บุคคลตัวอย่าง)', email: SAMPLE_EMAIL }))
  for (const [role, area] of acts)
    if (!known?.assignments.some((a) => a.role === role && a.area === area))
      await assign(store, { person: id, role, area })
}
