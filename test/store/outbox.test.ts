import { beforeEach, describe, expect, test, vi } from 'vitest'
import { onMailQueued } from '../../src/store/mailQueued.ts'
import {
  claimMails,
  mailCounts,
  markDropped,
  markFailed,
  markFailedAttempt,
  markSent,
  rehearsedMails,
} from '../../src/store/outbox.ts'
import type { Store } from '../../src/store/store.ts'
import { freshStore, type Sql } from '../support/database.ts'
import { at, P, RecordedOffice, saveSakonNakhon } from './support/sakonNakhon.ts'

let store: Store
let sql: Sql
let databaseUrl: string
beforeEach(async () => {
  const fresh = await freshStore()
  store = fresh.store
  sql = fresh.sql
  databaseUrl = fresh.databaseUrl
  await saveSakonNakhon(store)
})

const lease = { limit: 10, leaseMs: 60_000 }
const inMs = (ms: number) => new Date(Date.now() + ms)

describe('claiming', () => {
  beforeEach(async () => {
    for (const code of ['4701', '4702', '4703', '4704'])
      await new RecordedOffice(store, code).notified('2024-12-30 10:00')
  })

  test('no mail is held by two senders', async () => {
    const claims = await Promise.all(Array.from({ length: 8 }, () => claimMails(store, { ...lease, limit: 1 })))
    const ids = claims.flat().map((m) => m.id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length + (await claimMails(store, lease)).length).toBe(4)
  })

  test('what a dead sender held comes back when its lease has run out', async () => {
    expect(await claimMails(store, lease)).toHaveLength(4)
    expect(await claimMails(store, { ...lease, now: inMs(59_000) })).toEqual([])
    const back = await claimMails(store, { ...lease, now: inMs(61_000) })
    expect(back.map((m) => m.attempt)).toEqual([2, 2, 2, 2])
  })

  test('sent, dropped and given up are not claimed again; put off is', async () => {
    const [a, b, c, d] = await claimMails(store, lease)
    await markSent(store, a!.id, [], new Date())
    await markDropped(store, b!.id, 'settled meanwhile', new Date())
    await markFailed(store, c!.id, '550 no such mailbox', [], new Date())
    await markFailedAttempt(store, d!.id, {
      reason: '451 try later',
      outcomes: [],
      nextAttemptAt: inMs(5_000),
      now: new Date(),
    })
    expect(await claimMails(store, lease)).toEqual([])
    const later = await claimMails(store, { ...lease, now: inMs(120_000) })
    expect(later.map((m) => m.id)).toEqual([d!.id])
    expect(await mailCounts(store, P)).toEqual({ sent: 1, dropped: 1, failed: 1, queued: 1 })
  })

  test('a sent mail stays sent, whatever a sender whose lease ran out says', async () => {
    const [mail] = await claimMails(store, lease)
    await markSent(store, mail!.id, [], new Date())
    await markFailed(store, mail!.id, 'timed out', [], new Date())
    expect(await mailCounts(store, P)).toEqual({ sent: 1, queued: 3 })
  })
})

test('a mail that tells of an event has it, with the command that caused it', async () => {
  const office = await new RecordedOffice(store, '4701').notified('2024-12-30 10:00')
  const order = { number: 'มท 1', date: '2025-01-02' }
  await office.command(
    '2025-01-03 10:00',
    { name: 'extend', obligation: 'report', deadline: '2025-06-30', order },
    'k1',
  )
  const mails = await claimMails(store, lease)
  expect(mails.find((m) => m.kind === 'extension')).toMatchObject({
    to: 'office:4701',
    commandKey: 'k1',
    event: { type: 'extended', deadline: '2025-06-30', order },
    at: at('2025-01-03 10:00'),
  })
  expect((await rehearsedMails(store, P)).map((m) => [m.at, m.kind])).toEqual([
    [at('2024-12-30 10:00'), 'notice'],
    [at('2025-01-03 08:30'), 'morning'],
    [at('2025-01-03 10:00'), 'extension'],
  ])
})

test('the listener hears of new mail, and listens again after its connection was cut', async () => {
  const heard = vi.fn()
  const stop = onMailQueued(databaseUrl, heard)
  try {
    await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(1))
    await new RecordedOffice(store, '4701').notified('2024-12-30 10:00')
    await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(2))
    await sql(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN mail_queued' AND datname = current_database()`,
    )
    await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(3), 5000)
    await new RecordedOffice(store, '4702').notified('2024-12-30 10:00')
    await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(4))
  } finally {
    await stop()
  }
})
