import { randomBytes, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Client, Connection } from '@temporalio/client'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { CommandGateway } from '../../src/commands/gateway.ts'
import { examine, type Finding } from '../../src/doctor/examine.ts'
import { isBehindItsWorkflow } from '../../src/doctor/retell.ts'
import { workflowEnd } from '../../src/doctor/workflowAccount.ts'
import type { CommandName } from '../../src/domain/command.ts'
import { deliverDue } from '../../src/mail/deliver.ts'
import type { MailTransport } from '../../src/mail/transport.ts'
import { sampleContacts } from '../../src/programme/contacts.ts'
import { officesOf } from '../../src/programme/load.ts'
import { startWorker } from '../../src/start/service.ts'
import { listMails } from '../../src/store/mailLog.ts'
import { pauseMail, resumeMail } from '../../src/store/mailPause.ts'
import { migrate } from '../../src/store/migrate.ts'
import { programmeOf, saveProgramme } from '../../src/store/programmes.ts'
import { openStore, type Store } from '../../src/store/store.ts'
import { sealAudit, verifyAudit } from '../../src/store/verifyAudit.ts'
import { isTemporalAway } from '../../src/temporal/addressing.ts'
import { connectClient } from '../../src/temporal/connect.ts'
import { openProgramme } from '../../src/temporal/open.ts'
import { createWorker } from '../../src/temporal/worker.ts'
import { ADVANCE, officeWorkflowId, programmeWorkflowId, provinceWorkflowId } from '../../src/workflows/protocol.ts'
import { programme } from '../api/support/programme.ts'
import '../api/support/service.ts'
import { Restorable, type Said } from './support/restorable.ts'

/**
 * Both stores are backed up while a province works, lost, and restored from backups of different moments: what the doctor finds
 * then, what becomes of the offices, and that nothing which was answered is lost and nobody is mailed twice.
 */

const P = programme.id
const TASK_QUEUE = 'restore-test'
const OFFICES = ['83', '8301', '8302', '8303']
/** How long a command waits that is not to be answered. */
const IMPATIENT_MS = 3000

let stores: Restorable
let store: Store
let client: Client
let connection: Connection
let worker: { stop(): Promise<void> } | undefined

beforeAll(async () => {
  // As in production, what Temporal keeps is encrypted.
  process.env.PAYLOAD_KEYS = `2026-11:${randomBytes(32).toString('base64')}`
  stores = await Restorable.start()
  await migrate(stores.databaseUrl, () => undefined)
  await open()
  await saveProgramme(store, programme, {
    allocations: new Map(OFFICES.map((o) => [o, { materials: 100_000, training: 50_050 }])),
    contacts: sampleContacts(officesOf(programme).filter((o) => OFFICES.includes(o))),
    sampleAllocations: true,
    clock: { kind: 'stepped', origin: '2024-12-25T09:00:00+07:00' },
    provinces: ['83'],
  })
  await openProgramme({ store, client, taskQueue: TASK_QUEUE, programme: P })
})
afterAll(async () => {
  await close()
  await stores.stop()
})

/**
 * The service's processes: a worker, and whoever sends commands.
 * @param isApart whether the worker is a process of its own: Temporal's core panics in one that lives on after a worker has ended
 *   while it tried a step again and again
 */
async function open({ isApart = false } = {}): Promise<void> {
  process.env.TEMPORAL_ADDRESS = stores.temporalAddress
  process.env.TEMPORAL_NAMESPACE = 'default'
  store = openStore(stores.databaseUrl, { poolSize: 8 })
  ;({ client, connection } = await connectClient())
  if (isApart) {
    const environment = { DATABASE_URL: stores.databaseUrl, TASK_QUEUE, WORKFLOW_BUNDLE: inject('workflowBundle') }
    worker = await startWorker({ ...process.env, ...environment }, stores.folder, () => undefined)
    return
  }
  const running = await createWorker({
    ...{ store, client, taskQueue: TASK_QUEUE, maxCachedWorkflows: 100 },
    bundle: { codePath: inject('workflowBundle') },
  })
  const run = running.run()
  worker = {
    stop: () => {
      running.shutdown()
      return run
    },
  }
}

async function close(): Promise<void> {
  await worker?.stop()
  await connection.close()
  await store.close()
}

/** The service's processes rest while a store is restored. */
async function whileClosed(act: () => Promise<void>, setting?: { isApart: boolean }): Promise<void> {
  await close()
  await act()
  await open(setting)
}

const at = (day: string, time = '10:00') => `${day}T${time}:00+07:00`

function command(office: string, name: CommandName, body: object, moment: string, given: Given = {}) {
  const { key = randomUUID(), withinMs = 20_000 } = given
  const request = { programme: P, command: name, body, key, by: 'a-token', at: moment }
  return new CommandGateway(store, client, withinMs).toOffice(office, request)
}
interface Given {
  readonly key?: string
  readonly withinMs?: number
}

async function accepted(...of: Parameters<typeof command>) {
  const sent = await command(...of)
  if (sent.outcome !== 'accepted') throw new Error(JSON.stringify(sent))
  return sent.answer
}

/** A command to the province, under the same key each time. */
function remindAll() {
  const request = {
    programme: P,
    command: 'remind',
    body: {},
    key: 'all of them',
    by: 'a-token',
    at: at('2024-12-26'),
  } as const
  return new CommandGateway(store, client, 20_000).toArea('83', request)
}

/** Time passes for offices, then for those that oversee them. */
async function timePasses(moment: string, offices = OFFICES): Promise<void> {
  const pass = (id: string) =>
    client.withDeadline(Date.now() + 20_000, () =>
      client.workflow.getHandle(id).executeUpdate(ADVANCE, { args: [{ to: moment }] }),
    )
  await Promise.all(offices.map((office) => pass(officeWorkflowId(P, office))))
  await pass(provinceWorkflowId(P, '83'))
  await pass(programmeWorkflowId(P))
}

/** By how many mails each has gone out. */
const sentMails = new Map<string, number>()

/** Sends what is due, as a worker does. */
async function deliver(): Promise<void> {
  const transport: MailTransport = {
    isLocal: true,
    send: async ({ id }) => {
      sentMails.set(id, (sentMails.get(id) ?? 0) + 1)
      return { outcome: 'taken', refused: [] }
    },
    close: () => undefined,
  }
  const log = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() }
  while ((await deliverDue({ store, transport, publicUrl: 'http://127.0.0.1:3000', log })) > 0);
}

const heldMails = async () =>
  (await listMails(store, P, { isHeld: true }, { limit: 100, now: new Date() })).map(({ id }) => id)

type Row = Record<string, unknown>

/** What the audit trail says, but for when it was recorded and what hangs on that. */
const trail = () =>
  stores.ask(`SELECT office, sequence, type, event, at::text, command, command_key, by FROM audit_event
               ORDER BY office, sequence`)
const ledger = () =>
  stores.ask('SELECT office, sequence, line, kind, amount, document_no FROM ledger_entry ORDER BY office, sequence')
const ends = async () =>
  Object.fromEntries((await stores.ask('SELECT code, sequence FROM office')).map((o) => [o.code, o.sequence]))

/** What the doctor finds. */
async function examined(): Promise<Finding[]> {
  const findings: Finding[] = []
  await examine({ store, client, programme: (await programmeOf(store, P))!, onFinding: (f) => findings.push(f) })
  return findings
}

/** What the doctor says, line by line, without how far it is. */
async function doctor(...args: string[]): Promise<Said> {
  const { lines, status } = await stores.terminal('doctor', { TASK_QUEUE }, ...args)
  return { status, lines: lines.filter((line) => !line.endsWith('…')) }
}

/** Whether everything is as it was recorded, and as it was sealed. */
const verified = async (seal?: string) => (await verifyAudit(store, { seal })).findings.map((f) => f.what)

const entry = (documentNo: string, amount = '10.00') => ({
  line: 'materials',
  amount,
  paidOn: '2024-12-26',
  documentNo,
})
const acknowledgement = { coordinator: { name: 'สมหญิง', email: 'somying@amphoe-ita.example' } }
const inTime = '2025-01-02'

let backup: string
let temporalBackup: string

describe('An older database under newer workflows', () => {
  let before: { trail: unknown; ledger: unknown }
  let disbursed: unknown
  let reminded: unknown
  let cutOff: string

  test('a base backup is taken while the province works, and work goes on', async () => {
    await accepted('83', 'forward', {}, at('2024-12-25'))
    const waiting = () => store.prisma.office.count({ where: { notifiedAt: null } })
    await vi.waitFor(async () => expect(await waiting()).toBe(0), 20_000)
    await accepted('8301', 'acknowledge', acknowledgement, at('2024-12-25', '11:00'))
    backup = await stores.backUpPostgres('base')
    await stores.nameMoment('backup')

    await deliver()
    disbursed = await accepted('8301', 'disburse', entry('R 1'), at('2024-12-26'), { key: 'after the backup' })
    await accepted('8301', 'reverse', { documentNo: 'R 1', reason: 'a slip' }, at('2024-12-26'))
    await accepted('8302', 'acknowledge', acknowledgement, at('2024-12-26'))
    reminded = await remindAll()
    // The deadline of acknowledging passes: 8303 is reminded, and then told with its province.
    await timePasses(at('2025-01-03', '09:31'))
    await deliver()
    cutOff = (await sealAudit(store)).hash
    before = { trail: await trail(), ledger: await ledger() }
    expect(sentMails.get(`${P}/province:83/digest/2025-01-03`)).toBe(1)
  })

  test('is whole in itself, and a seal kept elsewhere shows that its end was cut off', async () => {
    await whileClosed(() => stores.restorePostgres(backup, { name: 'backup' }), { isApart: true })
    for (const tier of ['office', 'province', 'department'] as const)
      await pauseMail(store, P, { tier, reason: 'a restore' })
    expect(await ends()).toEqual({ 83: 2, 8301: 2, 8302: 1, 8303: 1 })
    expect(await verified()).toEqual([])
    expect(await verified(cutOff)).toEqual([
      `there is no seal ${cutOff}: it, and perhaps what it covered, was removed or replaced`,
    ])
  })

  test('such an office records nothing after the gap: a command waits and is answered with 503, and so does time', async () => {
    const had = await trail()
    const sent = command('8301', 'disburse', entry('R 2'), at('2025-01-03'), {
      key: 'in the gap',
      withinMs: IMPATIENT_MS,
    })
    const passing = client.withDeadline(Date.now() + IMPATIENT_MS, () =>
      client.workflow
        .getHandle(officeWorkflowId(P, '8303'))
        .executeUpdate(ADVANCE, { args: [{ to: at('2025-01-07', '09:00') }] }),
    )
    await expect(passing).rejects.toSatisfy(isTemporalAway)
    expect(await sent).toMatchObject({ outcome: 'unavailable' })
    expect(await trail()).toEqual(had)
    expect(readFileSync(join(stores.folder, 'worker.log'), 'utf8')).toContain(
      'The trail of office 8301 ends before event 5, which its workflow has recorded: an older database was restored.',
    )
  })

  test('the doctor finds them, and records again what their workflows’ histories have', async () => {
    // One's history Temporal keeps no more: it is started again from the older trail.
    await client.workflowService.deleteWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId: officeWorkflowId(P, '8302') },
    })
    await vi.waitFor(async () => expect(await workflowEnd(client, officeWorkflowId(P, '8302'))).toBe('missing'), 10_000)

    const acknowledge = (level: number) =>
      `{"answer":null,"arose":"2024-12-25T10:00:00+07:00","deadline":"${inTime}","level":${level},"settledAt":null}`
    expect(await doctor('--repair', '--restart')).toEqual({
      status: 0,
      lines: [
        `${P}, office 83: its workflow has sequence 3, by the trail 2`,
        `${P}, office 8301: its workflow has sequence 5, by the trail 2`,
        `${P}, office 8302: its workflow is not there`,
        `${P}, office 8303: its workflow has level 1, by the trail 0; nextAt "2025-01-07T08:30:00+07:00", by the trail "2024-12-27T08:30:00+07:00"; obligations.acknowledge ${acknowledge(1)}, by the trail ${acknowledge(0)}; sequence 4, by the trail 1`,
        `${P}, office 83: event 3 recorded again from its workflow’s history; mails not sent again: 1`,
        `${P}, office 8301: events 3 to 5 recorded again from its workflow’s history; mails not sent again: 1; words that are gone: reverse (event 4)`,
        `${P}, office 8303: events 2 to 4 recorded again from its workflow’s history; mails not sent again: 3`,
        `${P}, workflow of 8302: started again from the trail`,
        `${P}: 4 offices examined, 4 found`,
        'All records say the same.',
      ],
    })
  })

  test('what waited is recorded then; trail, ledger and answers are what they were', async () => {
    const again = { key: 'in the gap' }
    expect(await accepted('8301', 'disburse', entry('R 2'), at('2025-01-03'), again)).toMatchObject({ sequence: 6 })
    await vi.waitFor(async () => expect(await ends()).toEqual({ 83: 3, 8301: 6, 8302: 1, 8303: 5 }), 20_000)
    const isNew = (e: Row) => (e.office === '8301' && e.sequence === 6) || (e.office === '8303' && e.sequence === 5)
    const isLost = (e: Row) => e.office === '8302' && (e.sequence as number) > 1
    expect((await trail()).filter((e) => !isNew(e))).toEqual((before.trail as Row[]).filter((e) => !isLost(e)))
    expect((await ledger()).filter((e) => !isNew(e))).toEqual(before.ledger)
    const once = { key: 'after the backup' }
    expect(await accepted('8301', 'disburse', entry('R 1'), at('2024-12-26'), once)).toEqual(disbursed)
    expect(await remindAll()).toEqual(reminded)
    expect(await verified()).toEqual([])
  })

  test('the one whose history is gone goes on where the backup left it: its papers are entered again', async () => {
    await accepted('8302', 'acknowledge', acknowledgement, at('2024-12-26'))
    await timePasses(at('2025-01-07', '09:31'))
    expect(await examined()).toEqual([])
    // The reader's memory of the digests since is gone: what was told in them is new once more.
    const digest = await store.prisma.mail.findUnique({ where: { id: `${P}/province:83/digest/2025-01-07` } })
    expect(digest!.items).toContainEqual({ office: '8303', obligation: 'acknowledge', state: 'new' })
  })

  test('nobody is mailed twice: what the backup had as queued is held and dropped, what is recorded again is dropped', async () => {
    await deliver()
    const held = await heldMails()
    expect(held).toContain(`${P}/office:8301/notice/8301/1`)
    for (const tier of ['office', 'province', 'department'] as const) await resumeMail(store, P, { tier, held: 'drop' })
    await timePasses(at('2025-01-08', '09:31'))
    await deliver()
    expect(sentMails.has(`${P}/office:8303/morning/8303/3`)).toBe(true)
    expect([...sentMails].filter(([, times]) => times > 1)).toEqual([])
  })
})

describe('An older Temporal under a newer database', () => {
  let answered: unknown
  let before: unknown

  test('work goes on after the backup of Temporal’s store', async () => {
    await whileClosed(async () => {
      temporalBackup = await stores.backUpTemporal('temporal-backup')
    })
    answered = await accepted('8301', 'disburse', entry('R 3'), at('2025-01-08'), { key: 'after Temporal’s backup' })
    await timePasses(at('2025-01-13', '09:31'))
    await deliver()
    before = await trail()
  })

  test('nothing is lost: workflows take in what is recorded, and nobody is reminded or told twice', async () => {
    await whileClosed(() => stores.restoreTemporal(temporalBackup))
    const found = await examined()
    expect(found.map((f) => [f.office, f.record])).toEqual(OFFICES.slice(1).map((office) => [office, 'workflow']))
    for (const finding of found) expect(isBehindItsWorkflow(finding)).toBe(false)
    expect(found[0]!.drift).toContainEqual({ field: 'sequence', expected: '9', found: '7' })
    const key = 'after Temporal’s backup'
    expect(await accepted('8301', 'disburse', entry('R 3'), at('2025-01-08'), { key })).toEqual(answered)
    await timePasses(at('2025-01-13', '09:31'))
    expect(await trail()).toEqual(before)
    await deliver()
    expect([...sentMails].filter(([, times]) => times > 1)).toEqual([])
    await accepted('8301', 'disburse', entry('R 4'), at('2025-01-14'))
    await timePasses(at('2025-01-14', '10:00'))
    expect(await examined()).toEqual([])
  })
})

describe('Temporal lost', () => {
  test('the doctor starts all workflows again from the trail', async () => {
    await whileClosed(async () => {
      await stores.loseTemporal()
      await stores.startTemporal()
    })
    const before = await trail()
    const named = [
      'the programme’s workflow',
      'the workflow of province 83',
      ...OFFICES.map((office) => `office ${office}: its workflow`),
    ]
    const started = ['oversight of department', 'oversight of 83', ...OFFICES.map((office) => `workflow of ${office}`)]
    expect(await doctor('--restart')).toEqual({
      status: 0,
      lines: [
        ...named.map((name) => `${P}, ${name} is not there`),
        ...started.map((name) => `${P}, ${name}: started again from the trail`),
        `${P}: 4 offices examined, 6 found`,
        'All records say the same.',
      ],
    })
    await timePasses(at('2025-01-14', '10:00'))
    expect(await trail()).toEqual(before)
    await accepted('8301', 'disburse', entry('R 5'), at('2025-01-14'))
  })
})

describe('Both stores from backups of different moments', () => {
  let sealedBefore: string
  let sealedAfter: string

  test('the database comes back to the moment before a mistake, Temporal from an earlier one', async () => {
    await accepted('8302', 'disburse', entry('R 1'), at('2025-01-14'))
    sealedBefore = (await sealAudit(store)).hash
    const moment = await stores.moment()
    await stores.ask('DROP TABLE mail_addressee CASCADE')
    await accepted('8302', 'disburse', entry('R 2'), at('2025-01-14'), { key: 'after the mistake' })
    sealedAfter = (await sealAudit(store)).hash

    await whileClosed(async () => {
      await stores.restorePostgres(backup, { time: moment })
      await stores.restoreTemporal(temporalBackup)
    })
    expect(await stores.ask('SELECT count(*)::int AS mails FROM mail_addressee')).not.toEqual([])
    expect((await ledger()).filter((e) => e.office === '8302').map((e) => e.document_no)).toEqual(['R 1'])
    expect(await verified(sealedBefore)).toEqual([])
    expect(await verified(sealedAfter)).toEqual([
      `there is no seal ${sealedAfter}: it, and perhaps what it covered, was removed or replaced`,
    ])
  })

  test('the doctor finds workflows that are behind; each goes on with its next step, and a command that is lost is sent again', async () => {
    const sequences = (await examined()).map((f) => [f.office, f.drift.find((d) => d.field === 'sequence')])
    expect(sequences.length).toBeGreaterThan(0)
    const key = 'after the mistake'
    await accepted('8302', 'disburse', entry('R 2'), at('2025-01-14'), { key })
    await timePasses(at('2025-01-16', '09:31'))
    for (const office of ['8301', '8303']) await accepted(office, 'disburse', entry('R 6'), at('2025-01-16'))
    expect(await examined()).toEqual([])
    expect(await verified(sealedBefore)).toEqual([])
  })
})
