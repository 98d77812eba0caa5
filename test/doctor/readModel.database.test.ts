import { beforeEach, describe, expect, test } from 'vitest'
import { examine, type Finding } from '../../src/doctor/examine.ts'
import { repair } from '../../src/doctor/repair.ts'
import { listAudit } from '../../src/store/audit.ts'
import { programmeOf } from '../../src/store/programmes.ts'
import type { Store } from '../../src/store/store.ts'
import { verifyAudit } from '../../src/store/verifyAudit.ts'
import { at, P, pay, RecordedOffice, saveSakonNakhon } from '../store/support/sakonNakhon.ts'
import { freshStore, type Sql } from '../support/database.ts'

let store: Store
let sql: Sql
let office: RecordedOffice
beforeEach(async () => {
  const fresh = await freshStore()
  store = fresh.store
  sql = fresh.sql
  await saveSakonNakhon(store)
  office = await new RecordedOffice(store, '4701').notified('2024-12-30 10:00')
  await office.command('2025-01-10 09:00', { name: 'acknowledge' }, 'k1')
  await office.command('2025-01-10 10:00', pay('materials', '400.50', 'A 1'), 'k2')
})

async function found(): Promise<Finding[]> {
  const findings: Finding[] = []
  const programme = (await programmeOf(store, P))!
  expect(await examine({ store, programme, onFinding: (f) => findings.push(f) })).toBe(19)
  return findings
}

const repaired = async (code = '4701') => repair(store, (await programmeOf(store, P))!, code, at('2025-01-10 11:00'))

/** Past the trigger, as somebody with every right on the database could. */
const pastTheGuards = async (statement: string) => {
  await sql(`BEGIN; ALTER TABLE budget_line DISABLE TRIGGER budget_line_balance; ${statement};
             ALTER TABLE budget_line ENABLE TRIGGER budget_line_balance; COMMIT`)
}

test('a read model that its steps have written says what the trail says', async () => {
  expect(await found()).toEqual([])
  expect(await repaired()).toEqual([])
})

describe('a read model that somebody has changed past the service is found by field, repaired, and the repair is on record', () => {
  test.each<[string, string, string[]]>([
    [
      'a deadline',
      `UPDATE obligation SET deadline = '2025-06-01' WHERE office = '4701' AND name = 'report'`,
      ['obligations.report'],
    ],
    [
      'an obligation that is gone',
      `DELETE FROM obligation WHERE office = '4701' AND name = 'kickoff'`,
      ['obligations.kickoff'],
    ],
    [
      'an obligation that never arose',
      `INSERT INTO obligation VALUES ('${P}', '4701', 'forward', now(), '2025-01-01', NULL, 0, NULL)`,
      ['obligations.forward'],
    ],
    [
      'a level and a report',
      `UPDATE office SET level = 0, report = 'accepted' WHERE code = '4701'`,
      ['level', 'report'],
    ],
    [
      'a balance',
      `UPDATE budget_line SET disbursed = 1 WHERE office = '4701' AND line = 'materials'`,
      ['lines.materials'],
    ],
    ['a number', `UPDATE office SET sequence = 1 WHERE code = '4701'`, ['sequence']],
  ])('%s', async (_, statement, fields) => {
    await pastTheGuards(statement)
    const findings = await found()
    expect(findings.map((f) => [f.office, f.record, f.drift.map((d) => d.field)])).toEqual([
      ['4701', 'read-model', fields],
    ])

    expect(await repaired()).toEqual(fields)
    expect(await found()).toEqual([])
    expect(await listAudit(store, { kind: 'repair', limit: 10 })).toMatchObject([
      { programme: P, office: '4701', details: { fields } },
    ])
    expect((await verifyAudit(store, {})).found).toBe(0)
    // The office goes on from there, and its guards are up again.
    await office.command('2025-01-11 10:00', pay('materials', '599.50', 'A 2'), 'k3')
    expect(await found()).toEqual([])
    await expect(sql(`UPDATE budget_line SET disbursed = 1 WHERE office = '4701'`)).rejects.toThrow(
      'moves only by an entry',
    )
  })
})

test('a finding says what is there and what should be', async () => {
  await sql(`UPDATE office SET next_deadline = '2026-01-01' WHERE code = '4701'`)
  expect((await found())[0]!.drift).toEqual([
    { field: 'nextDeadline', expected: '"2025-01-08"', found: '"2026-01-01"' },
  ])
})

test('a step that is recorded while it is examined is no finding', async () => {
  const programme = (await programmeOf(store, P))!
  const findings: Finding[] = []
  const steps = async () => {
    for (let n = 0; n < 40; n++) await office.command('2025-01-10 12:00', pay('training', '1.00', `B ${n}`), `b${n}`)
  }
  const looks = async () => {
    for (let n = 0; n < 10; n++) await examine({ store, programme, onFinding: (f) => findings.push(f) })
  }
  await Promise.all([steps(), looks()])
  expect(findings).toEqual([])
})
