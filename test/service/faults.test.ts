import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { messageIdOf } from '../../src/mail/transport.ts'
import { loadProgramme } from '../../src/programme/load.ts'
import { loadScript } from '../../src/rehearsal/script.ts'
import { simulate } from '../../src/rehearsal/simulate.ts'
import { connectClient } from '../../src/temporal/connect.ts'
import { doorsIn, wordsIn } from '../security/support/leaks.ts'
import { Browser } from '../signin/support/browser.ts'
import { runsOf, textsIn } from '../workflows/support/histories.ts'
import { type PartName, Start } from './support/start.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const programme = loadProgramme(join(root, 'programmes/amphoe-ita-2568.yaml'))
const script = loadScript(join(root, 'programmes/samples/sakon-nakhon-2568.rehearsal.json'), programme)
const SECONDS_A_DAY = 0.4

/** Without warning, at these moments of the year. Every part falls while coordinators are at work. */
const faults: readonly { after: string; kill: PartName }[] = [
  { after: '2025-01-06', kill: 'worker' },
  { after: '2025-02-05', kill: 'API' },
  { after: '2025-02-24', kill: 'Temporal' },
  { after: '2025-03-13', kill: 'PostgreSQL' },
  { after: '2025-04-01', kill: 'inbox' },
  { after: '2025-04-03', kill: 'worker' },
]
const START_IS_KILLED = '2025-04-23'
const START_IS_INTERRUPTED = '2025-06-13'

const dataDir = mkdtempSync(join(tmpdir(), 'amphoe-ita-faults-'))
let start: Start
afterAll(async () => {
  await start.interrupt()
  rmSync(dataDir, { recursive: true, force: true })
})

async function begin(): Promise<void> {
  start = new Start(dataDir, SECONDS_A_DAY)
  await start.says(/Ctrl-C stops it/)
}

async function districtToken(): Promise<string> {
  const command = ['src/cli/token.ts', 'create', '--label', 'faults', '--role', 'district', '--area', '4716']
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', ...command], {
    cwd: root,
    env: { ...process.env, ...start.environment() },
  })
  return stdout.trim()
}

async function query<T extends object>(text: string, values: unknown[] = []): Promise<T[]> {
  const client = new pg.Client({ connectionString: start.environment().DATABASE_URL })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query<T>(text, values)).rows
  } finally {
    await client.end()
  }
}

/** Waits until programme time has reached a day, as the stored clock has it. */
async function until(day: string): Promise<void> {
  for (;;) {
    const [row] = await query<{ now: Date }>('SELECT paused_at AS now FROM programme').catch(() => [])
    if (row?.now && row.now >= new Date(`${day}T00:00:00+07:00`)) return
    await delay(50)
  }
}

/** Another system at work all year: it repeats each command, with its key, until it is answered. */
class Recorder {
  readonly answered: string[] = []
  private working = true
  private readonly work: Promise<void>

  constructor(token: string) {
    this.work = this.run(token)
  }

  async stop(): Promise<void> {
    this.working = false
    await this.work
  }

  private async run(token: string): Promise<void> {
    for (let n = 0; this.working; n++) {
      const key = `recorder-${n}`
      while (this.working) {
        const status = await this.send(token, key)
        if (status === 200) {
          this.answered.push(key)
          break
        }
        // Before the notice has reached the office it is refused, and that is an answer too.
        if (status === 409) break
        if (status !== undefined && status < 500) throw new Error(`${key}: ${status}`)
        await delay(100)
      }
      await delay(150)
    }
  }

  private async send(token: string, key: string): Promise<number | undefined> {
    const [, api] = start.said.match(/API {10}(\S+)/) ?? []
    if (!api) return undefined
    try {
      const response = await fetch(`${api}/programmes/${programme.id}/offices/4716/commands/record-activity`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify({ activity: 'prevention', on: '2024-12-26', note: key }),
        signal: AbortSignal.timeout(15_000),
      })
      await response.arrayBuffer()
      return response.status
    } catch {
      return undefined
    }
  }
}

describe('A year in which everything falls once', () => {
  const expected = simulate(programme, script)
  let recorder: Recorder
  let token: string
  let saidBeforeCrash: string
  let saidAfterCrash: string
  let status: number | null

  beforeAll(async () => {
    await begin()
    token = await districtToken()
    recorder = new Recorder(token)
    for (const { after, kill } of faults) {
      await until(after)
      start.kill(kill)
    }
    await until(START_IS_KILLED)
    saidBeforeCrash = start.said
    await start.killAll()
    await begin()
    saidAfterCrash = start.said
    await until(START_IS_INTERRUPTED)
    status = await start.interrupt()
    await begin()
    await start.says(/The year is over: .*/)
    await recorder.stop()
  })

  it('says what fell and that it is back', () => {
    for (const part of ['Worker', 'API', 'Temporal', 'PostgreSQL', 'Inbox'])
      expect(saidBeforeCrash).toContain(`restarted ${part} after it died (signal SIGKILL)`)
  })

  it('is taken up again after a crash, and ends politely on Ctrl-C', () => {
    expect(saidAfterCrash).toContain('Going on with the rehearsal')
    expect(status).toBe(0)
  })

  it('is completed: every office ends where the rules alone say', async () => {
    const phases = await query<{ code: string; phase: string }>('SELECT code, phase FROM office')
    const ends = Object.entries(expected.offices).map(([code, { phase }]) => ({ code, phase }))
    expect(phases).toHaveLength(19)
    expect(phases).toEqual(expect.arrayContaining(ends))
  })

  it('has every accepted command of its coordinators once, and nothing of a refused one', async () => {
    // The offices that an area command reached have a receipt each, under the area's key.
    const rows = await query<{ key: string; target: string; command: string }>(
      `SELECT regexp_replace(key, '^area:\\S+ ', '') AS key, target, command FROM command_receipt
        WHERE key LIKE 'rehearsal-%' OR (key LIKE 'area:% rehearsal-%' AND target LIKE 'area:%')`,
    )
    const accepted = script.steps.flatMap((step, n) =>
      expected.steps[n]!.result === 'accepted'
        ? [{ key: `rehearsal-${n}`, target: step.office ?? `area:${step.scope}`, command: step.command }]
        : [],
    )
    const byKey = (a: { key: string }, b: { key: string }) => (a.key < b.key ? -1 : 1)
    expect(rows.sort(byKey)).toEqual(accepted.sort(byKey))
  })

  it('has every entry of the ledger once', async () => {
    const documents = await query<{ office: string; document: string; entries: string }>(
      'SELECT office, document_no AS document, count(*) AS entries FROM ledger_entry WHERE NOT reversal GROUP BY 1, 2',
    )
    const recorded = script.steps.filter(
      (step, n) => /^(disburse|return-funds)$/.test(step.command) && expected.steps[n]!.result === 'accepted',
    )
    expect(documents.every((d) => d.entries === '1')).toBe(true)
    expect(documents.map((d) => `${d.office} ${d.document}`).sort()).toEqual(
      recorded.map((s) => `${s.office} ${(s.body as { documentNo: string }).documentNo}`).sort(),
    )
  })

  it('has everything that the other system was told is recorded, once', async () => {
    const events = await query<{ key: string; times: string }>(
      `SELECT command_key AS key, count(*) AS times FROM audit_event WHERE command_key LIKE 'recorder-%' GROUP BY 1`,
    )
    expect(recorder.answered.length).toBeGreaterThan(100)
    expect(events.every((e) => e.times === '1')).toBe(true)
    // The last one may have been recorded though its answer was not waited for.
    expect(events.map((e) => e.key)).toEqual(expect.arrayContaining(recorder.answered))
    expect(events.length - recorder.answered.length).toBeLessThanOrEqual(1)
  })

  it('has no step numbered twice and none missing', async () => {
    const gaps = await query(
      'SELECT office FROM audit_event GROUP BY programme_id, office HAVING max(sequence) <> count(*) OR min(sequence) <> 1',
    )
    expect(gaps).toEqual([])
  })

  it('has no mail twice in the outbox: a morning at most once a day, an event told once', async () => {
    const daily = await query(
      `SELECT recipient, kind, at::date FROM mail WHERE kind IN ('morning', 'digest') GROUP BY 1, 2, 3 HAVING count(*) > 1`,
    )
    const told = await query(
      `SELECT recipient, event FROM mail WHERE event IS NOT NULL GROUP BY 1, 2 HAVING count(*) > 1`,
    )
    expect({ daily, told }).toEqual({ daily: [], told: [] })
    const events = expected.mails.filter((m) => m.kind !== 'morning' && m.kind !== 'digest').length
    const [counted] = await query<{ count: string }>(
      `SELECT count(*) FROM mail WHERE kind NOT IN ('morning', 'digest')`,
    )
    expect(Number(counted!.count)).toBe(events)
  })

  it('has told nobody of a person, nor what anyone wrote in words: not in a history, not in a log', async () => {
    const people = await query<{ said: string }>(
      `SELECT DISTINCT said FROM contact, unnest(ARRAY[name, email]) AS said WHERE said <> ''`,
    )
    // The recorder writes the keys of its commands, which everything says.
    const words = await query<{ said: string }>(
      `SELECT DISTINCT said FROM command_text, jsonb_path_query(texts, '$.** ? (@.type() == "string")') AS text,
              LATERAL (SELECT text #>> '{}' AS said) AS words
        WHERE key NOT LIKE 'recorder-%' AND length(said) > 5`,
    )
    const secrets = [...new Set([...people, ...words].map(({ said }) => said))]
    expect(secrets.length).toBeGreaterThan(40)

    const { client, connection } = await connectClient({ environment: start.environment() })
    const histories = new Map<string, string>()
    try {
      for await (const { workflowId } of client.workflow.list({ query: 'ExecutionStatus != "ContinuedAsNew"' }))
        histories.set(workflowId, textsIn(await runsOf(client, workflowId)))
    } finally {
      await connection.close()
    }
    expect(histories.get(`${programme.id}/47/4716`)).toContain('record-activity')
    expect(wordsIn(new Map([...histories, ...logs()]), secrets)).toEqual([])
    expect(doorsIn(histories)).toEqual([])
  })

  it('has lost no mail: each is in the inbox, or comes back when the claim of the worker that was killed has run out', async () => {
    const mails = await query<{ id: string; status: string; attempts: number; claimed: boolean }>(
      `SELECT id, status, attempts, attempts > 0 AND next_attempt_at > now() AS claimed FROM mail`,
    )
    const ids = new Set((await inInbox()).map((m) => m.headers['message-id']!))
    const messageId = (m: { id: string }) => messageIdOf(m.id, readConfig({ DATABASE_URL: '' }).MAIL_FROM)
    const sent = mails.filter((m) => m.status === 'sent')
    const dropped = mails.filter((m) => m.status === 'dropped')
    const waiting = mails.filter((m) => m.status !== 'sent' && m.status !== 'dropped')
    expect(sent.length).toBeGreaterThan(200)
    expect(sent.filter((m) => !ids.has(messageId(m)))).toEqual([])
    expect(waiting.filter((m) => m.status !== 'queued' || !m.claimed)).toEqual([])
    // One that the inbox took and fell before it said so was tried again, and may have been needless by then.
    expect(dropped.filter((m) => ids.has(messageId(m)) && m.attempts < 2)).toEqual([])
    const known = new Set(mails.map(messageId))
    expect([...ids].filter((id) => !known.has(id))).toEqual([])
  })

  it('has told no reader of a mail of another office’s people, nor given anyone what opens another’s door', async () => {
    const people = await query<{ recipient: string; said: string }>(
      `SELECT DISTINCT recipient, said FROM contact, unnest(ARRAY[name, email, phone]) AS said WHERE said <> ''`,
    )
    const recipients = new Map(
      (await query<{ id: string; recipient: string }>('SELECT id, recipient FROM mail')).map((m) => [
        messageIdOf(m.id, readConfig({ DATABASE_URL: '' }).MAIL_FROM),
        m,
      ]),
    )
    const links = new Map(
      (await query<{ mail: string; hash: string }>('SELECT mail_id AS mail, secret_hash AS hash FROM action_link')).map(
        (l) => [l.hash, l.mail],
      ),
    )
    const mails = await inInbox()
    expect(mails.length).toBeGreaterThan(200)
    const told = new Map<string, Set<string>>()
    for (const mail of mails) {
      const { id, recipient } = recipients.get(mail.headers['message-id']!)!
      // A province is told of its offices, the department of all; an office of itself.
      const isTheirs = (of: string) =>
        of === recipient ||
        recipient === 'department' ||
        recipient === `province:${of.slice('office:'.length).slice(0, 2)}`
      const theirs = new Set(people.filter((p) => isTheirs(p.recipient)).map((p) => p.said))
      const text = new Map([[id, wholeOf(mail)]])
      for (const { what } of wordsIn(text, [...theirs]))
        told.set(recipient, (told.get(recipient) ?? new Set()).add(what))
      const others = [...new Set(people.map((p) => p.said))].filter((said) => !theirs.has(said))
      expect(wordsIn(text, others)).toEqual([])
      const doors = doorsIn(text).map(({ what }) => what)
      for (const door of doors)
        expect([door, links.get(createHash('sha256').update(door.slice('?s='.length)).digest('hex'))]).toEqual([
          door,
          id,
        ])
    }
    // It was looked for where there is something to be found: of a late district that has named a coordinator, the tiers above
    // read whom to call.
    const coordinators = await query<{ recipient: string; name: string }>(
      `SELECT recipient, name FROM contact WHERE role = 'coordinator'`,
    )
    for (const reader of ['province:47', 'department']) {
      const digests = expected.mails.filter(({ to, kind }) => to === reader && kind === 'digest')
      const late = new Set(digests.flatMap((m) => m.items.flatMap((i) => (i.state === 'settled' ? [] : [i.office]))))
      const named = coordinators.filter((c) => late.has(c.recipient.slice('office:'.length)))
      expect([reader, named.length]).toEqual([reader, 3])
      expect([reader, named.some(({ name }) => told.get(reader)?.has(name))]).toEqual([reader, true])
    }
  })

  it('has no token, session, link or password in a log, after each has been used', async () => {
    const [, api] = await start.says(/API {10}(\S+)/)
    const home = new URL(api!).origin
    const bearer = { authorization: `Bearer ${token}` }
    const guessed = `aita_${'g'.repeat(43)}`
    await fetch(`${api}/me`, { headers: bearer })
    await fetch(`${api}/me?token=${guessed}`, { headers: { authorization: `Bearer ${guessed}` } })
    const made = await fetch(`${api}/programmes/${programme.id}/webhooks`, {
      ...{ method: 'POST', headers: { ...bearer, 'content-type': 'application/json' } },
      body: JSON.stringify({ url: 'http://127.0.0.1:9/', description: 'ระบบของอำเภอ', types: [], area: '4716' }),
    })
    const { secret } = (await made.json()) as { secret: string }
    expect(secret).toMatch(/^whsec_/)

    const acts = (await inInbox()).flatMap((mail) => [...wholeOf(mail).matchAll(/\/act\?s=([\w-]{43})/g)])
    const act = acts[0]![1]!
    const browser = new Browser(home)
    await browser.open(`/act?s=${act}`)
    await browser.submit('/signin/email', { email: 'somying@amphoe-ita.example' })
    const link = await vi.waitUntil(
      async () => /\/signin\/link\?s=([\w-]{43})/.exec((await inInbox()).map(wholeOf).join('\n'))?.[1],
      { timeout: 30_000, interval: 200 },
    )
    await browser.open(`/signin/link?s=${link}`)
    expect((await browser.submit('/signin/link', { s: link })).status).toBe(200)
    const session = browser.cookie('aita')!
    expect(session).toMatch(/^[\w-]{43}$/)

    const { password } = new URL(start.environment().DATABASE_URL!)
    const key = readFileSync(join(dataDir, 'webhook.key'), 'utf8')
    const read = logs()
    expect(read.get('api.log')).toContain('/signin/link')
    const secrets = [token, guessed, secret, act, link, session, key, ...(password ? [password] : [])]
    expect(wordsIn(read, secrets)).toEqual([])
    expect(doorsIn(read)).toEqual([])
  })
})

/** What the processes of the service have logged, by file. */
function logs(): Map<string, string> {
  const files = readdirSync(dataDir).filter((file) => file.endsWith('.log'))
  expect(files).toEqual(expect.arrayContaining(['api.log', 'worker.log']))
  return new Map(files.map((file) => [file, readFileSync(join(dataDir, file), 'utf8')]))
}

interface Mail {
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly headers: Readonly<Record<string, string>>
}

/** Every mail that has arrived. */
async function inInbox(): Promise<Mail[]> {
  const [, inbox] = await start.says(/Inbox {8}(\S+)/)
  return (await (await fetch(`${inbox}/api/email`)).json()) as Mail[]
}

/** All that a mail says, but to whom. */
const wholeOf = ({ subject, text, html }: Mail): string => `${subject}\n${text}\n${html.replaceAll('&amp;', '&')}`
