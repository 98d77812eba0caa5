import type { Info } from '@temporalio/activity'
import { MockActivityEnvironment } from '@temporalio/testing'
import { DefaultLogger } from '@temporalio/worker'
import { beforeEach, expect, test } from 'vitest'
import { ATTEMPTS_FOR_OFFICES, digestActivities } from '../../src/activities/digest.ts'
import type { DigestReader } from '../../src/domain/digest.ts'
import type { Store } from '../../src/store/store.ts'
import { at, P, RecordedOffice, rules, saveSakonNakhon } from '../store/support/sakonNakhon.ts'
import { freshStore } from '../support/database.ts'

/** The attempts that fail here are meant to. */
const quiet = new DefaultLogger('ERROR')

let store: Store
let worker: Store
let slow: RecordedOffice
beforeEach(async () => {
  ;({ store, worker } = await freshStore())
  await saveSakonNakhon(store)
  // Acknowledgement is due on 6 January: on the 7th at 08:30 both are escalated, but 4702 has not come so far.
  await (await new RecordedOffice(worker, '4701').notified('2024-12-30 10:00')).until('2025-01-07 08:30')
  slow = await (await new RecordedOffice(worker, '4702').notified('2024-12-30 10:00')).until('2025-01-06 23:00')
})

const province: DigestReader = { tier: 'province', province: '47' }
const make = (attempt: number, reader: DigestReader = province, moment = '2025-01-07 09:00') => {
  const request = { programme: P, reader, at: at(moment), calendar: rules.calendar.data }
  return new MockActivityEnvironment({ attempt } as Partial<Info>, { logger: quiet }).run(
    digestActivities(worker).recordDigest,
    request,
  )
}
const told = async () =>
  (await store.prisma.mail.findMany({ where: { kind: 'digest' } })).flatMap((m) =>
    (m.items as { office: string; state: string }[]).map((i) => `${m.recipient} ${i.office} ${i.state}`),
  )

test('it waits for an office that has not come to its moment, and then tells of it', async () => {
  await expect(make(1)).rejects.toThrow('1 offices have not come to 2025-01-07T09:00:00+07:00')
  expect(await told()).toEqual([])
  await slow.until('2025-01-07 08:30')
  expect(await make(2)).toEqual({ sent: true })
  expect(await told()).toEqual(['province:47 4701 new', 'province:47 4702 new'])
})

test('it goes out without an office that hangs, when it has waited long enough; what was missing is new the next day', async () => {
  await expect(make(ATTEMPTS_FOR_OFFICES - 1)).rejects.toThrow('have not come')
  expect(await make(ATTEMPTS_FOR_OFFICES)).toEqual({ sent: true })
  expect(await told()).toEqual(['province:47 4701 new'])
  await slow.until('2025-01-07 08:30')
  await make(1, province, '2025-01-08 09:00')
  expect(await told()).toContain('province:47 4702 new')
})

test('another province’s offices do not hold it up; the department waits for all', async () => {
  expect(await make(1, { tier: 'province', province: '48' })).toEqual({ sent: false })
  await expect(make(1, { tier: 'department' })).rejects.toThrow('1 offices have not come')
})
