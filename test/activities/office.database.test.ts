import { ApplicationFailure } from '@temporalio/common'
import pg from 'pg'
import { beforeEach, describe, expect, test } from 'vitest'
import { officeActivities } from '../../src/activities/office.ts'
import type { OfficeEvent } from '../../src/domain/event.ts'
import type { OfficeStep } from '../../src/domain/step.ts'
import { openStore, type Store } from '../../src/store/store.ts'
import { at, P, pay, RecordedOffice, saveSakonNakhon } from '../store/support/sakonNakhon.ts'
import { freshStore, type Sql } from '../support/database.ts'

let store: Store
let worker: Store
let sql: Sql
let databaseUrl: string
let office: RecordedOffice
beforeEach(async () => {
  ;({ store, worker, sql, databaseUrl } = await freshStore())
  await saveSakonNakhon(store)
  office = await new RecordedOffice(worker, '4701').notified('2024-12-30 10:00')
})

test('a value that PostgreSQL cannot hold is refused for good: retried, it would hold up the office for ever', async () => {
  const before = await sql('SELECT count(*) FROM audit_event')
  const step = office.stepFor('2025-01-02 10:00', pay('materials', '100.00', 'ฎ1\0', '2025-01-02'), 'k1')
  const refused = await officeActivities(worker)
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

describe('a command that would make the very events that another one has made', () => {
  const activity = { name: 'record-activity', activity: 'prevention', on: '2025-01-09' } as const
  beforeEach(() => office.until('2025-01-10 09:00'))

  test('is not taken for recorded: what stands is told, without an answer to it', async () => {
    const { recordOfficeStep } = officeActivities(worker)
    const first = office.stepFor('2025-01-10 10:00', activity, 'k1')
    const second = office.stepFor('2025-01-10 10:00', activity, 'k2')
    expect(second.events).toEqual(first.events)
    expect(await recordOfficeStep(first)).toBeNull()
    expect(await recordOfficeStep(first)).toBeNull()
    expect(await recordOfficeStep(second)).toEqual({ events: first.events })
    const sameKey = { ...first, cause: { ...first.cause!, bodyHash: 'of another body' } }
    expect(await recordOfficeStep(sameKey)).toEqual({ events: first.events })
  })

  test('nor are those of a batch', async () => {
    const { recordOfficeSteps } = officeActivities(worker)
    const first = office.stepsFor('2025-01-10 10:00', activity, activity)
    const others = first.map((step) => ({ ...step, cause: { ...step.cause!, key: `other ${step.cause!.key}` } }))
    expect(await recordOfficeSteps(first)).toBeNull()
    expect(await recordOfficeSteps(others)).toEqual({ events: first.flatMap((step) => step.events), answers: [] })
  })
})

describe('the steps of a batch', () => {
  beforeEach(() => office.until('2025-01-10 09:00'))

  const batch = () =>
    office.stepsFor(
      '2025-01-10 10:00',
      pay('materials', '400.00', 'ฎ1'),
      { name: 'record-activity', activity: 'prevention', on: '2025-01-09' },
      pay('training', '500.00', 'ฎ2'),
    )
  const record = (steps: readonly OfficeStep[]) => officeActivities(worker).recordOfficeSteps(steps)
  const written = async () => ({
    events: (await sql(`SELECT type FROM audit_event WHERE command IS NOT NULL ORDER BY sequence`)).map((r) => r.type),
    documents: (await sql('SELECT document_no FROM ledger_entry ORDER BY sequence')).map((r) => r.document_no),
    keys: (await sql('SELECT key FROM command_receipt ORDER BY key')).map((r) => r.key),
    spent: (await sql(`SELECT sum(disbursed)::int AS spent FROM budget_line WHERE office = '4701'`))[0].spent,
  })
  const nothing = { events: [], documents: [], keys: [], spent: 0 }
  const all = {
    events: ['disbursed', 'activity-recorded', 'disbursed'],
    documents: ['ฎ1', 'ฎ2'],
    keys: ['k1', 'k2', 'k3'],
    spent: 90_000,
  }

  test('are recorded together, once, however often and by however many', async () => {
    const steps = batch()
    expect(await record(steps)).toBeNull()
    expect(await written()).toEqual(all)
    expect(await Promise.all(Array.from({ length: 4 }, () => record(steps)))).toEqual([null, null, null, null])
    expect(await written()).toEqual(all)
  })

  test('are none of them there when the database dies between two; the same again records them all', async () => {
    const other = new pg.Client({ connectionString: databaseUrl })
    await other.connect()
    await other.query('BEGIN')
    await other.query(`SELECT FROM budget_line WHERE office = '4701' AND line = 'training' FOR UPDATE`)
    const failed = record(batch()).catch((error: unknown) => error)
    const waiting = `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
    await expect.poll(() => sql(waiting)).toHaveLength(1)
    await sql(`SELECT pg_terminate_backend(pid) FROM (${waiting}) AS held_up`)
    expect(await failed).toBeInstanceOf(Error)
    expect(await failed).not.toBeInstanceOf(ApplicationFailure)
    expect(await written()).toEqual(nothing)
    await other.end()
    expect(await record(batch())).toBeNull()
    expect(await written()).toEqual(all)
  })

  test('are none of them there when the database refuses one by rule, and the refusal is not retried', async () => {
    await sql(`UPDATE budget_line SET allocated = 49_999 WHERE office = '4701' AND line = 'training'`)
    await expect(record(batch())).rejects.toMatchObject({ nonRetryable: true, type: 'line-exceeded' })
    expect(await written()).toEqual(nothing)
    await sql(
      `INSERT INTO command_receipt (programme_id, target, key, command, body_hash, answer)
       VALUES ($1, '4701', 'k2', 'record-activity', 'of another', '{}')`,
      [P],
    )
    await expect(record(batch().slice(0, 2))).rejects.toMatchObject({ nonRetryable: true, type: 'command-recorded' })
    expect(await written()).toEqual({ ...nothing, keys: ['k2'] })
  })

  test('that a lost run of the task recorded at another moment stand, with the answers that were given', async () => {
    const lost = office.stepsFor('2025-01-10 09:59', pay('materials', '400.00', 'ฎ1'), pay('training', '500.00', 'ฎ2'))
    await record(lost)
    const again = office.stepsFor('2025-01-10 10:00', pay('materials', '400.00', 'ฎ1'), pay('training', '500.00', 'ฎ2'))
    expect(await record(again)).toEqual({
      events: lost.flatMap((step): readonly OfficeEvent[] => step.events),
      answers: lost.map(({ cause }) => ({ key: cause!.key, answer: cause!.answer })),
    })
    const foreign = again.map((step) => ({ ...step, cause: { ...step.cause!, bodyHash: 'of another body' } }))
    expect(await record(foreign)).toMatchObject({ answers: [] })
    expect((await written()).spent).toBe(90_000)
    expect(lost[0]?.events[0]?.at).toBe(at('2025-01-10 09:59'))
  })
})
