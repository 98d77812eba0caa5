import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Instant } from '../../src/domain/time.ts'
import { listMails } from '../../src/store/mailLog.ts'
import { decideHeld, listPauses, pauseMail, resumeMail } from '../../src/store/mailPause.ts'
import { mailAlarm, watchMail } from '../../src/store/mailWatch.ts'
import { claimMails } from '../../src/store/outbox.ts'
import type { Store } from '../../src/store/store.ts'
import { at, P, RecordedOffice } from '../store/support/sakonNakhon.ts'
import { freshStore, type Sql } from '../support/database.ts'
import { deliverAt, dueSinceCalledFor, saveLive } from './support/delivering.ts'
import { type ScriptedServer, smtpServer } from './support/smtpServer.ts'

let store: Store
let api: Store
let worker: Store
let sql: Sql
let server: ScriptedServer
beforeEach(async () => {
  ;({ store, api, worker, sql } = await freshStore())
  await saveLive(store)
  server = await smtpServer({})
})
afterEach(() => server.stop())

const later = (moment: Instant, minutes: number) => new Date(Date.parse(moment) + minutes * 60_000)
/** 4701 lets everything pass until a moment: a notice, then a mail on every morning that something is due. */
const silentUntil = async (moment: string, code = '4701') => {
  const office = await new RecordedOffice(store, code).notified('2024-12-27 10:15')
  await office.until(moment)
  await dueSinceCalledFor(sql)
  return office
}
const states = async () => {
  const all = await listMails(store, P, {}, { limit: 1000, now: new Date(at('2025-12-01 00:00')) })
  return all.reverse().map((m) => `${m.at.slice(5, 10)} ${m.kind} ${m.state}`)
}

describe('A mail server that was away over several mornings', () => {
  it('costs its reader one mail on the next working morning that tells everything, and none on a weekend', async () => {
    // Friday 3, Monday 6 and Tuesday 7 January have something; it is away until Saturday 11.
    await silentUntil('2025-01-10 09:00')
    await sql("UPDATE mail SET status = 'sent' WHERE kind = 'notice'")
    const mornings = await states()
    expect(mornings.length).toBeGreaterThan(2)
    await deliverAt(worker, server.url, at('2025-01-11 10:00'))
    expect(server.taken).toEqual([])
    await deliverAt(worker, server.url, at('2025-01-13 08:29'))
    expect(server.taken).toEqual([])
    await deliverAt(worker, server.url, at('2025-01-13 08:31'))
    expect(server.taken).toEqual(['m4701@amphoe-ita.example'])
    const ended = await states()
    expect(ended.filter((s) => s.endsWith('sent'))).toHaveLength(2)
    expect(ended.filter((s) => s.endsWith('dropped'))).toHaveLength(mornings.length - 2)
    const [last] = await sql("SELECT items FROM mail WHERE status = 'sent' AND kind = 'morning'")
    const told = last.items.map((i: { obligation: string }) => i.obligation)
    expect(new Set(told)).toEqual(new Set(['acknowledge', 'kickoff']))
    expect(told).toHaveLength(2)
  })

  it('for a day loses nothing, doubles nothing, and what an official’s act caused goes at once', async () => {
    await silentUntil('2025-01-07 09:00', '4701')
    await silentUntil('2025-01-07 09:00', '4702')
    await sql("DELETE FROM mail WHERE kind = 'morning' AND at < '2025-01-07'")
    await sql("UPDATE mail SET due_at = '2025-01-07T08:30:00+07:00'")
    const dead = await smtpServer({})
    await dead.stop()
    for (const minutes of [0, 10, 100, 600]) await deliverAt(worker, dead.url, later(at('2025-01-07 09:00'), minutes))
    const attempted = await states()
    expect(new Set(attempted.map((s) => s.split(' ')[2]))).toEqual(new Set(['retrying']))
    // Back on Saturday: the notices go, the mornings wait for Monday.
    await deliverAt(worker, server.url, at('2025-01-11 12:00'))
    expect([...server.taken].sort()).toEqual(['m4701@amphoe-ita.example', 'm4702@amphoe-ita.example'])
    await deliverAt(worker, server.url, at('2025-01-13 09:00'))
    expect([...server.taken].sort()).toEqual([
      ...['m4701@amphoe-ita.example', 'm4701@amphoe-ita.example'],
      ...['m4702@amphoe-ita.example', 'm4702@amphoe-ita.example'],
    ])
    expect(await states()).toEqual(attempted.map((s) => s.replace(/ [a-z]+$/, ' sent')))
  })

  it('gives a reader who was told this morning the older mail on the next', async () => {
    await silentUntil('2025-01-07 09:00')
    await sql("UPDATE mail SET status = 'sent' WHERE kind = 'notice' OR at < '2025-01-07'")
    await sql(
      `INSERT INTO mail (id, programme_id, recipient, kind, items, at, status, sent_at)
       VALUES ('today', $1, 'office:4701', 'morning', '[]', '2025-01-13T08:30:00+07:00', 'sent', '2025-01-13T08:30:05+07:00')`,
      [P],
    )
    await deliverAt(worker, server.url, at('2025-01-13 09:00'))
    expect(server.taken).toEqual([])
    await deliverAt(worker, server.url, at('2025-01-14 08:31'))
    expect(server.taken).toEqual(['m4701@amphoe-ita.example'])
  })
})

describe('Mail to a tier that is held back', () => {
  const pause = (tier: 'office' | 'province' = 'office') => pauseMail(api, P, { tier, reason: 'ปรับข้อมูลผู้ประสานงาน' })

  it('waits, of that tier alone, and is shown; a second pause and the end of none are refused', async () => {
    await silentUntil('2025-01-03 09:00')
    await sql(`INSERT INTO mail (id, programme_id, recipient, kind, items, event, at, next_attempt_at)
               VALUES ('act', '${P}', 'office:4702', 'notice', '[]', '{}', '2025-01-03T09:00:00+07:00', '2025-01-03T09:00:00+07:00')`)
    await pause('province')
    await expect(pause('province')).rejects.toMatchObject({ type: 'already-paused' })
    await expect(resumeMail(api, P, { tier: 'office', held: 'drop' })).rejects.toMatchObject({ type: 'not-paused' })
    await expect(decideHeld(api, P, 'drop', { tier: 'office' })).rejects.toMatchObject({ type: 'not-paused' })
    const { id } = await pause('office')
    await deliverAt(worker, server.url, at('2025-01-03 10:00'))
    expect(server.taken).toEqual([])
    expect(new Set((await states()).map((s) => s.split(' ')[2]))).toEqual(new Set(['held']))
    expect(await listPauses(api, P)).toMatchObject([
      { id, tier: 'office', held: (await states()).length, endedAt: null },
      { tier: 'province', held: 0 },
    ])
  })

  it('is sent when it is released: one timed mail a day for a reader, whatever was held', async () => {
    await silentUntil('2025-01-10 09:00')
    const held = (await states()).length
    await pause()
    expect(await resumeMail(api, P, { tier: 'office', held: 'release' })).toEqual({ released: held, dropped: 0 })
    await deliverAt(worker, server.url, at('2025-01-13 09:00'))
    // The notice, which the province caused, and one morning mail.
    expect(server.taken).toHaveLength(2)
    expect(await listPauses(api, P)).toMatchObject([{ tier: 'office', held: 0, endedAt: expect.any(String) }])
  })

  it('stays with who is sending it when it is released', async () => {
    await silentUntil('2025-01-10 09:00')
    // By the machine's clock, as the release goes by the database's.
    const claim = async (inMinutes = 0) => {
      const now = new Date(Date.now() + inMinutes * 60_000)
      return (await claimMails(worker, { limit: 32, leaseMs: 600_000, now })).map(({ id }) => id)
    }
    const underWay = await claim()
    expect(underWay.length).toBeGreaterThan(0)
    await pause()
    await resumeMail(api, P, { tier: 'office', held: 'release' })
    expect((await claim(9)).filter((id) => underWay.includes(id))).toEqual([])
    expect(await claim(11)).toEqual(expect.arrayContaining(underWay))
  })

  it('is dropped when an operator chooses so, all of it or some; the audit trail says who, and how many', async () => {
    await silentUntil('2025-01-10 09:00')
    const mornings = (await states()).length - 1
    await pause()
    const doer = { actor: 'token-1', role: 'operator', requestId: 'r-1' } as const
    expect(await decideHeld(api, P, 'drop', { tier: 'office', kind: 'notice' }, doer)).toBe(1)
    expect(await decideHeld(api, P, 'drop', { tier: 'office', kind: 'notice' }, doer)).toBe(0)
    expect(await resumeMail(api, P, { tier: 'office', held: 'drop' }, doer)).toEqual({
      released: 0,
      dropped: mornings,
    })
    await deliverAt(worker, server.url, at('2025-01-13 09:00'))
    expect(server.taken).toEqual([])
    const trail = await sql("SELECT actor, details FROM audit_record WHERE kind = 'mail-pause' ORDER BY sequence")
    expect(trail.map((r) => [r.actor, r.details.what, r.details.mails])).toEqual([
      [null, 'paused', undefined],
      ['token-1', 'dropped', 1],
      ['token-1', 'dropped', 0],
      ['token-1', 'resumed', mornings],
    ])
  })

  it('goes by itself when it is picked out, while the rest stays', async () => {
    await silentUntil('2025-01-10 09:00')
    await pause()
    expect(await decideHeld(api, P, 'release', { tier: 'office', kind: 'notice' })).toBe(1)
    await deliverAt(worker, server.url, at('2025-01-13 09:00'))
    expect(server.taken).toHaveLength(1)
    expect((await states()).filter((s) => s.endsWith('held')).length).toBe((await states()).length - 1)
  })
})

describe('A rate', () => {
  it('is never exceeded in any minute, by however many senders, and everything goes in the end', async () => {
    await sql(`INSERT INTO mail (id, programme_id, recipient, kind, items, event, at, next_attempt_at)
               SELECT 'n' || i, '${P}', 'office:4701', 'notice', '[]', '{}', '2025-01-03T09:00:00+07:00', '2025-01-03T09:00:00+07:00'
                 FROM generate_series(1, 300) i`)
    const perMinute = 60
    const taken: number[] = []
    for (let second = 0; second < 360; second++) {
      const now = new Date(Date.parse('2025-01-03T10:00:00+07:00') + second * 1000)
      const claims = [1, 2, 3].map(() => claimMails(worker, { limit: 32, leaseMs: 3_600_000, perMinute, now }))
      taken.push((await Promise.all(claims)).flat().length)
    }
    const sums = taken.map((_, i) => taken.slice(i, i + 60).reduce((sum, n) => sum + n, 0))
    expect(Math.max(...sums)).toBeLessThanOrEqual(perMinute)
    expect(taken.reduce((sum, n) => sum + n)).toBe(300)
  })
})

describe('The alarm', () => {
  beforeEach(async () => {
    await silentUntil('2025-01-03 08:30')
    await sql("DELETE FROM mail WHERE kind <> 'notice'")
  })
  const due = at('2024-12-27 10:15')
  const alarms = () => sql("SELECT details FROM audit_record WHERE kind = 'mail-alarm' ORDER BY sequence")

  it('is raised when mail that is due has waited for 30 minutes, once for all who watch, and ends when it has gone', async () => {
    expect(await watchMail(worker, later(due, 29))).toBe('unchanged')
    expect(await mailAlarm(api, later(due, 29))).toMatchObject({ late: 0, dueSince: null })
    const watched = await Promise.all([1, 2, 3].map(() => watchMail(worker, later(due, 31))))
    expect(watched.sort()).toEqual(['raised', 'unchanged', 'unchanged'])
    expect(await mailAlarm(api, later(due, 31))).toEqual({
      ...{ late: 1, dueSince: due, reasons: [{ reason: null, mails: 1 }] },
    })
    await deliverAt(worker, server.url, later(due, 32))
    expect(await watchMail(worker, later(due, 33))).toBe('ended')
    expect(await watchMail(worker, later(due, 34))).toBe('unchanged')
    expect((await alarms()).map((a) => a.details)).toEqual([
      { what: 'raised', late: 1 },
      { what: 'ended', late: 0 },
    ])
  })

  it('is not raised for mail that is held back by choice, nor for what waits for a working day', async () => {
    await pauseMail(api, P, { tier: 'office', reason: 'x' })
    expect(await watchMail(worker, later(due, 60))).toBe('unchanged')
    await resumeMail(api, P, { tier: 'office', held: 'drop' })
    await new RecordedOffice(store, '4702').notified('2024-12-27 10:15').then((o) => o.until('2025-01-03 08:30'))
    await dueSinceCalledFor(sql)
    await sql("DELETE FROM mail WHERE recipient = 'office:4702' AND kind = 'notice'")
    await deliverAt(worker, server.url, at('2025-01-04 10:00'))
    expect(await watchMail(worker, new Date(at('2025-01-05 10:00')))).toBe('unchanged')
    expect(await watchMail(worker, new Date(at('2025-01-06 09:30')))).toBe('raised')
  })
})
