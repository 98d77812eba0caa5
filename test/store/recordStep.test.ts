import { beforeEach, describe, expect, test } from 'vitest'
import { agenda } from '../../src/domain/agenda.ts'
import { standingOf } from '../../src/domain/step.ts'
import { deleteTexts, putTexts } from '../../src/store/commands.ts'
import { readersFor } from '../../src/store/contacts.ts'
import { officeDetail } from '../../src/store/offices.ts'
import {
  CommandRecordedError,
  DuplicateDocumentError,
  LineExceededError,
  recordStep,
  SequenceConflictError,
} from '../../src/store/recordStep.ts'
import type { Store } from '../../src/store/store.ts'
import { officeTimeline } from '../../src/store/timeline.ts'
import { verifyAudit } from '../../src/store/verifyAudit.ts'
import { freshStore, type Sql } from '../support/database.ts'
import { at, bodyUnder, P, pay, RecordedOffice, rules, saveSakonNakhon } from './support/sakonNakhon.ts'

let store: Store
let sql: Sql
let office: RecordedOffice
beforeEach(async () => {
  const fresh = await freshStore()
  store = fresh.store
  sql = fresh.sql
  await saveSakonNakhon(store)
  office = await new RecordedOffice(store, '4701').notified('2024-12-30 10:00')
})

/** How many rows every table that a step writes to has. */
async function counts(): Promise<Record<string, number>> {
  const tables = ['audit_event', 'ledger_entry', 'obligation', 'mail', 'pace_warning', 'command_receipt', 'contact']
  const rows = await Promise.all(tables.map((t) => sql(`SELECT count(*)::int AS n FROM ${t}`)))
  return Object.fromEntries(tables.map((t, i) => [t, rows[i]![0].n]))
}

describe('a step', () => {
  test('is read back as it was decided, in Thai time', async () => {
    await office.command('2025-01-10 10:00', pay('materials', '400.50', 'A 1'), 'k1')
    await office.command(
      '2025-01-13 10:00',
      { name: 'return-funds', line: 'training', amount: '500.00', returnedOn: '2025-01-13', documentNo: 'A 2' },
      'k2',
    )
    await office.command('2025-01-14 10:00', { name: 'reverse', documentNo: 'A 1' }, 'k3')
    const { overdue, obligations, sequence, ...standing } = standingOf(
      office.state,
      agenda(office.state, rules),
      at('2025-01-14 10:00'),
    )
    const detail = await officeDetail(store, P, '4701', at('2025-01-14 10:00'))
    expect(detail).toMatchObject({ ...standing, overdue, obligations, sequence })
    expect(detail!.lines).toEqual([
      { line: 'materials', allocated: 100_000, disbursed: 0, returned: 0 },
      { line: 'training', allocated: 50_000, disbursed: 0, returned: 50_000 },
    ])
    expect(detail!.ledger.map((e) => [e.documentNo, e.kind, e.reversal, e.amount, e.paidOn, e.at])).toEqual([
      ['A 1', 'disbursement', false, 40_050, '2025-01-10', at('2025-01-10 10:00')],
      ['A 2', 'return', false, 50_000, '2025-01-13', at('2025-01-13 10:00')],
      ['A 1', 'disbursement', true, -40_050, null, at('2025-01-14 10:00')],
    ])
  })

  test('recorded twice is recorded once', async () => {
    await office.command('2025-01-10 10:00', pay('materials', '400.00', 'A 1'), 'k1')
    const before = await counts()
    expect(await recordStep(store, office.step!)).toBe('already-recorded')
    expect(await counts()).toEqual(before)
  })

  test('recorded by several workers at once is recorded once', async () => {
    const step = office.stepFor('2025-01-10 10:00', pay('materials', '400.00', 'A 1'), 'k1')
    const results = await Promise.all(Array.from({ length: 6 }, () => recordStep(store, step)))
    expect(results.sort()).toEqual([...Array(5).fill('already-recorded'), 'recorded'])
    expect(await sql(`SELECT disbursed::int FROM budget_line WHERE office = '4701' AND line = 'materials'`)).toEqual([
      { disbursed: 40_000 },
    ])
  })

  test('that differs from what is recorded under its number is a conflict', async () => {
    const other = office.stepFor('2025-01-10 10:00', pay('materials', '1.00', 'B 1'), 'another key')
    await office.command('2025-01-10 10:00', pay('materials', '400.00', 'A 1'), 'k1')
    const before = await counts()
    await expect(recordStep(store, { ...other, firstSequence: office.step!.firstSequence })).rejects.toThrow(
      SequenceConflictError,
    )
    expect(await counts()).toEqual(before)
  })

  test('that leaves a gap is a conflict', async () => {
    const step = office.stepFor('2025-01-10 10:00', pay('materials', '400.00', 'A 1'), 'k1')
    await expect(recordStep(store, { ...step, firstSequence: step.firstSequence + 1 })).rejects.toThrow(
      SequenceConflictError,
    )
  })

  test('without events, or of an office that is not there, is an error', async () => {
    const step = office.stepFor('2025-01-10 10:00', pay('materials', '400.00', 'A 1'), 'k1')
    await expect(recordStep(store, { ...step, events: [] })).rejects.toThrow(RangeError)
    await expect(recordStep(store, { ...step, office: '9999' })).rejects.toThrow('no office 9999')
  })
})

describe('what the database refuses leaves nothing of the step', () => {
  test('one satang over the ceiling', async () => {
    const step = office.stepFor('2025-01-10 10:00', pay('materials', '1000.00', 'A 1'), 'k1')
    const [event] = step.events
    const before = await counts()
    const over = { ...step, events: [{ ...event!, amount: 100_001 } as typeof event & object] }
    await expect(recordStep(store, over)).rejects.toThrow(LineExceededError)
    expect(await counts()).toEqual(before)
    expect(await recordStep(store, step)).toBe('recorded')
  })

  test('a document number used before', async () => {
    await office.command('2025-01-10 10:00', pay('materials', '1.00', 'A 1'), 'k1')
    const step = office.stepFor('2025-01-13 10:00', pay('materials', '2.00', 'A 2'), 'k2')
    const again = { ...step, events: step.events.map((e) => ({ ...e, documentNo: 'A 1' })) }
    await expect(recordStep(store, again as typeof step)).rejects.toThrow(DuplicateDocumentError)
  })

  test('a key recorded before', async () => {
    await office.command('2025-01-10 10:00', pay('materials', '1.00', 'A 1'), 'k1')
    const before = await counts()
    const step = office.stepFor('2025-01-13 10:00', pay('materials', '2.00', 'A 2'), 'k1')
    await expect(recordStep(store, step)).rejects.toThrow(CommandRecordedError)
    expect(await counts()).toEqual(before)
  })

  test('an error at its very end', async () => {
    await sql(`CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'crash'; END $$`)
    await sql('CREATE TRIGGER fail BEFORE INSERT ON command_receipt FOR EACH ROW EXECUTE FUNCTION fail()')
    const before = await counts()
    const step = office.stepFor('2025-01-10 10:00', pay('materials', '400.00', 'A 1'), 'k1')
    await expect(recordStep(store, step)).rejects.toThrow('crash')
    expect(await counts()).toEqual(before)
    expect(await sql(`SELECT sequence FROM office WHERE code = '4701'`)).toEqual([{ sequence: 1 }])
    expect(await sql(`SELECT sum(disbursed)::int AS n FROM budget_line`)).toEqual([{ n: 0 }])
  })
})

describe('an acknowledgement', () => {
  test('names the coordinator from the texts; one named earlier stays, the last is written to first', async () => {
    const coordinator = { name: 'สมศรี ใจดี', email: 'somsri@amphoe-ita.example', phone: '042 711 111' }
    await putTexts(store, P, '4701', { ...bodyUnder('k1'), texts: { coordinator } })
    await office.command('2025-01-02 10:00', { name: 'acknowledge' }, 'k1')
    expect((await readersFor(store, P, 'office:4701', '2025-02-10')).to).toMatchObject([
      { role: 'coordinator', ...coordinator, sample: false },
      { role: 'mailbox', name: 'อำเภอเมืองสกลนคร', email: 'm4701@amphoe-ita.example', phone: null, sample: true },
    ])
    const trail = await officeTimeline(store, P, '4701', { after: 0, limit: 100 })
    expect(trail.events.at(-1)).toMatchObject({ type: 'acknowledged', by: 'token-1', texts: { coordinator } })
    expect(JSON.stringify(trail.events.map((e) => e.event))).not.toContain('สมศรี')
    expect(trail.mails[0]).toMatchObject({ kind: 'notice', status: 'queued', at: at('2024-12-30 10:00') })
  })

  test('takes the words of its own body, whatever else was sent under its key and not answered', async () => {
    const named = (email: string) => ({ coordinator: { name: 'สมศรี ใจดี', email } })
    const coordinators = () => sql(`SELECT email FROM contact WHERE role = 'coordinator'`)
    const mistaken = { key: 'k1', bodyHash: 'hash of a mistake', texts: named('somsri@amphoe-ita.exmaple') }
    await putTexts(store, P, '4701', mistaken, { ...bodyUnder('k1'), texts: named('somsri@amphoe-ita.example') })
    await office.command('2025-01-02 10:00', { name: 'acknowledge' }, 'k1')
    expect(await coordinators()).toEqual([{ email: 'somsri@amphoe-ita.example' }])
    const trail = await officeTimeline(store, P, '4701', { after: 0, limit: 100 })
    expect(trail.events.at(-1)!.texts).toEqual(named('somsri@amphoe-ita.example'))
    await deleteTexts(store, P, '4701', mistaken)
    expect(await sql(`SELECT body_hash FROM command_text`)).toEqual([{ body_hash: 'hash of k1' }])
    expect((await verifyAudit(store)).findings).toEqual([])
  })

  test('takes the words that the version before has kept by the key alone, and has them for good', async () => {
    await sql(`INSERT INTO command_text (programme_id, target, key, texts)
               VALUES ('${P}', '4701', 'k1', '{"coordinator": {"name": "สมศรี", "email": "somsri@amphoe-ita.example"}}')`)
    await office.command('2025-01-02 10:00', { name: 'acknowledge' }, 'k1')
    expect(await sql(`SELECT email FROM contact WHERE role = 'coordinator'`)).toHaveLength(1)
    await sql(`DELETE FROM command_text`)
    expect(await sql(`SELECT FROM command_text`)).toHaveLength(1)
    expect((await verifyAudit(store)).findings).toEqual([])
  })
})
