import { beforeAll, describe, expect, test } from 'vitest'
import { examine, type Finding } from '../../src/doctor/examine.ts'
import { programmeOf } from '../../src/store/programmes.ts'
import { isTemporalAway } from '../../src/temporal/addressing.ts'
import { officeWorkflowId, provinceWorkflowId } from '../../src/workflows/protocol.ts'

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

  test('one that is gone is missed: an office’s, a province’s', async () => {
    await service.client.workflow.getHandle(officeWorkflowId(programme.id, '4703')).terminate('in a test')
    await service.client.workflow.getHandle(provinceWorkflowId(programme.id, '83')).terminate('in a test')
    const findings = await found()
    expect(findings.filter((f) => f.ended).map((f) => [f.office, f.record, f.ended])).toEqual([
      ['83', 'oversight', 'terminated'],
      ['4703', 'workflow', 'terminated'],
    ])
  })

  test('nothing is said of workflows that no worker answers for', async () => {
    await worker.stop()
    await expect(found()).rejects.toSatisfy(isTemporalAway)
  })
})
