import { beforeEach, describe, expect, test } from 'vitest'
import type { Store } from '../../src/store/store.ts'
import { type Finding, sealAudit, verifyAudit } from '../../src/store/verifyAudit.ts'
import { freshStore, type Sql } from '../support/database.ts'
import { AREA_KEY, rechained, recordOfEveryKind, tamper } from './support/recorded.ts'
import { P } from './support/sakonNakhon.ts'

let store: Store
let sql: Sql
beforeEach(async () => {
  const fresh = await freshStore()
  store = fresh.store
  sql = fresh.sql
  await recordOfEveryKind(store)
})

/** Findings in short: `4701 3 event …`. */
async function findings(options = {}): Promise<string[]> {
  const { findings } = await verifyAudit(store, options)
  return findings.map(({ office, sequence, about, what }: Finding) =>
    [office, sequence, about, what].filter((part) => part !== null).join(' '),
  )
}

const CHANGED = 'the event, or its link to the one before it, was changed'
const of4701 = `WHERE office = '4701'`

test('what was recorded and left alone is found to be so, and all of it is counted', async () => {
  await sealAudit(store)
  const seen: number[] = []
  const state = await verifyAudit(store, { onProgress: (rows) => seen.push(rows) })
  expect(state).toMatchObject({ found: 0, findings: [], offices: 19, events: 8, entries: 4, seals: 1, seal: null })
  expect(state.head).toMatch(/^[0-9a-f]{64}$/)
  expect(seen.at(-1)).toBe(state.events + state.records)
  expect(await verifyAudit(store, { programme: 'another' })).toMatchObject({ found: 0, offices: 0, events: 0 })
})

describe('it is found and named when somebody', () => {
  test.each<[string, string[], string[]]>([
    [
      'changes an event',
      [`UPDATE audit_event SET event = jsonb_set(event, '{documentNo}', '"A 9"') ${of4701} AND sequence = 4`],
      [`4701 4 event ${CHANGED}`, '4701 4 entry the ledger entry differs from its event in documentNo'],
    ],
    [
      'changes who did it',
      [`UPDATE audit_event SET by = 'token-2' ${of4701} AND sequence = 4`],
      [`4701 4 event ${CHANGED}`],
    ],
    [
      'changes when it was recorded, by a microsecond',
      [`UPDATE audit_event SET recorded_at = recorded_at + interval '1 microsecond' ${of4701} AND sequence = 2`],
      [`4701 2 event ${CHANGED}`],
    ],
    [
      'deletes an event from the middle',
      [`DELETE FROM audit_event WHERE office = '4702' AND sequence = 1`],
      ['4702 1 event event 1 is missing'],
    ],
    [
      'deletes the last event',
      [`DELETE FROM audit_event WHERE office = '4702' AND sequence = 2`],
      [
        '4702 2 event event 2 is missing',
        `4702 receipt the receipt ${AREA_KEY} of 4702 belongs to nothing that was recorded`,
      ],
    ],
    [
      'deletes all events of an office',
      [`DELETE FROM audit_event ${of4701}`, `DELETE FROM command_receipt`, `DELETE FROM ledger_entry`],
      expect.arrayContaining(['4701 1 event events 1 to 6 are missing']),
    ],
    [
      'puts an event in at the end',
      [
        `INSERT INTO audit_event (programme_id, office, sequence, type, event, at, recorded_at, hash)
         SELECT programme_id, office, 7, 'morning', '{}', at, recorded_at, hash FROM audit_event ${of4701} AND sequence = 6`,
      ],
      [`4701 7 event ${CHANGED}`, "4701 7 event the event lies past the end of the office's chain"],
    ],
    [
      'puts an event in before the first',
      [
        `INSERT INTO audit_event (programme_id, office, sequence, type, event, at, recorded_at, hash)
         SELECT programme_id, office, 0, 'morning', '{}', at, recorded_at, hash FROM audit_event ${of4701} AND sequence = 1`,
      ],
      ['4701 0 event no event has such a number'],
    ],
    [
      'puts in events of an office that is not there',
      [
        `INSERT INTO audit_event (programme_id, office, sequence, type, event, at, recorded_at, hash)
         SELECT programme_id, '4799', 1, 'morning', '{}', at, recorded_at, hash FROM audit_event ${of4701} AND sequence = 1`,
      ],
      [`4799 1 event ${CHANGED}`, '4799 1 event there are events of an office that is not there'],
    ],
    [
      'swaps two events',
      [
        `UPDATE audit_event SET sequence = sequence + 100 ${of4701} AND sequence IN (3, 4)`,
        `UPDATE audit_event SET sequence = 107 - sequence ${of4701} AND sequence > 100`,
      ],
      [`4701 3 event ${CHANGED}`, `4701 4 event ${CHANGED}`, `4701 5 event ${CHANGED}`].flatMap((event, i) =>
        i < 2
          ? [event, `4701 ${3 + i} entry the ledger entry differs from its event in amount, documentNo, efmsRef, at`]
          : [event],
      ),
    ],
    [
      'changes what an official wrote',
      [`UPDATE command_text SET texts = '{"reason": "another"}' WHERE target = '4701' AND key = 'k13'`],
      ['4701 5 words the words of its command: changed'],
    ],
    [
      'removes what an official wrote',
      [`DELETE FROM command_text WHERE target = '4701' AND key = 'k13'`],
      ['4701 5 words the words of its command: gone'],
    ],
    [
      'puts words into the mouth of one who wrote none',
      [`INSERT INTO command_text (programme_id, target, key, texts) VALUES ('${P}', '4701', 'k11', '{"note": "x"}')`],
      ['4701 3 words the words of its command: added afterwards'],
    ],
    [
      'changes what was written for a province',
      [`UPDATE command_text SET texts = '{"reason": "another"}' WHERE target = 'area:47'`],
      [
        '4702 2 words the words of its command: changed',
        `words area:47 ${AREA_KEY}: the words of its command: changed`,
      ],
    ],
    [
      'changes what a command was answered',
      [`UPDATE command_receipt SET answer = '{}' WHERE key = 'k12'`],
      ['4701 4 receipt the receipt of its command: changed'],
    ],
    [
      'removes what a command was answered',
      [`DELETE FROM command_receipt WHERE key = 'k12'`],
      ['4701 4 receipt the receipt of its command: gone'],
    ],
    [
      "changes what an area's command was answered",
      [`UPDATE command_receipt SET answer = '{}' WHERE target = 'area:47'`],
      [`receipt the receipt ${AREA_KEY} of area:47 was changed`],
    ],
    [
      "changes which body an area's command had: its words are no longer those of it",
      [`UPDATE command_receipt SET body_hash = '' WHERE target = 'area:47'`],
      [
        `receipt the receipt ${AREA_KEY} of area:47 was changed`,
        `words area:47 ${AREA_KEY}: the words of its command: gone`,
      ],
    ],
    [
      "removes what an area's command was answered",
      [`DELETE FROM command_receipt WHERE target = 'area:47'`],
      [`receipt the receipt ${P}/area:47/${AREA_KEY} is gone`],
    ],
    [
      'changes an amount in the ledger',
      [`UPDATE ledger_entry SET amount = 10001 ${of4701} AND sequence = 4`],
      [
        '4701 4 entry the ledger entry differs from its event in amount',
        '4701 balance line materials has 10000 satang disbursed, its entries make 10001',
      ],
    ],
    [
      'removes an entry from the ledger',
      [`DELETE FROM ledger_entry ${of4701} AND sequence = 6`],
      [
        '4701 6 entry the ledger entry that the event made is missing',
        '4701 balance line training has 500 satang returned, its entries make 0',
      ],
    ],
    [
      'enters something in the ledger without an event',
      [
        `INSERT INTO ledger_entry (programme_id, office, sequence, line, kind, amount, document_no, late, at)
         SELECT programme_id, office, 99, line, kind, 1, 'A 99', late, at FROM ledger_entry ${of4701} AND sequence = 4`,
      ],
      ['4701 99 entry there is a ledger entry without the event that makes it'],
    ],
    [
      'enters something in the ledger beside an event that makes no entry',
      [`UPDATE ledger_entry SET sequence = 2 ${of4701} AND sequence = 6`],
      [
        '4701 2 entry the event made no ledger entry, and there is one',
        '4701 6 entry the ledger entry that the event made is missing',
      ],
    ],
    [
      'changes a balance',
      [`UPDATE budget_line SET disbursed = 0 ${of4701} AND line = 'materials'`],
      ['4701 balance line materials has 0 satang disbursed, its entries make 10000'],
    ],
    [
      'raises a ceiling',
      [`UPDATE budget_line SET allocated = 200000 ${of4701} AND line = 'materials'`],
      ['4701 allocation line materials has 200000 satang, recorded are 100000'],
    ],
    [
      'makes an office a budget line, and takes another away',
      [`UPDATE budget_line SET line = 'gifts' WHERE office = '4702' AND line = 'training'`],
      [
        '4702 allocation line gifts has 50000 satang that were never recorded',
        '4702 allocation line training of 50000 satang is gone',
      ],
    ],
    [
      'changes a record of the service',
      [`UPDATE audit_record SET actor = 'token-2' WHERE kind = 'token-created'`],
      ['3 record the record, or its link to the one before it, was changed'],
    ],
    [
      'deletes a record of the service',
      [`DELETE FROM audit_record WHERE sequence = 3`],
      ['3 record record 3 is missing'],
    ],
    [
      'deletes the last records of the service',
      [`DELETE FROM audit_record WHERE sequence >= 3`],
      expect.arrayContaining(['3 record records 3 to 4 are missing']),
    ],
    [
      'puts in a record of the service',
      [
        `INSERT INTO audit_record SELECT 5, at, 'mail', programme_id, office, actor, role, request_id, details, hash FROM audit_record WHERE sequence = 4`,
      ],
      [
        '5 record the record, or its link to the one before it, was changed',
        '5 record the record lies past the end of the chain',
      ],
    ],
  ])('%s', async (_, statements, expected) => {
    await tamper(sql, ...statements)
    expect(await findings()).toEqual(expected)
    expect((await verifyAudit(store, { programme: P })).found).toBeGreaterThan(0)
  })

  test('does any of this to more rows than are worth naming: the first hundred are kept, all are counted', async () => {
    await tamper(
      sql,
      `INSERT INTO ledger_entry (programme_id, office, sequence, line, kind, amount, document_no, late, at)
       SELECT programme_id, office, n, line, kind, 1, 'X ' || n, late, at
         FROM ledger_entry, generate_series(1000, 1249) n ${of4701} AND sequence = 4`,
    )
    const named: Finding[] = []
    const state = await verifyAudit(store, { onFinding: (finding) => named.push(finding) })
    expect(state.found).toBe(250)
    expect(state.findings).toHaveLength(100)
    expect(named).toHaveLength(250)
  })
})

describe('a seal', () => {
  test('that was kept elsewhere is known again, however it is written, and covers what came before it', async () => {
    const first = await sealAudit(store)
    await sql(`SELECT record_audit('[{"kind": "mail"}]')`)
    const second = await sealAudit(store)
    expect([first.sequence, second.sequence]).toEqual([1, 2])
    for (const { hash, sequence } of [first, second])
      expect(await verifyAudit(store, { seal: hash.toUpperCase() })).toMatchObject({
        found: 0,
        seal: { sequence, hash },
      })
  })

  test('shows a tail that was cut off with its head', async () => {
    const { hash } = await sealAudit(store)
    await tamper(sql, ...CUT_6)
    expect(await findings({ seal: hash })).toEqual([
      '4701 1 seal event 6, or one before it, is not the one that was sealed',
    ])
  })

  test('shows a history that was written anew with all its hashes, once, whichever seals came after', async () => {
    await sealAudit(store)
    await tamper(sql, `UPDATE audit_event SET by = 'token-2' ${of4701} AND sequence = 3`, rechained('4701', 3))
    await sealAudit(store)
    expect(await findings()).toEqual(['4701 1 seal event 6, or one before it, is not the one that was sealed'])
  })

  test('control: without a seal neither can be told', async () => {
    await tamper(sql, ...CUT_6)
    await tamper(sql, `UPDATE audit_event SET by = 'token-2' ${of4701} AND sequence = 3`, rechained('4701', 3))
    expect(await findings()).toEqual([])
  })

  test('that somebody removed is missed by the records, by those after it, and by who kept it', async () => {
    const { hash } = await sealAudit(store)
    await tamper(sql, 'DELETE FROM audit_seal')
    expect(await findings({ seal: hash })).toEqual([
      '1 seal the seal is gone',
      `seal there is no seal ${hash}: it, and perhaps what it covered, was removed or replaced`,
    ])
    await sealAudit(store)
    await sealAudit(store)
    await tamper(sql, 'DELETE FROM audit_seal WHERE sequence = 1')
    expect(await findings()).toEqual(expect.arrayContaining(['1 seal seal 1 is missing']))
  })

  test('that was removed with all that knew of it is missed by who kept it', async () => {
    const { sequence } = (await sql('SELECT sequence, hash FROM audit_record_head'))[0]
    const { hash } = await sealAudit(store)
    await tamper(
      sql,
      ...CUT_6,
      'DELETE FROM audit_seal',
      `DELETE FROM audit_record WHERE sequence > ${sequence}`,
      `UPDATE audit_record_head SET sequence = ${sequence}, hash = (SELECT hash FROM audit_record WHERE sequence = ${sequence})`,
    )
    expect(await findings()).toEqual([])
    expect(await findings({ seal: hash })).toEqual([expect.stringContaining(`there is no seal ${hash}`)])
  })

  test('that was changed is found', async () => {
    await sealAudit(store)
    await tamper(sql, `UPDATE audit_seal SET offices = '[]'`)
    expect(await findings()).toEqual(
      expect.arrayContaining(['1 seal the seal, or its link to the one before it, was changed']),
    )
  })
})

/** Removes the last event of 4701, and everything that would tell. */
const CUT_6 = [
  `DELETE FROM audit_event ${of4701} AND sequence = 6`,
  `DELETE FROM ledger_entry ${of4701} AND sequence = 6`,
  `DELETE FROM command_receipt WHERE key = 'k14'`,
  `UPDATE budget_line SET returned = 0 ${of4701}`,
  `UPDATE office SET sequence = 5, audit_head = (SELECT hash FROM audit_event ${of4701} AND sequence = 5) WHERE code = '4701'`,
]

describe('nobody without power over the database', () => {
  test.each(['audit_record', 'audit_seal'])('changes %s', async (table) => {
    for (const [operation, statement] of [
      ['UPDATE', `UPDATE ${table} SET sequence = sequence`],
      ['DELETE', `DELETE FROM ${table}`],
      ['TRUNCATE', `TRUNCATE ${table}`],
    ])
      await expect(sql(statement!)).rejects.toThrow(`${table} is append-only: ${operation} is refused`)
  })

  test('changes what was written with a command', async () => {
    await expect(sql(`UPDATE command_text SET texts = '{}'`)).rejects.toThrow('append-only')
    await expect(sql('DELETE FROM audit_record_head')).rejects.toThrow('append-only')
    await sql('DELETE FROM command_text')
    await sql(`INSERT INTO command_text (programme_id, target, key, texts) VALUES ('${P}', '4701', 'k11', '{}')`)
    expect(await findings()).toEqual([])
  })

  test('raises a ceiling unseen: it is recorded', async () => {
    await sql(`UPDATE budget_line SET allocated = 200000 ${of4701} AND line = 'materials'`)
    await sql(`DELETE FROM budget_line WHERE office = '4702' AND line = 'training'`)
    expect(await findings()).toEqual([])
    const rows = await sql(`SELECT details FROM audit_record WHERE kind = 'allocation' ORDER BY sequence`)
    expect(rows.slice(1).map((r) => r.details)).toEqual([
      { removed: [['4701', 'materials', 100_000]] },
      { set: [['4701', 'materials', 200_000]] },
      { removed: [['4702', 'training', 50_000]] },
    ])
  })
})
