import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { freshStore, type Sql } from '../support/database.ts'
import { recordOfEveryKind, tamper } from './support/recorded.ts'
import { P } from './support/sakonNakhon.ts'

/** `npm run audit`, as it is typed. */

let sql: Sql
let databaseUrl: string
beforeAll(async () => {
  const fresh = await freshStore()
  sql = fresh.sql
  databaseUrl = fresh.databaseUrl
  await recordOfEveryKind(fresh.store)
})

function audit(...args: string[]): { status: number | null; out: string; says: string } {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const { status, stdout, stderr } = spawnSync('node_modules/.bin/tsx', ['src/cli/audit.ts', ...args], {
    cwd: root,
    env: { ...process.env, DATABASE_URL: databaseUrl },
    encoding: 'utf8',
  })
  return { status, out: stdout, says: stderr }
}

test('seals, verifies against the seal, lists; and ends with 1, naming what is wrong, when something was changed', async () => {
  const sealed = audit('seal')
  expect(sealed).toMatchObject({ status: 0, out: expect.stringMatching(/^[0-9a-f]{64}\n$/) })
  const hash = sealed.out.trim()

  const verified = audit('verify', '--programme', P, '--seal', hash)
  expect(verified).toMatchObject({ status: 0, out: expect.stringMatching(/^[0-9a-f]{64}\n$/) })
  expect(verified.says).toContain('offices: 19, events: 8, ledger entries: 4, records of the service: 5, seals: 1')
  expect(verified.says).toContain('All that seal 1 of')

  expect(audit('list', '--kind', 'seal').out).toContain(hash)
  expect(audit('list', '--to', '2020-01-01')).toMatchObject({ status: 0, out: '' })
  const events = audit('events', '--programme', P, '--office', '4702', '--from', '2024-12-30', '--to', '2024-12-30')
  expect(events.out.split('\n').map((line) => line.split('\t').slice(1, 3))).toEqual([['4702', '1'], ['4702', '2'], []])

  await tamper(sql, `UPDATE audit_event SET by = 'token-2' WHERE office = '4701' AND sequence = 3`)
  const found = audit('verify')
  expect(found).toMatchObject({ status: 1, out: '' })
  expect(found.says).toContain(`${P}, office 4701, event 3: the event, or its link to the one before it, was changed\n`)
})

test('wrong words are answered with how it is used, and a programme that is not there is said not to be', () => {
  for (const args of [[], ['verify', '--seal', 'abc'], ['list', '--from', 'today'], ['events']])
    expect(audit(...args)).toMatchObject({ status: 2, says: expect.stringContaining('npm run audit -- verify') })
  expect(audit('verify', '--programme', 'another')).toMatchObject({
    status: 1,
    says: expect.stringContaining('There is no programme another.'),
  })
})
