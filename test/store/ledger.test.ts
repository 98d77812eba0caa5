import { beforeAll, describe, expect, test } from 'vitest'
import { freshStore, type Sql } from '../support/database.ts'
import { P, saveSakonNakhon } from './support/sakonNakhon.ts'

/** What the database holds by itself, whoever writes. */

let sql: Sql
beforeAll(async () => {
  const fresh = await freshStore()
  sql = fresh.sql
  await saveSakonNakhon(fresh.store)
})

let sequence = 0
const enter = (
  office: string,
  amount: number,
  { line = 'materials', kind = 'disbursement', reversal = false } = {},
) => {
  sequence++
  return sql(
    `INSERT INTO ledger_entry (programme_id, office, sequence, line, kind, reversal, amount, document_no, late, at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, false, now())`,
    [P, office, sequence, line, kind, reversal, amount, `DOC ${sequence}`],
  )
}
const balance = async (office: string) =>
  (
    await sql(
      `SELECT disbursed::int, returned::int FROM budget_line WHERE programme_id = $1 AND office = $2 AND line = 'materials'`,
      [P, office],
    )
  )[0]
const outcomes = async (work: Promise<unknown>[]) => {
  const settled = await Promise.allSettled(work)
  return settled.filter((s) => s.status === 'fulfilled').length
}

describe('the ceiling of a budget line', () => {
  test('the last satang is taken and one more is not', async () => {
    await enter('4701', 60_000)
    await enter('4701', 40_000, { kind: 'return' })
    await expect(enter('4701', 1)).rejects.toThrow('budget_line_within_allocation')
    expect(await balance('4701')).toEqual({ disbursed: 60_000, returned: 40_000 })
    await enter('4701', -60_000, { reversal: true })
    expect(await balance('4701')).toEqual({ disbursed: 0, returned: 40_000 })
  })

  test('holds when twenty disbursements of a tenth each are made at once', async () => {
    expect(await outcomes(Array.from({ length: 20 }, () => enter('4702', 10_000)))).toBe(10)
    expect(await balance('4702')).toEqual({ disbursed: 100_000, returned: 0 })
  })

  test('control: without the CHECK all twenty go through', async () => {
    const other = await freshStore()
    await saveSakonNakhon(other.store)
    const kept = sql
    try {
      sql = other.sql
      await sql('ALTER TABLE budget_line DROP CONSTRAINT budget_line_within_allocation')
      expect(await outcomes(Array.from({ length: 20 }, () => enter('4702', 10_000)))).toBe(20)
      expect(await balance('4702')).toEqual({ disbursed: 200_000, returned: 0 })
    } finally {
      sql = kept
    }
  })

  test('a line without allocation takes nothing', async () => {
    await expect(enter('4701', 1, { line: 'model-district' })).rejects.toThrow('office_line_fkey')
  })

  test('no balance moves without an entry, and a line begins with none', async () => {
    const spent = `INSERT INTO budget_line SELECT programme_id, office, 'other', allocated, 1, 0 FROM budget_line LIMIT 1`
    for (const statement of ['UPDATE budget_line SET disbursed = 0', spent])
      await expect(sql(statement)).rejects.toThrow('moves only by an entry')
  })

  test('a line with entries is neither renamed nor removed, so that its money cannot be spent again', async () => {
    const before = await sql('SELECT * FROM budget_line ORDER BY office, line')
    const ofDistrict = `WHERE office = '4701' AND line = 'materials'`
    await expect(sql(`UPDATE budget_line SET line = 'other' ${ofDistrict}`)).rejects.toThrow('office_line_fkey')
    await expect(sql(`DELETE FROM budget_line ${ofDistrict}`)).rejects.toThrow('office_line_fkey')
    await expect(sql('TRUNCATE budget_line')).rejects.toThrow('foreign key')
    await expect(sql('TRUNCATE budget_line CASCADE')).rejects.toThrow('append-only')
    expect(await sql('SELECT * FROM budget_line ORDER BY office, line')).toEqual(before)
  })

  test('an entry is more than nothing, its reversal less', async () => {
    await expect(enter('4701', 0)).rejects.toThrow('ledger_entry_sign')
    await expect(enter('4701', -1)).rejects.toThrow('ledger_entry_sign')
    await expect(enter('4701', 1, { reversal: true })).rejects.toThrow('ledger_entry_sign')
  })
})

describe.each(['ledger_entry', 'audit_event', 'command_receipt'])('%s is append-only', (table) => {
  test.each([
    ['UPDATE', `UPDATE ${table} SET programme_id = programme_id`],
    ['DELETE', `DELETE FROM ${table}`],
    ['TRUNCATE', `TRUNCATE ${table}`],
  ])('%s is refused', async (operation, statement) => {
    await expect(sql(statement)).rejects.toThrow(`${table} is append-only: ${operation} is refused`)
  })
})
