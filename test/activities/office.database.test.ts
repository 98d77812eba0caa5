import { ApplicationFailure } from '@temporalio/common'
import { beforeEach, expect, test } from 'vitest'
import { officeActivities } from '../../src/activities/office.ts'
import { openStore, type Store } from '../../src/store/store.ts'
import { pay, RecordedOffice, saveSakonNakhon } from '../store/support/sakonNakhon.ts'
import { freshStore, type Sql } from '../support/database.ts'

let store: Store
let sql: Sql
let office: RecordedOffice
beforeEach(async () => {
  ;({ store, sql } = await freshStore())
  await saveSakonNakhon(store)
  office = await new RecordedOffice(store, '4701').notified('2024-12-30 10:00')
})

test('a value that PostgreSQL cannot hold is refused for good: retried, it would hold up the office for ever', async () => {
  const before = await sql('SELECT count(*) FROM audit_event')
  const step = office.stepFor('2025-01-02 10:00', pay('materials', '100.00', 'ฎ1\0', '2025-01-02'), 'k1')
  const refused = await officeActivities(store)
    .recordOfficeStep(step)
    .catch((error) => error)
  expect(refused).toBeInstanceOf(ApplicationFailure)
  expect(refused).toMatchObject({ nonRetryable: true, type: 'invalid-request' })
  expect(await sql('SELECT count(*) FROM audit_event')).toEqual(before)
})

test('without the database a step is tried again', async () => {
  const step = office.stepFor('2025-01-02 10:00', pay('materials', '100.00', 'ฎ1', '2025-01-02'), 'k1')
  const nobody = openStore('postgresql://nobody@127.0.0.1:1/none', { poolSize: 1 })
  const failed = await officeActivities(nobody)
    .recordOfficeStep(step)
    .catch((error) => error)
  expect(failed).toBeInstanceOf(Error)
  expect(failed).not.toBeInstanceOf(ApplicationFailure)
})
