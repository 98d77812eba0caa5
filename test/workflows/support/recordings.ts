import type { TestWorkflowEnvironment } from '@temporalio/testing'
import type { WorkflowBundleOption } from '@temporalio/worker'
import { CommandGateway, type Request, type Sent } from '../../../src/commands/gateway.ts'
import { type ClockSetting, realDelay } from '../../../src/domain/clock.ts'
import type { CommandName } from '../../../src/domain/command.ts'
import type { Instant } from '../../../src/domain/time.ts'
import type { Store } from '../../../src/store/store.ts'
import { openProgramme } from '../../../src/temporal/open.ts'
import {
  ADVANCE,
  officeWorkflowId,
  programmeWorkflowId,
  provinceWorkflowId,
  SET_CLOCK,
} from '../../../src/workflows/protocol.ts'
import { type History, runsOf, writeHistory } from './histories.ts'
import { coordinator, words } from './personal.ts'
import { programme, provinceWorker, saveProvince, TASK_QUEUE } from './province.ts'
import { developmentServer, timeSkippingServer } from './servers.ts'

export interface Recording {
  /** A database with the schema and without the programme. */
  readonly store: Store
  readonly bundle: WorkflowBundleOption
  /** Where the histories go. */
  readonly folder: string
  readonly say: (line: string) => void
}

const PROVINCE = '47'
const officeId = (office: string) => officeWorkflowId(programme.id, office)
const provinceId = provinceWorkflowId(programme.id, PROVINCE)
const programmeId = programmeWorkflowId(programme.id)

const all = { line: 'materials', amount: '1000.00' }
const report = { lines: [{ line: 'materials', disbursed: '1000.00', returned: '0.00' }], outcome: words.outcome }
const order = { number: 'มท 0322/1', date: '2025-01-15' }

/** A year of a province with every command in it, on real timers, with a server that skips the time between them. */
export async function recordYear(recording: Recording): Promise<void> {
  const { store } = recording
  const clock = { kind: 'paced', origin: '2024-12-25T08:00:00+07:00', startedAt: now(0), pace: 1 } as const
  await play(recording, await timeSkippingServer(), clock, async (player) => {
    const { send, sendAll, sendBatch, sendToArea, until, save, env } = player
    await save('office.awaiting-notice', officeId('4701'))
    await save('province.opened', provinceId)

    await until('2024-12-25T14:00:00+07:00')
    await send(PROVINCE, 'attend-kickoff', { attended: 'meeting', on: '2024-12-25' })
    await send(PROVINCE, 'forward', {})
    await until('2024-12-26T10:00:00+07:00')
    await send('4701', 'acknowledge', { coordinator })
    await save('office.kickoff', officeId('4701'))
    // Every office but 4702, which stays silent all year.
    const diligent = ['4703', '4704', '4705', '4706', '4707', '4708', '4709', '4710']
    await sendAll(diligent, 'acknowledge', { coordinator })
    await sendAll(['4701', ...diligent], 'attend-kickoff', { attended: 'meeting', on: '2024-12-25' })

    await until('2025-01-03T10:00:00+07:00')
    await send('4702', 'answer-escalation', {
      obligation: 'acknowledge',
      action: words.action,
      promisedOn: '2025-01-08',
    })
    await save('office.kickoff.escalation-answered', officeId('4702'))

    await until('2025-01-20T10:00:00+07:00')
    await save('office.spending.escalated-twice', officeId('4702'))
    await send('4701', 'disburse', { line: 'materials', amount: '400.00', paidOn: '2025-01-10', documentNo: 'ฎ1/2568' })
    await send('4701', 'reverse', { documentNo: 'ฎ1/2568', reason: words.reason })
    await send('4701', 'return-funds', {
      ...{ line: 'materials', amount: '100.00', returnedOn: '2025-01-15', documentNo: 'ค1/2568' },
    })
    await send('4701', 'record-activity', { activity: 'amphoe-ita', on: '2025-01-16', note: words.note })
    await send('4702', 'remind', {})
    await sendToArea(PROVINCE, 'remind', {}, ['4703', '4706'])
    const pay = (amount: string, documentNo: string) =>
      ['disburse', { line: 'materials', amount, paidOn: '2025-01-10', documentNo }] as const
    const payments = [
      pay('400.00', 'ฎ1/2568'),
      pay('700.00', 'ฎ2/2568'),
      ['reverse', { documentNo: 'ฎ1/2568', reason: words.reason }],
      pay('700.00', 'ฎ3/2568'),
      ['record-activity', { activity: 'prevention', on: '2025-01-16', note: words.note }],
    ] as const
    await sendBatch('4710', payments, ['accepted', 'refused', 'accepted', 'accepted', 'accepted'])
    await save('office.spending.batch', officeId('4710'))
    // One that the rules take and the database does not has the others recorded one by one.
    await store.prisma.$executeRaw`UPDATE budget_line SET allocated = 50000 WHERE office = '4711'`
    await sendBatch('4711', payments, ['accepted', 'refused', 'accepted', 'refused', 'accepted'])
    await save('office.spending.batch-one-by-one', officeId('4711'))
    await env.client.workflow.getHandle(officeId('4701')).signal(SET_CLOCK, clock)
    for (const id of [officeId('4701'), provinceId, programmeId])
      await env.client.workflow.getHandle(id).executeUpdate(ADVANCE, { args: [{ to: '2025-01-20T10:00:00+07:00' }] })
    await until('2025-01-20T11:00:00+07:00')
    await save('office.spending.clock-set', officeId('4701'))
    await send('4704', 'withdraw', { reason: words.reason })
    await save('office.withdrawn', officeId('4704'))
    await send('4705', 'suspend', { reason: words.reason })
    await save('office.suspended', officeId('4705'))

    await until('2025-02-03T10:00:00+07:00')
    await sendToArea(PROVINCE, 'suspend', { reason: words.reason, order })
    await until('2025-02-10T10:00:00+07:00')
    await sendToArea(PROVINCE, 'resume', { reason: words.reason })
    await save('office.spending.resumed', officeId('4705'))
    await sendToArea('all', 'extend', {
      obligation: 'disbursement',
      deadline: '2025-06-02',
      order,
      reason: words.reason,
    })
    await send('4706', 'extend', { obligation: 'report', deadline: '2025-06-20', order, reason: words.reason })
    await save('office.spending.extended', officeId('4706'))

    await until('2025-03-03T10:00:00+07:00')
    await sendAll(['4707', '4708', '4709'], 'disburse', { ...all, paidOn: '2025-03-03', documentNo: 'ฎ9/2568' })
    await save('office.reporting', officeId('4707'))
    await sendAll(['4708', '4709'], 'submit-report', report)
    await save('office.under-review', officeId('4708'))
    await send('4709', 'return-report', { reason: words.reason })
    await save('office.reporting.returned', officeId('4709'))
    await send('4709', 'submit-report', report)
    await send('4709', 'accept-report', {})
    await save('office.closed', officeId('4709'))

    await until('2025-06-30T10:00:00+07:00')
    await save('office.spending.overdue-in-all', officeId('4702'))
    await save('office.spending.province-office', officeId(PROVINCE))
    await save('province.year', provinceId)
    await save('programme.year', programmeId)
  })
}

/** Seven weeks at four days a second, on a real server that suggests continuing as new early. */
export async function recordContinuing(recording: Recording): Promise<void> {
  const clock = { kind: 'paced', origin: '2024-12-25T08:00:00+07:00', startedAt: now(6000), pace: 4 * 86_400 } as const
  const server = await developmentServer({ continueAsNewAfter: 40 })
  await play(recording, server, clock, async ({ send, sendToArea, until, write, env }) => {
    await until('2024-12-26T10:00:00+07:00')
    await send(PROVINCE, 'forward', {})
    await until('2024-12-27T10:00:00+07:00')
    await send('4701', 'acknowledge', { coordinator })
    await send('4701', 'attend-kickoff', { attended: 'briefing', on: '2024-12-27' })
    for (let week = 0; week < 6; week++) {
      await until(`2025-01-${6 + 4 * week < 10 ? '0' : ''}${6 + 4 * week}T10:00:00+07:00`)
      await send('4701', 'disburse', {
        ...{ line: 'materials', amount: '100.00', paidOn: '2025-01-02', documentNo: `ฎ${week}/2568` },
      })
      await send('4701', 'record-activity', { activity: 'prevention', on: '2025-01-02', note: words.note })
    }
    await sendToArea('all', 'extend', {
      ...{ obligation: 'report', deadline: '2025-06-20', order, reason: words.reason },
    })
    await until('2025-02-15T10:00:00+07:00')
    for (const [name, id] of [
      ['office.spending', officeId('4701')],
      ['province', provinceId],
      ['programme', programmeId],
    ] as const) {
      const [first, second] = await runsOf(env.client, id)
      if (!first || !second) throw new Error(`${id} has not continued as new`)
      write(`${name}.continuing`, first)
      write(`${name}.continued`, second)
    }
  })
}

interface Player {
  readonly env: TestWorkflowEnvironment
  send(office: string, command: CommandName, body: object): Promise<void>
  sendAll(offices: readonly string[], command: CommandName, body: object): Promise<void>
  /** Several commands at once, with what is to come of each. */
  sendBatch(
    office: string,
    commands: readonly (readonly [CommandName, object])[],
    expected: readonly Sent<unknown>['outcome'][],
  ): Promise<void>
  sendToArea(area: string, command: CommandName, body: object, offices?: readonly string[]): Promise<void>
  /** Waits until programme time has reached a moment. */
  until(at: Instant): Promise<void>
  /** Writes the history that a workflow has at this moment. */
  save(name: string, workflowId: string): Promise<void>
  write(name: string, history: History): void
}

async function play(
  { store, bundle, folder, say }: Recording,
  env: TestWorkflowEnvironment,
  clock: ClockSetting,
  act: (player: Player) => Promise<void>,
): Promise<void> {
  await saveProvince(store, clock, PROVINCE)
  const gateway = new CommandGateway(store, env.client, 60_000)
  const request = (command: CommandName, body: object): Request => ({
    ...{ programme: programme.id, command, body, key: crypto.randomUUID(), by: 'recorder' },
  })
  const player: Player = {
    env,
    send: async (office, command, body) => mustBeAccepted(await gateway.toOffice(office, request(command, body))),
    sendAll: async (offices, command, body) => {
      for (const office of offices) await player.send(office, command, body)
    },
    sendBatch: async (office, commands, expected) => {
      const items = commands.map(([command, body]) => ({ office, ...request(command, body) }))
      const sent = await gateway.batch({ programme: programme.id, by: 'recorder', items })
      if (String(sent.map((s) => s.outcome)) !== String(expected))
        throw new Error(`unexpected while recording: ${JSON.stringify(sent)}`)
    },
    sendToArea: async (area, command, body, offices) =>
      mustBeAccepted(await gateway.toArea(area, { ...request(command, body), offices })),
    until: async (at) => env.sleep(realDelay(clock, await env.currentTimeMs(), at)),
    save: async (name, id) => player.write(name, await env.client.workflow.getHandle(id).fetchHistory()),
    write: (name, history) => say(writeHistory(folder, name, history)),
  }
  const worker = await provinceWorker({ env, store, bundle })
  try {
    await worker.runUntil(async () => {
      await openProgramme({ store, client: env.client, taskQueue: TASK_QUEUE, programme: programme.id })
      await act(player)
    })
  } finally {
    await env.teardown()
  }
}

function mustBeAccepted(sent: { outcome: string }): void {
  if (sent.outcome !== 'accepted') throw new Error(`refused while recording: ${JSON.stringify(sent)}`)
}

/** The machine's time `ms` from now. */
function now(ms: number): string {
  return new Date(Date.now() + ms).toISOString()
}
