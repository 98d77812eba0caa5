import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { addPerson, findPerson, listPeople, PersonExistsError, personOfSubject } from '../../src/store/people.ts'
import { startService } from './support/service.ts'
import { signIn } from './support/signIn.ts'

const service = await startService()
const { store, sql, databaseUrl } = service

const run = promisify(execFile)
const cli = fileURLToPath(new URL('../../src/cli/person.ts', import.meta.url))

/** The command as an operator gives it. */
async function person(...args: string[]): Promise<{ out: string; said: string; status: number }> {
  const env = { ...process.env, DATABASE_URL: databaseUrl }
  try {
    const { stdout, stderr } = await run(process.execPath, ['--import', 'tsx', cli, ...args], { env })
    return { out: stdout.trim(), said: stderr, status: 0 }
  } catch (error) {
    const { stdout, stderr, code } = error as { stdout: string; stderr: string; code: number }
    return { out: stdout.trim(), said: stderr, status: code }
  }
}

describe('an operator', () => {
  it('enters somebody, assigns them, sees their sessions, signs them out, disables and enables them', async () => {
    const { out: id } = await person('add', '--name', 'สมชาย ใจดี', '--email', 'Somchai@example.go.th')
    const { out: assignment } = await person(
      ...['assign', '--person', 'somchai@example.go.th', '--role', 'district', '--area', '4718'],
      ...['--until', '2099-09-30', '--acting-for', 'นายอำเภอ'],
    )
    const listed = (await person('list')).out.split('\n')
    expect(listed[0]).toBe(`สมชาย ใจดี\tsomchai@example.go.th\tnot linked\tenabled\t${id}`)
    // The last day counts as a whole, in Thailand.
    expect(listed[1]).toContain(`district\t4718\tfor นายอำเภอ\t`)
    expect(listed[1]).toContain(`to 2099-09-30T17:00:00.000Z\t${assignment}`)

    const { browser } = await signIn(service, 'somchai@example.go.th')
    const account = async () => (await browser.open('/signin/account')).title
    expect(await account()).toBe('บัญชีผู้ใช้งาน')
    expect((await person('sign-out', '--person', id)).said).toContain('1 sessions have ended.')
    expect(await account()).toBe('เข้าสู่ระบบ')

    await signIn(service, 'somchai@example.go.th', browser)
    const disabled = await person('disable', '--person', id)
    expect(disabled.said).toContain('Disabled; 1 sessions have ended.')
    const recorded = await sql(`SELECT kind FROM audit_record WHERE details ->> 'person' = $1 ORDER BY sequence`, [id])
    expect(recorded.map((r) => r.kind).slice(0, 2)).toEqual(['person-added', 'person-assigned'])
    expect(recorded.at(-1)).toEqual({ kind: 'person-disabled' })
    expect(await account()).toBe('เข้าสู่ระบบ')
    expect((await person('sessions', '--person', id)).out).toContain('disabled 20')
    expect((await person('enable', '--person', id)).status).toBe(0)

    await signIn(service, 'somchai@example.go.th', browser)
    expect((await person('unassign', '--assignment', assignment)).status).toBe(0)
    expect((await browser.fetch('/api/v1/programmes')).status).toBe(401)
  }, 120_000)

  it.for([
    ['no way to sign in', ['add', '--name', 'ก'], 'Say --email, --subject or both.', 2],
    ['an area that does not fit', ['assign', '--person', 'x', '--role', 'district', '--area', '47'], 'does not fit', 2],
    [
      'a day that does not exist',
      ['assign', '--person', 'somchai@example.go.th', '--role', 'operator', '--area', 'all', '--until', '2025-02-30'],
      '2025-02-30 is no day',
      2,
    ],
    ['somebody who is not there', ['disable', '--person', 'nobody@example.go.th'], 'There is no person', 1],
    ['an assignment that is not there', ['unassign', '--assignment', 'nonsense'], 'There is no assignment', 1],
  ] as [string, string[], string, number][])('is told what is wrong: %s', async ([, args, expected, exit]) => {
    const { said, status } = await person(...args)
    expect([said.split('\n')[0], status]).toEqual([expect.stringContaining(expected), exit])
  })
})

describe('the database holds', () => {
  it('one person per address and per subject', async () => {
    const oidc = { issuer: 'https://provider.example', subject: 'one' }
    await addPerson(store, { name: 'หนึ่ง', email: 'one@example.go.th', oidc })
    await expect(addPerson(store, { name: 'สอง', email: ' ONE@example.go.th' })).rejects.toThrow(PersonExistsError)
    // The same provider, written with a slash at its end.
    const again = { issuer: 'https://provider.example/', subject: 'one' }
    await expect(addPerson(store, { name: 'สาม', oidc: again })).rejects.toThrow(PersonExistsError)
    expect((await findPerson(store, 'One@Example.go.th'))?.name).toBe('หนึ่ง')
  })

  it.for([
    ['an address in capitals', `INSERT INTO person (name, email) VALUES ('x', 'A@b.th')`, '23514'],
    ['somebody who can never sign in', `INSERT INTO person (name) VALUES ('x')`, '23514'],
    ['a subject of no provider', `INSERT INTO person (name, oidc_subject) VALUES ('x', 'y')`, '23514'],
    [
      'an area that does not fit its role',
      `INSERT INTO assignment (person_id, role, area) SELECT id, 'province', '4701' FROM person LIMIT 1`,
      '23514',
    ],
    [
      'a session that acts as somebody else’s assignment',
      `INSERT INTO session (secret_hash, person_id, assignment_id, user_agent, created_at, last_seen_at, expires_at)
       SELECT 'x', p.id, a.id, '', now(), now(), now() FROM person p, assignment a WHERE a.person_id <> p.id LIMIT 1`,
      '23503',
    ],
    ['the removal of a person', `DELETE FROM person`, '23001'],
    ['the removal of an assignment', `DELETE FROM assignment`, '23001'],
  ] as const)('not: %s', async ([, statement, code]) => {
    const before = await sql('SELECT count(*) FROM person')
    await expect(sql(statement)).rejects.toMatchObject({ code })
    expect(await sql('SELECT count(*) FROM person')).toEqual(before)
  })

  it('one link between an invited person and a subject, however many windows sign in at once', async () => {
    const id = await addPerson(store, { name: 'ห้า', email: 'five@example.go.th' })
    const subject = { issuer: 'https://provider.example/', subject: 'five' }
    const found = await Promise.all(
      Array.from({ length: 8 }, () => personOfSubject(store, subject, async () => 'five@example.go.th')),
    )
    expect(new Set(found)).toEqual(new Set([id]))
    const others = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        personOfSubject(store, { ...subject, subject: `six-${n}` }, async () => 'five@example.go.th'),
      ),
    )
    expect(new Set(others)).toEqual(new Set([undefined]))
  })

  it('everybody, in the order in which they were entered', async () => {
    const names = (await listPeople(store)).map((p) => p.name)
    expect(names).toEqual(['สมชาย ใจดี', 'หนึ่ง', 'ห้า'])
  })
})
