import { describe, expect, test } from 'vitest'
import { mayConnect } from '../../src/domain/access.ts'
import type { OfficeEvent } from '../../src/domain/event.ts'
import { isWebhookEventType, payloadOf, webhookEventTypes } from '../../src/domain/webhook.ts'

const at = '2025-05-15T10:00:00+07:00'
const recorded = (event: OfficeEvent) =>
  payloadOf({
    programme: 'amphoe-ita-2568',
    office: '4701',
    sequence: 7,
    rehearsal: true,
    event,
    recordedAt: '2025-05-15T10:00:01+07:00',
  })

describe('what another system is told', () => {
  test('of a disbursement: where, when, and the amount in baht', () => {
    expect(
      recorded({
        at,
        type: 'disbursed',
        line: 'materials',
        amount: 1_250_050,
        paidOn: '2025-05-14',
        documentNo: 'ฎ1',
        late: false,
      }),
    ).toEqual({
      type: 'office.disbursed',
      timestamp: '2025-05-15T10:00:01+07:00',
      data: {
        ...{ programme: 'amphoe-ita-2568', office: '4701', sequence: 7, at, rehearsal: true },
        ...{ line: 'materials', amount: '12500.50', paidOn: '2025-05-14', documentNo: 'ฎ1', late: false },
      },
    })
  })

  test('of a report: the amounts of its lines in baht', () => {
    const lines = [{ line: 'materials', disbursed: 100_000, returned: 5 }]
    expect(recorded({ at, type: 'report-submitted', lines }).data).toMatchObject({
      lines: [{ line: 'materials', disbursed: '1000.00', returned: '0.05' }],
    })
  })

  test('of an order: its number and date', () => {
    const order = { number: 'มท 1/2568', date: '2025-05-01' }
    expect(
      recorded({ at, type: 'extended', obligation: 'report', deadline: '2025-06-30', previous: '2025-05-30', order })
        .data,
    ).toMatchObject({ obligation: 'report', deadline: '2025-06-30', previous: '2025-05-30', order })
  })

  test('never more than the facts that are named for its type, whatever the event holds', () => {
    const withMore = { at, type: 'acknowledged', coordinator: { name: 'ผู้ประสานงาน' }, reason: 'คำ' } as OfficeEvent
    expect(Object.keys(recorded(withMore).data)).toEqual(['programme', 'office', 'sequence', 'at', 'rehearsal'])
  })
})

test('the types that other systems know stay as they are', () => {
  expect(webhookEventTypes.map((t) => t.type)).toEqual([
    'office.notified',
    'office.forwarded',
    'office.acknowledged',
    'office.kickoff-attended',
    'office.activity-recorded',
    'office.disbursed',
    'office.funds-returned',
    'office.entry-reversed',
    'office.report-submitted',
    'office.report-accepted',
    'office.report-returned',
    'office.escalation-answered',
    'office.reminded',
    'office.extended',
    'office.suspended',
    'office.resumed',
    'office.withdrawn',
    'office.morning',
  ])
  expect(isWebhookEventType('office.disbursed')).toBe(true)
  expect(isWebhookEventType('webhook.test')).toBe(false)
})

describe('who may have another system told of', () => {
  test.each([
    ['department', 'all', 'all', true],
    ['department', 'all', '4701', true],
    ['operator', 'all', '47', true],
    ['province', '47', '47', true],
    ['province', '47', '4701', true],
    ['province', '47', '48', false],
    ['province', '47', '4801', false],
    ['province', '47', 'all', false],
    ['district', '4701', '4701', true],
    ['district', '4701', '4702', false],
    ['district', '4701', '47', false],
    ['district', '4701', 'all', false],
    ['auditor', 'all', '47', false],
    ['auditor', '47', '47', false],
  ] as const)('%s of %s, of %s: %s', (role, area, told, may) => expect(mayConnect({ role, area }, told)).toBe(may))
})
