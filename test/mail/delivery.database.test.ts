import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Instant } from '../../src/domain/time.ts'
import { type DeliverySetting, deliverDue, startDelivery } from '../../src/mail/deliver.ts'
import { messageIdOf, openTransport } from '../../src/mail/transport.ts'
import { linkOfSecret } from '../../src/store/actionLinks.ts'
import { recordDigest } from '../../src/store/digest.ts'
import { mailCounts } from '../../src/store/outbox.ts'
import { saveProgramme } from '../../src/store/programmes.ts'
import type { Store } from '../../src/store/store.ts'
import { ALLOCATION, at, P, programme, RecordedOffice, rules, saveSakonNakhon } from '../store/support/sakonNakhon.ts'
import { freshStore, type Sql } from '../support/database.ts'
import { startTestInbox, type TestInbox } from './support/inbox.ts'
import { smtpServer } from './support/smtpServer.ts'

const FROM = 'ศปท.ปค. กรมการปกครอง <no-reply@amphoe-ita.example>'

let inbox: TestInbox
beforeAll(async () => {
  inbox = await startTestInbox()
})
afterAll(() => inbox?.stop())

let store: Store
let worker: Store
let sql: Sql
let databaseUrl: string
beforeEach(async () => {
  ;({ store, worker, sql, databaseUrl } = await freshStore())
  await inbox.clear()
})

const log = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() }
beforeEach(() => vi.clearAllMocks())

/** Delivers everything that is due now. */
async function deliverAll(changes: Partial<DeliverySetting> & { smtpUrl?: string } = {}): Promise<void> {
  const transport = openTransport(changes.smtpUrl ?? inbox.smtpUrl, { from: FROM })
  const setting = { store: worker, transport, publicUrl: 'http://127.0.0.1:3000', log, ...changes }
  while ((await deliverDue(setting)) > 0);
  transport.close()
}

const received = () => inbox.received()

const mails = () => sql('SELECT id, kind, status, attempts, reason, next_attempt_at FROM mail ORDER BY at, id')

test('an office gets its notice: names from the database, both forms, the same Message-ID always', async () => {
  await saveSakonNakhon(store)
  await new RecordedOffice(worker, '4701').notified('2024-12-27 10:15')
  await deliverAll()
  const [mail] = await received()
  const [row] = await mails()
  expect(row).toMatchObject({ status: 'sent', attempts: 1, reason: null })
  expect(mail!.subject).toBe(
    '[ซ้อมระบบ] [แจ้งดำเนินการ] ตอบรับและแจ้งชื่อผู้ประสานงาน ภายในวันจันทร์ที่ 6 มกราคม 2568 - โครงการปีงบประมาณ พ.ศ. 2568',
  )
  expect(mail!.to).toEqual([{ address: 'm4701@amphoe-ita.example', name: 'อำเภอเมืองสกลนคร' }])
  expect(mail!.text).toContain('เรียน: นายอำเภอเมืองสกลนคร')
  expect(mail!.text).toContain('และจังหวัดสกลนครได้แจ้งหนังสือให้อำเภอทราบแล้ว')
  expect(mail!.text).toContain('http://127.0.0.1:3000/programmes/amphoe-ita-2568/offices/4701')
  expect(mail!.html).toContain('ซ้อมระบบ')
  expect(mail!.headers['message-id']).toBe(messageIdOf(row.id, FROM))
  expect(mail!.headers).toMatchObject({ 'auto-submitted': 'auto-generated', 'x-programme': P })
  // A rehearsal's inbox reads in programme time.
  expect(mail!.time).toBe('2024-12-27T03:15:00.000Z')
})

test('a mail bears links by which its reader acts, in both forms; of each the database keeps a hash alone', async () => {
  await saveSakonNakhon(store)
  const office = await new RecordedOffice(worker, '4701').notified('2024-12-27 10:15')
  await office.until('2025-01-07 08:30')
  await recordDigest(worker, {
    ...{ programme: P, reader: { tier: 'province', province: '47' }, at: at('2025-01-07 09:00') },
    calendar: rules.calendar,
  })
  await deliverAll()
  const secretsIn = (text: string) => new Set([...text.matchAll(/\/act\?s=([\w-]{43})/g)].map((m) => m[1]!))
  const mails = await received()
  const told = await Promise.all(
    mails.map(async ({ text, html, to }) => {
      const secrets = secretsIn(text)
      expect(secretsIn(html)).toEqual(secrets)
      const links = await Promise.all([...secrets].map((secret) => linkOfSecret(store, secret)))
      return links.map((l) => `${to[0]!.address}: ${l!.principal.role} ${l!.principal.area} ${l!.command} ${l!.office}`)
    }),
  )
  expect(new Set(told.flat())).toEqual(
    new Set([
      'm4701@amphoe-ita.example: district 4701 acknowledge 4701',
      'm4701@amphoe-ita.example: district 4701 attend-kickoff 4701',
      'p47@amphoe-ita.example: province 47 answer-escalation 4701',
    ]),
  )
  const kept = JSON.stringify(await sql('SELECT * FROM action_link'))
  for (const secret of mails.flatMap((m) => [...secretsIn(m.text)])) expect(kept).not.toContain(secret)
  expect(JSON.stringify(log.debug.mock.calls.concat(log.info.mock.calls))).not.toContain('/act?s=')
})

test('in a rehearsal that has run ahead, a mail still tells of its own morning', async () => {
  await saveSakonNakhon(store)
  const office = await new RecordedOffice(worker, '4701').notified('2024-12-27 10:15')
  await office.command(
    '2025-05-10 10:00',
    { name: 'disburse', line: 'materials', amount: '999.50', paidOn: '2025-05-09', documentNo: '1' },
    'k1',
  )
  await office.until('2025-05-15 09:00')
  await office.command(
    '2025-05-15 10:00',
    { name: 'disburse', line: 'materials', amount: '0.50', paidOn: '2025-05-15', documentNo: '2' },
    'k2',
  )
  await office.command(
    '2025-05-15 10:01',
    { name: 'return-funds', line: 'training', amount: '500.00', returnedOn: '2025-05-15', documentNo: '3' },
    'k3',
  )
  await deliverAll()
  const inMay = (await received()).filter((m) => m.subject.includes('เบิกจ่ายเงินครบ'))
  const eighth = inMay.find((m) => m.subject.includes('(เหลือ 7 วัน)'))!
  expect(eighth.text).toContain('คงเหลือ 1,500.00 บาท จากเงินจัดสรร 1,500.00 บาท')
  const last = inMay.find((m) => m.subject.includes('(ครบกำหนดวันนี้)'))!
  expect(last.text).toContain('คงเหลือ 500.50 บาท จากเงินจัดสรร 1,500.00 บาท')
  expect(last.text).toContain('ค่าวัสดุ (ตัวอย่าง): 0.50 บาท')
  expect(await mailCounts(store, P)).toEqual({ sent: (await mails()).length })
})

describe('live', () => {
  const live = (moment: Instant) => ({ now: () => new Date(moment) })
  /** The same province under the live clock. Its machine's clock is told by each test. */
  const saveLive = () =>
    saveProgramme(store, programme, {
      allocations: new Map([['4701', ALLOCATION]]),
      contacts: [
        { recipient: 'office:4701', role: 'mailbox', name: 'อำเภอ', email: 'm4701@amphoe-ita.example', sample: true },
        { recipient: 'province:47', role: 'manager', name: 'จังหวัด', email: 'p47@amphoe-ita.example', sample: true },
      ],
      clock: { kind: 'live' },
      provinces: ['47'],
    })
  /** The outbox has the machine's clock: what is queued is due whenever a test says it is now. */
  const due = () => sql("UPDATE mail SET next_attempt_at = '2000-01-01', queued_at = at WHERE status = 'queued'")

  test('a morning mail that waited keeps what still applies and drops the rest', async () => {
    await saveLive()
    const office = await new RecordedOffice(worker, '4701').notified('2024-12-27 10:15')
    await sql('DELETE FROM mail')
    await office.until('2025-01-07 08:30')
    await sql("DELETE FROM mail WHERE at < '2025-01-07'")
    // Queued on Tuesday 7 January: acknowledgement overdue by one working day.
    expect((await mails()).map((m) => m.kind)).toEqual(['morning'])
    await sql(
      `INSERT INTO command_text (programme_id, target, key, texts) VALUES ($1, '4701', 'ack', '{"coordinator":{"name":"ผู้ประสานงาน (ตัวอย่าง)","email":"c4701@amphoe-ita.example"}}')`,
      [P],
    )
    await office.command('2025-01-07 09:00', { name: 'acknowledge' }, 'ack')
    await due()
    await deliverAll(live(at('2025-01-07 10:00')))
    expect(await received()).toEqual([])
    expect(await mails()).toMatchObject([
      { status: 'dropped', reason: 'everything in it has been done, or has passed, since it was queued' },
    ])
  })

  test('one that is late says how late it is now, and goes to the coordinator too', async () => {
    await saveLive()
    const office = await new RecordedOffice(worker, '4701').notified('2024-12-27 10:15')
    await sql(
      `INSERT INTO contact (id, programme_id, recipient, role, name, email, sample) VALUES (gen_random_uuid(), $1, 'office:4701', 'coordinator', 'ผู้ประสานงาน (ตัวอย่าง)', 'c4701@amphoe-ita.example', true)`,
      [P],
    )
    await office.until('2025-01-07 08:30')
    await sql("DELETE FROM mail WHERE at < '2025-01-07'")
    await due()
    await deliverAll(live(at('2025-01-09 11:00')))
    const [mail] = await received()
    expect(mail!.subject).toBe(
      '[เกินกำหนด] ยังไม่ตอบรับหนังสือและแจ้งชื่อผู้ประสานงาน เกินกำหนด 3 วันทำการ (ครบกำหนดวันจันทร์ที่ 6 มกราคม 2568)',
    )
    expect(mail!.to.map((t) => t.address)).toEqual(['c4701@amphoe-ita.example', 'm4701@amphoe-ita.example'])
    expect(mail!.text).toContain('ข้อมูล ณ วันพฤหัสบดีที่ 9 มกราคม 2568 เวลา 11.00 น.')
    expect(mail!.text).not.toContain('ซ้อมระบบ')
  })

  test('a reminder by an official that waited tells what is so by now: late, or done and left out', async () => {
    await saveLive()
    const office = await new RecordedOffice(worker, '4701').notified('2024-12-27 10:15')
    await office.command('2025-01-06 16:00', { name: 'remind' }, 'now')
    await sql("DELETE FROM mail WHERE kind <> 'reminder'")
    await office.command(
      '2025-01-06 16:30',
      { name: 'attend-kickoff', attended: 'briefing', on: '2025-01-06' },
      'heard',
    )
    await due()
    await deliverAll(live(at('2025-01-07 07:00')))
    const [mail] = await received()
    expect(mail!.subject).toBe(
      '[ขอให้เร่งดำเนินการ] ยังไม่ตอบรับหนังสือและแจ้งชื่อผู้ประสานงาน เกินกำหนด 1 วันทำการ (ครบกำหนดวันจันทร์ที่ 6 มกราคม 2568) และอีก 2 รายการ',
    )
    expect(mail!.text).not.toContain('ประชุมชี้แจง')
  })

  test('a reminder of what rose again after its deadline goes out, and is dropped once the office is suspended', async () => {
    await saveLive()
    const office = await new RecordedOffice(worker, '4701', { materials: 100_000 }).notified('2024-12-27 10:15')
    await sql(`DELETE FROM budget_line WHERE line = 'training'`)
    await office.command(
      '2025-05-19 10:00',
      { name: 'disburse', line: 'materials', amount: '1000.00', paidOn: '2025-05-19', documentNo: 'ฎ1' },
      'paid',
    )
    await office.command('2025-05-20 10:00', { name: 'reverse', documentNo: 'ฎ1' }, 'back')
    await sql('DELETE FROM mail')
    await office.command('2025-05-20 11:00', { name: 'remind' }, 'now')
    await due()
    await deliverAll(live(at('2025-05-20 11:00')))
    expect((await received()).map((m) => m.text?.includes('ยังเบิกจ่ายเงินไม่ครบ'))).toEqual([true])

    await office.command('2025-05-21 11:00', { name: 'remind' }, 'again')
    await office.command('2025-05-21 11:05', { name: 'suspend' }, 'flood')
    await sql("DELETE FROM mail WHERE kind <> 'reminder'")
    await due()
    await deliverAll(live(at('2025-05-21 11:10')))
    expect((await mails()).at(-1)).toMatchObject({ status: 'dropped', reason: 'the office is suspended' })
  })

  test('an extension tells its order and the reason written for the area', async () => {
    await saveLive()
    const office = await new RecordedOffice(worker, '4701').notified('2024-12-27 10:15')
    await sql('DELETE FROM mail')
    await sql(
      `INSERT INTO command_text (programme_id, target, key, texts) VALUES ($1, 'area:47', 'ext', '{"reason":"พัสดุล่าช้า <b>"}')`,
      [P],
    )
    await office.command(
      '2025-01-02 09:00',
      {
        name: 'extend',
        obligation: 'disbursement',
        deadline: '2025-06-16',
        order: { number: 'มท 1/2568', date: '2025-01-02' },
      },
      'ext',
    )
    await sql("DELETE FROM mail WHERE kind <> 'extension'")
    await due()
    await deliverAll(live(at('2025-01-02 09:01')))
    const [mail] = await received()
    expect(mail!.subject).toBe('[ขยายเวลา] เบิกจ่ายเงินครบ ขยายถึงวันจันทร์ที่ 16 มิถุนายน 2568')
    expect(mail!.text).toContain('กำหนดเดิม: วันพฤหัสบดีที่ 15 พฤษภาคม 2568')
    expect(mail!.text).toContain('> พัสดุล่าช้า <b>')
    expect(mail!.html).toContain('พัสดุล่าช้า &lt;b>')
  })

  test('a province gets its digest with whom to call', async () => {
    await saveLive()
    const office = await new RecordedOffice(worker, '4701').notified('2024-12-27 10:15')
    await office.until('2025-01-07 08:30')
    await recordDigest(worker, {
      programme: P,
      reader: { tier: 'province', province: '47' },
      at: at('2025-01-07 09:00'),
      calendar: rules.calendar,
    })
    await sql("DELETE FROM mail WHERE kind <> 'digest'")
    await due()
    await deliverAll(live(at('2025-01-07 09:00')))
    const [mail] = await received()
    expect(mail!.subject).toBe('[สรุปประจำวัน] จังหวัดสกลนคร: เกินกำหนด 1 รายการ (ใหม่ 1) นานที่สุด 1 วันทำการ - 7 ม.ค. 2568')
    expect(mail!.text).toContain('- อำเภอเมืองสกลนคร [เกิน 1 วันทำการ]')
    expect(mail!.text).toContain('ผู้ประสานงาน: ยังไม่ได้แจ้งชื่อ')
  })

  test('without a contact: kept for one, said aloud, and no other mail is held up', async () => {
    await saveLive()
    await new RecordedOffice(worker, '4702').notified('2024-12-27 10:14')
    await new RecordedOffice(worker, '4701').notified('2024-12-27 10:15')
    await sql("UPDATE mail SET kind = 'extension', event = NULL WHERE recipient = 'office:4702'")
    await new RecordedOffice(worker, '4703').notified('2024-12-27 10:16')
    await deliverAll()
    expect(await mails()).toMatchObject([
      { status: 'queued', reason: expect.stringContaining('has no extended event behind it') },
      { status: 'sent' },
      { status: 'queued', reason: 'no contact' },
    ])
    expect(log.warn).toHaveBeenCalledWith(expect.objectContaining({ recipient: 'office:4703' }), expect.any(String))
    expect(await received()).toHaveLength(1)
  })
})

describe('a mail server that does not take it', () => {
  beforeEach(async () => {
    await saveSakonNakhon(store)
    await new RecordedOffice(worker, '4701').notified('2024-12-27 10:15')
  })

  test('refused for good: failed, with its words', async () => {
    const server = await smtpServer({ 'RCPT TO': '550 5.1.1 no such mailbox' })
    await deliverAll({ smtpUrl: server.url })
    await server.stop()
    expect(await mails()).toMatchObject([
      { status: 'failed', reason: expect.stringContaining('550 5.1.1 no such mailbox') },
    ])
  })

  test('put off: queued again for 15 seconds later, then sent', async () => {
    const server = await smtpServer({ 'RCPT TO': '451 4.7.1 greylisted' })
    const before = Date.now()
    await deliverAll({ smtpUrl: server.url })
    await server.stop()
    const [row] = await mails()
    expect(row).toMatchObject({
      status: 'queued',
      attempts: 1,
      reason: expect.stringContaining('451 4.7.1 greylisted'),
    })
    expect(row.next_attempt_at.getTime() - before).toBeGreaterThan(14_000)
    expect(row.next_attempt_at.getTime() - before).toBeLessThan(25_000)
    await deliverAll({ now: () => new Date(Date.now() + 30_000) })
    expect(await mails()).toMatchObject([{ status: 'sent', attempts: 2, reason: null }])
  })

  test('away: tried again, and given up after 72 hours', async () => {
    const server = await smtpServer({})
    await server.stop()
    await deliverAll({ smtpUrl: server.url })
    expect(await mails()).toMatchObject([{ status: 'queued', reason: expect.stringMatching(/ECONN|ESOCKET/) }])
    await deliverAll({ smtpUrl: server.url, now: () => new Date(Date.now() + 73 * 3_600_000) })
    expect(await mails()).toMatchObject([{ status: 'failed', attempts: 2 }])
  })

  test("a rehearsal's mail does not leave this machine unless told so", async () => {
    const transport = {
      isLocal: false,
      send: vi.fn(async () => ({ outcome: 'taken' as const, refused: [] })),
      close: () => {},
    }
    await deliverAll({ transport })
    expect(transport.send).not.toHaveBeenCalled()
    expect(await mails()).toMatchObject([
      { status: 'dropped', reason: expect.stringContaining('does not leave this machine') },
    ])
    await sql("UPDATE mail SET status = 'queued', next_attempt_at = now()")
    await deliverAll({ transport, rehearsalMailMayLeave: true })
    expect(transport.send).toHaveBeenCalledOnce()
  })
})

test('a mail that the server has taken is not sent again because the database was away for a moment', async () => {
  await saveSakonNakhon(store)
  await new RecordedOffice(worker, '4701').notified('2024-12-27 10:15')
  const send = vi.fn(async () => {
    await sql('ALTER TABLE mail RENAME TO mail_away')
    setTimeout(() => void sql('ALTER TABLE mail_away RENAME TO mail'), 600)
    return { outcome: 'taken' as const, refused: [] }
  })
  await deliverAll({ transport: { isLocal: true, send, close: () => {} } })
  expect(send).toHaveBeenCalledOnce()
  expect(await mails()).toMatchObject([{ status: 'sent' }])
})

test('the loop delivers what is queued while it runs, two of them each mail once, and stops', async () => {
  await saveSakonNakhon(store)
  const transport = openTransport(inbox.smtpUrl, { from: FROM })
  const setting = { store: worker, databaseUrl, transport, publicUrl: 'http://127.0.0.1:3000', log }
  const deliveries = [startDelivery(setting), startDelivery(setting)]
  const office = await new RecordedOffice(worker, '4701').notified('2024-12-27 10:15')
  await office.until('2025-03-01 08:30')
  const { length } = await mails()
  await vi.waitFor(async () => expect(await mailCounts(store, P)).toEqual({ sent: length }), { timeout: 15_000 })
  await Promise.all(deliveries.map((d) => d.stop()))
  transport.close()
  const ids = (await received()).map((m) => m.headers['message-id'])
  expect(ids).toHaveLength(length)
  expect(new Set(ids).size).toBe(length)
  expect(log.error).not.toHaveBeenCalled()
})
