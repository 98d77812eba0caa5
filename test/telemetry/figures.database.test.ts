import { randomUUID } from 'node:crypto'
import { Connection } from '@temporalio/client'
import { pino } from 'pino'
import { expect, it } from 'vitest'
import { Parts } from '../../src/operations/parts.ts'
import { ServiceFigures } from '../../src/operations/serviceFigures.ts'
import { recordAudit } from '../../src/store/audit.ts'
import { saveProgramme } from '../../src/store/programmes.ts'
import { programme } from '../api/support/programme.ts'
import { freshStore } from '../support/database.ts'

const { store } = await freshStore()
const log = pino({ level: 'silent' })
// Nothing here reaches a workflow.
const connection = Connection.lazy({ address: '127.0.0.1:1' })
const parts = new Parts({ store, connection, namespace: 'default', taskQueue: 'none', log })
let now = new Date('2025-06-05T03:00:00Z')
const figures = new ServiceFigures({ store, parts, log, now: () => now })
await saveProgramme(store, programme, {
  allocations: new Map([
    ['4701', { materials: 100 }],
    ['4702', { materials: 100 }],
    ['4703', { materials: 100 }],
  ]),
  contacts: [],
  sampleAllocations: true,
  clock: { kind: 'live' },
  provinces: ['47'],
})

async function told(): Promise<string[]> {
  await figures.refresh()
  return (await figures.registry.metrics()).split('\n').filter((line) => !line.startsWith('#'))
}

async function owes(office: string, change: { deadline?: string; arose?: string; settledAt?: string } = {}) {
  const { deadline = '2025-05-30', arose = '2024-12-25T02:00:00Z', settledAt = null } = change
  const dates = { deadline: new Date(deadline), arose: new Date(arose), settledAt: settledAt && new Date(settledAt) }
  await store.prisma.obligation.create({ data: { programmeId: programme.id, office, name: 'report', ...dates } })
}

it('what is overdue today, by the rules: not the settled, not the suspended, not what has arisen today', async () => {
  await owes('4701')
  await owes('4702', { settledAt: '2025-05-01T00:00:00Z' })
  await owes('4703', { arose: '2025-06-05T02:00:00Z' })
  await owes('4704')
  await store.prisma.office.updateMany({ where: { code: '4704' }, data: { suspendedAt: now } })
  await recordAudit(store, {
    ...{ kind: 'examination', programme: programme.id },
    details: { area: 'all', offices: 19, found: 2, findings: [] },
  })
  expect(await told()).toEqual(
    expect.arrayContaining([
      'amphoe_ita_overdue_obligations{programme="amphoe-ita-2568",tier="district",obligation="report"} 1',
      'amphoe_ita_examination_findings{programme="amphoe-ita-2568"} 2',
      'amphoe_ita_offices{tier="district",phase="awaiting-notice",programme="amphoe-ita-2568"} 18',
      'amphoe_ita_part_up{part="postgres"} 1',
      'amphoe_ita_part_up{part="temporal"} 0',
      'amphoe_ita_mail_oldest_due_age_seconds 0',
      'amphoe_ita_audit_verification_timestamp_seconds 0',
    ]),
  )
})

it('nothing is told of what has not happened yet', async () => {
  expect((await told()).filter((line) => /^amphoe_ita_audit_(seal|verification_findings)/.test(line))).toEqual([])
})

it('mail by its state, and for how long the oldest that is due has waited', async () => {
  now = new Date(now.getTime() + 15_000)
  const mail = (change: object) =>
    store.prisma.mail.create({
      data: {
        ...{ id: randomUUID(), programmeId: programme.id, recipient: 'office:4701', kind: 'notice', items: [] },
        ...{ at: now, ...change },
      },
    })
  await mail({ dueAt: new Date(now.getTime() - 1_900_000) })
  await mail({ dueAt: new Date(now.getTime() + 60_000) })
  await mail({ status: 'bounced' })
  const lines = await told()
  expect(lines).toContain('amphoe_ita_mail_oldest_due_age_seconds 1900')
  for (const state of ['waiting', 'early', 'bounced'])
    expect(lines).toContain(`amphoe_ita_mails{state="${state}",programme="amphoe-ita-2568"} 1`)
})

it('the database is asked once in fifteen seconds, however many ask', async () => {
  await store.prisma.mail.updateMany({ data: { status: 'dropped' } })
  now = new Date(now.getTime() + 14_999)
  expect(await told()).toContain('amphoe_ita_mail_oldest_due_age_seconds 1900')
  now = new Date(now.getTime() + 1)
  const [lines] = await Promise.all([told(), told()])
  expect(lines).toContain('amphoe_ita_mail_oldest_due_age_seconds 0')
})
