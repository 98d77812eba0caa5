import { createHash } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { readReport } from '../../src/mail/deliveryReport.ts'
import { type MailTransport, openTransport } from '../../src/mail/transport.ts'
import { noteReport } from '../../src/store/bounces.ts'
import { listMails } from '../../src/store/mailLog.ts'
import type { Store } from '../../src/store/store.ts'
import { clearUndeliverable, undeliverableAmong } from '../../src/store/undeliverable.ts'
import { at, P, RecordedOffice } from '../store/support/sakonNakhon.ts'
import { freshStore, type Sql } from '../support/database.ts'
import { deliverAt, dueSinceCalledFor, enterContact, FROM, saveLive } from './support/delivering.ts'
import { type ScriptedServer, smtpServer } from './support/smtpServer.ts'

let store: Store
let worker: Store
let sql: Sql
let server: ScriptedServer | undefined
beforeEach(async () => {
  ;({ store, worker, sql } = await freshStore())
  await saveLive(store)
})
afterEach(async () => {
  await server?.stop()
  server = undefined
})

const NOTICE = at('2024-12-27 10:15')
const MAILBOX = 'm4701@amphoe-ita.example'
const minutes = (n: number) => new Date(Date.parse(NOTICE) + n * 60_000)
const noticed = async () => {
  await new RecordedOffice(store, '4701').notified('2024-12-27 10:15')
  await dueSinceCalledFor(sql)
}
const smtp = async (answers: Record<string, string> = {}) => {
  server = await smtpServer(answers)
  return server
}
const log = async (moment: Date = minutes(0)) => listMails(store, P, {}, { limit: 100, now: moment })
const the = async (moment?: Date) => {
  const [mail] = await log(moment)
  return { state: mail!.state, attempts: mail!.attempts, at: mail!.addressees.map((a) => `${a.email} ${a.outcome}`) }
}
const goneAmong = async (...emails: string[]) => [...(await undeliverableAmong(store, emails)).keys()]

describe('A mail', () => {
  beforeEach(noticed)

  it('is queued, and sent once the server has taken it', async () => {
    expect(await the()).toEqual({ state: 'queued', attempts: 0, at: [] })
    const { url, taken } = await smtp()
    await deliverAt(worker, url, NOTICE)
    expect(await the()).toEqual({ state: 'sent', attempts: 1, at: [`${MAILBOX} taken`] })
    expect(taken).toEqual([MAILBOX])
  })

  it('that is put off is tried again, for three days; then it has failed', async () => {
    const { url } = await smtp({ 'RCPT TO': '451 4.7.1 greylisted' })
    await deliverAt(worker, url, NOTICE)
    expect(await the()).toMatchObject({ state: 'retrying', at: [] })
    await deliverAt(worker, url, minutes(73 * 60))
    expect(await the()).toMatchObject({ state: 'failed', at: [] })
    expect(await goneAmong(MAILBOX)).toEqual([])
  })

  it('is put off for one address and taken for another: only the one is tried again, and the other gets it once', async () => {
    await enterContact(store, 'office:4701', 'coordinator', 'somchai@example.go.th')
    const first = await smtp({ 'RCPT TO:<SOMCHAI': '451 4.7.1 greylisted' })
    await deliverAt(worker, first.url, NOTICE)
    expect(await the()).toEqual({ state: 'retrying', attempts: 1, at: [`${MAILBOX} taken`] })
    await first.stop()
    const second = await smtp()
    await deliverAt(worker, second.url, minutes(1))
    expect(second.taken).toEqual(['somchai@example.go.th'])
    expect(await the()).toMatchObject({ state: 'sent', at: [`${MAILBOX} taken`, 'somchai@example.go.th taken'] })
  })

  it('that was taken for one address goes there once, also when the database cannot note it for a moment', async () => {
    await enterContact(store, 'office:4701', 'coordinator', 'somchai@example.go.th')
    const { url, taken } = await smtp({ 'RCPT TO:<SOMCHAI': '451 4.7.1 greylisted' })
    const open = openTransport(url, { from: FROM })
    let back: Promise<unknown> | undefined
    const transport: MailTransport = {
      ...{ isLocal: open.isLocal, close: () => open.close() },
      send: async (mail) => {
        const handed = await open.send(mail)
        await sql('ALTER TABLE mail_addressee RENAME TO away')
        back = delay(600).then(() => sql('ALTER TABLE away RENAME TO mail_addressee'))
        return handed
      },
    }
    await deliverAt(worker, url, NOTICE, { transport })
    await back
    expect(await the()).toEqual({ state: 'retrying', attempts: 1, at: [`${MAILBOX} taken`] })
    await deliverAt(worker, url, minutes(1))
    expect(taken).toEqual([MAILBOX])
  })

  it('that one address has and another never takes is sent', async () => {
    await enterContact(store, 'office:4701', 'coordinator', 'somchai@example.go.th')
    const { url, taken } = await smtp({ 'RCPT TO:<SOMCHAI': '451 4.7.1 greylisted' })
    await deliverAt(worker, url, NOTICE)
    await deliverAt(worker, url, minutes(73 * 60))
    expect(await the()).toMatchObject({ state: 'sent', at: [`${MAILBOX} taken`] })
    expect(taken).toEqual([MAILBOX])
  })

  it('is left to whoever takes it next by a process that had it for too long', async () => {
    const { url, taken } = await smtp()
    const clock = vi
      .spyOn(performance, 'now')
      .mockReturnValueOnce(0)
      .mockReturnValue(6 * 60_000)
    await deliverAt(worker, url, NOTICE)
    clock.mockRestore()
    expect(taken).toEqual([])
    await deliverAt(worker, url, minutes(11))
    expect(taken).toEqual([MAILBOX])
  })

  it('whose address does not exist goes to who is next, and never again to that address', async () => {
    await enterContact(store, 'office:4701', 'deputy', 'deputy@example.go.th')
    await enterContact(store, 'office:4701', 'coordinator', 'gone@example.go.th')
    const { url, taken } = await smtp({ 'RCPT TO:<GONE': '550 5.1.1 no such user' })
    await deliverAt(worker, url, NOTICE)
    expect(taken).toEqual([MAILBOX, 'deputy@example.go.th'])
    expect(await the()).toMatchObject({
      state: 'sent',
      at: ['deputy@example.go.th taken', 'gone@example.go.th refused', `${MAILBOX} taken`],
    })
    expect(await goneAmong('gone@example.go.th', MAILBOX)).toEqual(['gone@example.go.th'])
  })

  it('that a server refuses for its own reasons has failed, and says nothing against the address', async () => {
    const { url } = await smtp({ 'RCPT TO': '550 5.7.1 relaying denied' })
    await deliverAt(worker, url, NOTICE)
    expect(await the()).toMatchObject({ state: 'failed', at: [`${MAILBOX} refused`] })
    expect(await goneAmong(MAILBOX)).toEqual([])
  })

  it('without anybody in reach waits until there is somebody, however long', async () => {
    await sql('DELETE FROM contact')
    const { url, taken } = await smtp()
    for (const hours of [0, 80, 160]) {
      await deliverAt(worker, url, minutes(hours * 60))
      expect(await the()).toMatchObject({ state: 'nobody-to-tell' })
    }
    await enterContact(store, 'office:4701', 'mailbox', MAILBOX)
    await deliverAt(worker, url, minutes(170 * 60))
    expect(taken).toEqual([MAILBOX])
  })

  it('that may have been taken before its sender died says so when it is dropped', async () => {
    await sql(`UPDATE mail SET attempts = 1, kind = 'morning',
                      items = '[{"office":"4701","obligation":"acknowledge","state":"reminder"}]'`)
    const { url } = await smtp()
    await deliverAt(worker, url, at('2025-01-08 09:00'))
    const [mail] = await log()
    expect(mail).toMatchObject({
      state: 'dropped',
      reason: expect.stringContaining('may have reached the mail server'),
    })
  })
})

describe('An address of the simulator', () => {
  const to = async (email: string) => {
    await sql(`UPDATE contact SET email = '${email}' WHERE recipient = 'office:4701'`)
    await noticed()
    const { url, taken } = await smtp()
    await deliverAt(worker, url, NOTICE)
    expect(taken).toEqual([])
    return (await the()).state
  }
  it('delivers', async () => expect(await to('delivered@simulator.amphoe-ita.example')).toBe('sent'))
  it('fails for now', async () => expect(await to('later@simulator.amphoe-ita.example')).toBe('retrying'))
  it('fails for good', async () => expect(await to('unknown@simulator.amphoe-ita.example')).toBe('failed'))

  it('does not hold up a real address beside it', async () => {
    await enterContact(store, 'office:4701', 'coordinator', 'Later@Simulator.amphoe-ita.example')
    await noticed()
    const { url, taken } = await smtp()
    await deliverAt(worker, url, NOTICE)
    expect(taken).toEqual([MAILBOX])
    expect((await the()).state).toBe('retrying')
  })
})

describe('A report of a mail server', () => {
  const said = (envelope: string, fields: string) =>
    Buffer.from(
      [
        'From: MAILER-DAEMON@mx.example.go.th',
        'MIME-Version: 1.0',
        'Content-Type: multipart/report; report-type=delivery-status; boundary="B"',
        ...['', '--B', 'Content-Type: text/plain', '', 'ขออภัย', '--B', 'Content-Type: message/delivery-status', ''],
        ...['Reporting-MTA: dns; mx.example.go.th', '', fields, ''],
        ...['--B', 'Content-Type: text/rfc822-headers', '', `X-Envelope: ${envelope}`, '', '--B--', ''],
      ].join('\r\n'),
    )
  const failed = (email: string, status = '5.1.1') =>
    `Final-Recipient: rfc822; ${email}\r\nAction: failed\r\nStatus: ${status}\r\nDiagnostic-Code: smtp; 550 ${status} No such\r\n user here`
  const feed = async (raw: Buffer, moment = minutes(60)) => {
    const report = await readReport(raw)
    return report && noteReport(store, report, moment)
  }
  const sent = async () => {
    await noticed()
    const { url } = await smtp()
    await deliverAt(worker, url, NOTICE)
    const [{ id, envelope }] = (await sql('SELECT id, envelope FROM mail')) as [{ id: string; envelope: string }]
    return { id, envelope, url }
  }

  it('of an address that does not exist: the mail goes to who is next, the address is written to no more', async () => {
    await enterContact(store, 'office:4701', 'deputy', 'deputy@example.go.th')
    await enterContact(store, 'office:4701', 'coordinator', 'gone@example.go.th')
    const { envelope, url } = await sent()
    expect(await feed(said(envelope, failed('Gone@example.go.th')))).toMatchObject({ outcome: 'noted', bounced: 1 })
    await deliverAt(worker, url, minutes(61))
    expect(server!.taken).toEqual(['gone@example.go.th', MAILBOX, 'deputy@example.go.th'])
    expect(await the()).toMatchObject({
      state: 'sent',
      at: ['deputy@example.go.th taken', 'gone@example.go.th bounced', `${MAILBOX} taken`],
    })
    const [mail] = await log()
    expect(mail!.addressees[1]!.reason).toBe('550 5.1.1 No such user here')
    expect(await goneAmong('gone@example.go.th')).toEqual(['gone@example.go.th'])
  })

  it('of the only address: the mail has bounced; fed again it changes nothing; put right, the next mail goes there', async () => {
    const { id, envelope, url } = await sent()
    await feed(said(envelope, failed(MAILBOX)))
    await deliverAt(worker, url, minutes(61))
    expect(await the()).toMatchObject({ state: 'bounced', at: [`${MAILBOX} bounced`] })
    expect(await feed(said(envelope, failed(MAILBOX)))).toMatchObject({ bounced: 0 })
    await deliverAt(worker, url, minutes(62))
    expect(await the()).toMatchObject({ state: 'bounced' })
    expect(server!.taken).toEqual([MAILBOX])
    expect(await clearUndeliverable(store, MAILBOX)).toBe(true)
    const { id: audited } = (
      await sql("SELECT details ->> 'mail' AS id FROM audit_record WHERE details ? 'bounced'")
    )[0]
    expect(audited).toBe(id)
  })

  it('of a full mailbox: the mail came back, and the address is written to again', async () => {
    const { envelope } = await sent()
    await feed(said(envelope, failed(MAILBOX, '5.2.2')))
    expect(await goneAmong(MAILBOX)).toEqual([])
  })

  it('of a delivery is noted; of a delay nothing is', async () => {
    const { envelope } = await sent()
    const fields = (action: string, status: string) =>
      `Final-Recipient: rfc822; ${MAILBOX}\r\nAction: ${action}\r\nStatus: ${status}`
    expect(await feed(said(envelope, fields('delayed', '4.4.1')))).toMatchObject({ bounced: 0, delivered: 0 })
    expect((await the()).state).toBe('sent')
    expect(await feed(said(envelope, fields('delivered', '2.1.5')))).toMatchObject({ delivered: 1 })
    expect((await the()).state).toBe('delivered')
  })

  it('names the mail by its envelope too', async () => {
    const { envelope } = await sent()
    const raw = said('of no header', failed(MAILBOX)).toString()
    const named = raw.replace('Reporting-MTA', `Original-Envelope-Id: ${envelope}\r\nReporting-MTA`)
    expect(await feed(Buffer.from(named))).toMatchObject({ bounced: 1 })
  })

  it('of an address that the mail never went to, of another mail, or no report at all, changes nothing', async () => {
    const { id, envelope } = await sent()
    expect(await feed(said(envelope, failed('p47@amphoe-ita.example')))).toMatchObject({ bounced: 0 })
    const guessed = createHash('sha256').update(id).digest('hex').slice(0, 32)
    expect(await feed(said(guessed, failed(MAILBOX)))).toEqual({ outcome: 'unknown-mail' })
    for (const raw of [
      '',
      'Subject: hello\r\n\r\nI am on leave.',
      said(envelope, failed(MAILBOX)).toString().slice(0, 200),
      '\0'.repeat(1000),
    ])
      expect(await feed(Buffer.from(raw))).toBeUndefined()
    expect((await the()).state).toBe('sent')
    expect(await goneAmong(MAILBOX, 'p47@amphoe-ita.example')).toEqual([])
  })
})
