import { describe, expect, it } from 'vitest'
import { commandBodySchemas, readCommand } from '../../src/commands/wire.ts'
import type { Coordinator } from '../../src/domain/command.ts'
import { commandNames } from '../../src/domain/command.ts'

const order = { number: 'มท 0322/1', date: '2025-05-02' }
const bodies = {
  forward: {},
  acknowledge: { coordinator: { name: 'สมใจ', email: 'somjai@example.go.th', phone: '042-711-000' } },
  'attend-kickoff': { attended: 'meeting', on: '2024-12-25' },
  'record-activity': { activity: 'amphoe-ita', on: '2025-02-03', note: 'อบรม', evidenceUrl: 'https://example.go.th/1' },
  disburse: { line: 'materials', amount: '12500.50', paidOn: '2025-02-03', documentNo: 'ฎ1/2568', efmsRef: 'EF-1' },
  reverse: { documentNo: 'ฎ1/2568', reason: 'ผิดรายการ' },
  'return-funds': { line: 'materials', amount: '1.00', returnedOn: '2025-02-03', documentNo: 'ฎ2/2568' },
  virement: { from: 'materials', to: 'training' },
  'submit-report': {
    lines: [{ line: 'materials', disbursed: '1.00', returned: '0.00' }],
    outcome: 'แล้วเสร็จ',
    formsResponseId: 'G-1',
  },
  'accept-report': {},
  'return-report': { reason: 'ขาดหลักฐาน' },
  'answer-escalation': { obligation: 'report', action: 'เร่งรัดแล้ว', promisedOn: '2025-06-06' },
  remind: {},
  extend: { obligation: 'report', deadline: '2025-06-30', order, reason: 'น้ำท่วม' },
  suspend: { reason: 'อุทกภัย', order },
  resume: { reason: 'น้ำลด' },
  withdraw: { reason: 'ยุบรวม' },
}

describe('A command on the wire', () => {
  it('has one shape for each name', () => {
    expect(Object.keys(commandBodySchemas)).toEqual([...commandNames])
    for (const name of commandNames) expect(readCommand(name, bodies[name])).toHaveProperty('command.name', name)
  })

  it('is parted into what the rules look at and what was written in words, which never enters a history', () => {
    expect(readCommand('acknowledge', bodies.acknowledge)).toEqual({
      command: { name: 'acknowledge' },
      texts: { coordinator: bodies.acknowledge.coordinator satisfies Coordinator },
    })
    expect(readCommand('record-activity', bodies['record-activity'])).toEqual({
      command: { name: 'record-activity', activity: 'amphoe-ita', on: '2025-02-03' },
      texts: { note: 'อบรม', evidenceUrl: 'https://example.go.th/1' },
    })
    expect(readCommand('extend', bodies.extend)).toEqual({
      command: { name: 'extend', obligation: 'report', deadline: '2025-06-30', order },
      texts: { reason: 'น้ำท่วม' },
    })
    expect(readCommand('answer-escalation', bodies['answer-escalation'])).toEqual({
      command: { name: 'answer-escalation', obligation: 'report', promisedOn: '2025-06-06' },
      texts: { action: 'เร่งรัดแล้ว' },
    })
    expect(readCommand('submit-report', bodies['submit-report'])).toMatchObject({ texts: { outcome: 'แล้วเสร็จ' } })
    for (const name of ['reverse', 'return-report', 'suspend', 'resume', 'withdraw'] as const) {
      const read = readCommand(name, bodies[name])
      expect(read).toHaveProperty('texts.reason')
      expect(read).not.toHaveProperty('command.reason')
    }
  })

  it('without words has no texts, and may have no body when its body is empty', () => {
    expect(readCommand('disburse', bodies.disburse)).toEqual({
      command: { name: 'disburse', ...bodies.disburse },
      texts: undefined,
    })
    expect(readCommand('forward', undefined)).toEqual({ command: { name: 'forward' }, texts: undefined })
  })

  it('leaves amounts, days and document numbers to the rules', () => {
    expect(readCommand('disburse', { ...bodies.disburse, amount: '-1', paidOn: 'พรุ่งนี้' })).toMatchObject({
      command: { amount: '-1', paidOn: 'พรุ่งนี้' },
    })
  })

  it('of a wrong shape is refused with the path and what is expected there', () => {
    const wrong: [keyof typeof bodies, object, string, string][] = [
      [
        'disburse',
        { ...bodies.disburse, amount: 12500.5 },
        'amount',
        'an amount in baht as a text, such as "12500.50"',
      ],
      ['disburse', { ...bodies.disburse, documentNo: '   ' }, 'documentNo', 'a text that is not empty'],
      ['disburse', { ...bodies.disburse, documentNo: 'x'.repeat(61) }, 'documentNo', 'at most 60 characters'],
      ['disburse', { ...bodies.disburse, paidOn: undefined }, 'paidOn', 'a day as a text, such as "2025-05-15"'],
      ['acknowledge', { coordinator: { name: 'ก', email: 'ไม่ใช่' } }, 'coordinator.email', 'an e-mail address'],
      [
        'acknowledge',
        { coordinator: { name: 'ก', email: 'a@example.go.th', phone: 'ไม่มี' } },
        'coordinator.phone',
        'a telephone number',
      ],
      ['attend-kickoff', { attended: 'online', on: '2024-12-25' }, 'attended', 'meeting or briefing'],
      [
        'record-activity',
        { ...bodies['record-activity'], evidenceUrl: 'javascript:alert(1)' },
        'evidenceUrl',
        'a web address',
      ],
      [
        'extend',
        { ...bodies.extend, obligation: 'coffee' },
        'obligation',
        'one of forward, acknowledge, kickoff, disbursement, report',
      ],
      ['extend', { ...bodies.extend, order: { number: '1' } }, 'order.date', 'a day as a text, such as "2025-05-15"'],
      ['suspend', {}, 'reason', 'a text of 1 to 1000 characters'],
      [
        'submit-report',
        { ...bodies['submit-report'], lines: [{ line: 'm', disbursed: 1, returned: '0' }] },
        'lines.0.disbursed',
        'an amount in baht as a text, such as "12500.50"',
      ],
    ]
    for (const [name, body, path, expected] of wrong)
      expect(readCommand(name, body)).toEqual({ invalid: [{ path, expected }] })
  })

  it('has no field that is not known', () => {
    expect(readCommand('forward', { to: 'all' })).toMatchObject({
      invalid: [{ expected: expect.stringContaining('to') }],
    })
    expect(readCommand('disburse', { ...bodies.disburse, late: false })).toHaveProperty('invalid')
    expect(readCommand('forward', 'yes')).toHaveProperty('invalid')
  })
})
