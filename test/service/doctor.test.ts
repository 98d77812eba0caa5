import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { examine, type Finding } from '../../src/doctor/examine.ts'
import { restart } from '../../src/doctor/restart.ts'
import { programmeOf } from '../../src/store/programmes.ts'
import { isTemporalAway } from '../../src/temporal/addressing.ts'
import { driftTh } from '../../src/thai/operationsWords.ts'
import { officeWorkflowId, programmeWorkflowId, provinceWorkflowId } from '../../src/workflows/protocol.ts'

import { programme } from '../api/support/programme.ts'
import { expectOk, openTwoProvinces, type Service, startService, YESTERDAY } from '../api/support/service.ts'

let service: Service
let worker: { stop(): Promise<void> }
beforeAll(async () => {
  service = await startService()
  worker = await service.runWorker()
  await openTwoProvinces(service)
})

async function found(): Promise<Finding[]> {
  const { store, client } = service
  const findings: Finding[] = []
  const stored = (await programmeOf(store, programme.id))!
  await examine({ store, client, programme: stored, onFinding: (f) => findings.push(f) })
  return findings
}

describe('Workflows and trail', () => {
  test('say the same, also while commands are carried out', async () => {
    const district = await service.as('district', '4701')
    const commands = async () => {
      for (let n = 1; n <= 20; n++)
        await district
          .command('4701', 'disburse', { line: 'materials', amount: '1.00', paidOn: YESTERDAY, documentNo: `D ${n}` })
          .then(expectOk)
    }
    const [findings] = await Promise.all([found(), commands()])
    expect(findings).toEqual([])
    expect(await found()).toEqual([])
  })

  test('differ where a trail is older than its workflow, as after a restored backup', async () => {
    await service.store.prisma.$transaction(async (tx) => {
      await tx.$executeRaw`ALTER TABLE audit_event DISABLE TRIGGER audit_event_append_only`
      await tx.$executeRaw`DELETE FROM audit_event WHERE office = '4702'`
      await tx.$executeRaw`DELETE FROM obligation WHERE office = '4702'`
      await tx.$executeRaw`UPDATE office SET sequence = 0, notified_at = NULL, next_deadline = NULL, next_at = NULL,
                                  audit_head = NULL, phase = 'awaiting-notice' WHERE code = '4702'`
      await tx.$executeRaw`ALTER TABLE audit_event ENABLE TRIGGER audit_event_append_only`
    })
    const findings = await found()
    expect(findings.map((f) => [f.office, f.record])).toEqual([['4702', 'workflow']])
    expect(findings[0]!.drift).toContainEqual({ field: 'sequence', expected: '0', found: '1' })
  })

  const payment = { line: 'materials', amount: '2.00', paidOn: YESTERDAY, documentNo: 'R 1' }
  let answeredBefore: { body: unknown }

  test('one that is gone is missed: an office’s, a province’s', async () => {
    const district = await service.as('district', '4703')
    answeredBefore = await district.command('4703', 'disburse', payment, { key: 'before' })
    expectOk(answeredBefore as Parameters<typeof expectOk>[0])
    await service.client.workflow.getHandle(officeWorkflowId(programme.id, '4703')).terminate('in a test')
    await service.client.workflow.getHandle(provinceWorkflowId(programme.id, '83')).terminate('in a test')
    const findings = await found()
    expect(findings.filter((f) => f.ended).map((f) => [f.office, f.record, f.ended])).toEqual([
      ['83', 'oversight', 'terminated'],
      ['4703', 'workflow', 'terminated'],
    ])
  })

  test('is started again from the trail, where it was, and takes commands; what was answered is answered the same', async () => {
    const { store, client } = service
    const [district, department] = [await service.as('district', '4703'), await service.as('department', 'all')]
    await client.workflow.getHandle(programmeWorkflowId(programme.id)).terminate('in a test')
    const stored = (await programmeOf(store, programme.id))!
    const lost = (await found()).filter((f) => f.ended)
    expect(lost.map((f) => f.office)).toEqual(['department', '83', '4703'])
    for (const finding of lost)
      await restart({ store, client, taskQueue: service.setting.taskQueue, programme: stored }, finding)
    // Nothing is lost, so nothing is started: one that runs is left as it is.
    for (const finding of lost)
      await restart({ store, client, taskQueue: service.setting.taskQueue, programme: stored }, finding)
    await expect.poll(async () => (await found()).map((f) => f.office), { timeout: 20_000 }).toEqual(['4702'])

    expect((await district.command('4703', 'disburse', payment, { key: 'before' })).body).toEqual(answeredBefore.body)
    expect((await district.command('4703', 'disburse', { ...payment, documentNo: 'R 2' })).status).toBe(200)
    expect(await service.store.prisma.ledgerEntry.count({ where: { office: '4703' } })).toBe(2)
    // By way of the programme's workflow.
    const order = { number: '1', date: YESTERDAY }
    const extension = { obligation: 'report', deadline: '2025-06-15', order, reason: 'x' }
    await department.areaCommand('47', 'extend', extension).then(expectOk)
  })

  test('one that cannot go on is named, keeps nobody from looking at the others, and is not started again in vain', async () => {
    const { client, setting } = service
    const workflowId = officeWorkflowId(programme.id, '4704')
    await client.workflow.getHandle(workflowId).terminate('in a test')
    // Without an input its tasks fail, again and again.
    await client.workflow.start('officeLifecycle', { workflowId, taskQueue: setting.taskQueue, args: [{}] })
    const ended = async () => (await found()).flatMap((f) => (f.ended ? [[f.office, f.ended]] : []))
    await vi.waitFor(async () => expect(await ended()).toEqual([['4704', 'unanswered']]), {
      ...{ timeout: 60_000, interval: 500 },
    })

    const doctor = fileURLToPath(new URL('../../src/cli/doctor.ts', import.meta.url))
    const asking = promisify(execFile)(process.execPath, ['--import', 'tsx', doctor, '--restart'], {
      env: { ...process.env, TASK_QUEUE: setting.taskQueue },
    })
    const { code, stderr } = await asking.then(
      () => expect.unreachable('it found something'),
      (failure: { code: number; stderr: string }) => failure,
    )
    expect(code).toBe(1)
    expect(stderr).toContain('office 4704: its workflow runs and cannot go on')
    expect(stderr).toContain('23 offices examined, 2 found')
    expect(stderr).not.toContain('started again')
    const { what, todo } = driftTh({ office: '4704', record: 'workflow', ended: 'unanswered', fields: [] }, 'อำเภอ')
    expect(what).toBe('workflow ของอำเภอ ทำงานต่อไม่ได้')
    expect(todo).not.toContain('--restart')
  })

  test('nothing is said of workflows that no worker answers for', async () => {
    await worker.stop()
    await expect(found()).rejects.toSatisfy(isTemporalAway)
  })
})
