import type { Role } from '../src/domain/access.ts'
import { assign } from '../src/store/assignments.ts'
import { addPerson } from '../src/store/people.ts'
import { openSession } from '../src/store/sessions.ts'
import type { Store } from '../src/store/store.ts'
import { atMost, type Row } from './rows.ts'
import type { Stage } from './stage.ts'
import { percentile } from './timing.ts'

/** How often each page is asked for; the first few warm up what answers. */
const READS = 100
const WARM = 10
const LIMITS = { idleMs: 3_600_000, lifetimeMs: 3_600_000 }

const pagesOf = (programme: string): readonly (readonly [Role, string, string])[] => [
  ['department', 'all', `/programmes/${programme}`],
  ['department', 'all', `/programmes/${programme}/areas/all/remind`],
  ['department', 'all', `/programmes/${programme}/mails`],
  ['auditor', 'all', `/programmes/${programme}/audit`],
  ['province', '47', `/programmes/${programme}/provinces/47`],
  ['district', '4701', `/programmes/${programme}/offices/4701`],
]

/** The pages with the whole country's data, one after the other, by somebody who is signed in. */
export async function pages({ store, url, programme, say }: Stage): Promise<Row[]> {
  say('Reading the pages with the whole country’s data …')
  let slowest = 0
  for (const [role, area, path] of pagesOf(programme.id)) {
    const headers = { cookie: `aita=${await signedIn(store, role, area)}` }
    const times: number[] = []
    for (let i = 0; i < WARM + READS; i++) {
      const begun = performance.now()
      const response = await fetch(url + path, { headers, redirect: 'manual' })
      await response.arrayBuffer()
      if (response.status !== 200) throw new Error(`${path} answered ${response.status}`)
      if (i >= WARM) times.push(performance.now() - begun)
    }
    const p95 = percentile(times, 0.95)
    say(`  ${path}: p95 ${p95.toFixed(0)} ms`)
    slowest = Math.max(slowest, p95)
  }
  return [atMost('slowest page with the country’s data, 95th percentile (ms)', slowest, 150)]
}

/** A session's secret. */
async function signedIn(store: Store, role: Role, area: string): Promise<string> {
  const now = new Date()
  const person = await addPerson(store, { name: role, email: `${crypto.randomUUID()}@amphoe-ita.example` })
  await assign(store, { person, role, area, from: new Date(now.getTime() - 1000) })
  const opened = await store.prisma.$transaction((tx) =>
    openSession(tx, person, { earlier: undefined, userAgent: 'bench' }, LIMITS, now),
  )
  if ('refused' in opened) throw new Error(opened.refused)
  return opened.secret
}
