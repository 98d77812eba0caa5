import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { CommandGateway } from '../../src/commands/gateway.ts'
import { readConfig } from '../../src/config.ts'
import { examine, type Finding } from '../../src/doctor/examine.ts'
import { type Day, dayOf, instantAt } from '../../src/domain/time.ts'
import { messageIdOf } from '../../src/mail/transport.ts'
import { sampleContacts } from '../../src/programme/contacts.ts'
import { loadProgramme, officesOf } from '../../src/programme/load.ts'
import { conduct } from '../../src/rehearsal/conduct.ts'
import { linesOf, mailLines } from '../../src/rehearsal/outcome.ts'
import { loadScript, type Script } from '../../src/rehearsal/script.ts'
import { simulate } from '../../src/rehearsal/simulate.ts'
import { officeEnds } from '../../src/store/offices.ts'
import { rehearsedMails } from '../../src/store/outbox.ts'
import { programmeOf, saveProgramme } from '../../src/store/programmes.ts'
import { openStore, type Store } from '../../src/store/store.ts'
import { createToken } from '../../src/store/tokens.ts'
import { verifyAudit } from '../../src/store/verifyAudit.ts'
import { connectClient } from '../../src/temporal/connect.ts'
import { Chance } from './chance.ts'
import { chosenBy, type InStore, Misfortune } from './faults.ts'
import { type Answered, Race } from './race.ts'
import { type FaultStack, startFaultStack } from './stack.ts'

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const programme = loadProgramme(file('../../programmes/amphoe-ita-2568.yaml'))
const wholeYear = loadScript(file('../fixtures/sakon-nakhon/script.json'), programme)
/** Where people race for the same money: a province that the script leaves alone. */
const RACED = '83'

/** What is seen from outside when a year in which everything fell, again and again, is over. */
export interface YearSeen {
  /** What befell the service, in order. */
  readonly faults: readonly string[]
  /** How often parts were started again. */
  readonly restarts: number
  /** Lines of the scripted year that the rules alone make and the service did not, and the other way round. */
  readonly missing: readonly string[]
  readonly surplus: readonly string[]
  readonly answered: readonly Answered[]
  readonly contradictions: readonly string[]
  /** Of each request of the race, how often it is in the audit trail. */
  readonly recorded: ReadonlyMap<string, number>
  /** Sums per office and budget line, in satang: what was allocated, the balance, and what the accepted entries come to. */
  readonly lines: readonly { office: string; line: string; allocated: number; balance: number; entries: number }[]
  readonly digestsTwiceADay: readonly string[]
  readonly audit: readonly string[]
  readonly drift: readonly string[]
  /** Mails that the outbox says were sent and that are not in the inbox; and the other way round. */
  readonly mailsLost: readonly string[]
  readonly mailsUnknown: readonly string[]
  /** Workflows that do not run, and workflow tasks that failed. */
  readonly brokenWorkflows: readonly string[]
  readonly ms: number
}

export interface YearSetting {
  /** The same one gives the same faults on the same days. */
  readonly seed: string
  /** How many, or which. */
  readonly faults: number | ((stack: FaultStack) => readonly InStore[])
  /** So many hosts of a real Temporal cluster in place of the development server. */
  readonly clusterHosts?: number | undefined
  /** The last day that is played, where that is not the whole year. */
  readonly through?: Day
  readonly say?: ((line: string) => void) | undefined
}

/**
 * Plays the worked year of Sakon Nakhon on the real service while chance kills, freezes and starves its parts and people race
 * in another province, then lets it come to rest and looks at it from outside.
 */
export async function playYear({
  seed,
  faults,
  clusterHosts,
  through,
  say = () => {},
}: YearSetting): Promise<YearSeen> {
  const began = Date.now()
  const script = through === undefined ? wholeYear : beginningOf(wholeYear, through)
  const stack = await startFaultStack(say, clusterHosts)
  const store = openStore(stack.foundation.databaseUrl, { poolSize: 8 })
  Object.assign(process.env, stack.foundation.environment)
  const { client, connection } = await connectClient()
  try {
    const expected = simulate(programme, script)
    const offices = officesOf(programme).filter((code) => code.startsWith(RACED))
    await saveProgramme(store, programme, {
      allocations: new Map([
        ...script.allocations,
        ...offices.map((code) => [code, { materials: 200_000, training: 150_050 }] as const),
      ]),
      contacts: sampleContacts([...script.offices, ...offices]),
      sampleAllocations: true,
      clock: { kind: 'stepped', origin: programme.policy.opensAt },
      provinces: [...script.provinces, RACED],
    })
    const tokens = new Map<string, string>()
    for (const area of ['all', ...offices]) {
      const role = area === 'all' ? 'department' : area === RACED ? 'province' : 'district'
      tokens.set(area, (await createToken(store, { label: 'faults', role, area })).token)
    }

    const from = dayOf(programme.policy.opensAt)
    const until = dayOf(script.until)
    const misfortune = new Misfortune(
      stack,
      typeof faults === 'number'
        ? chosenBy(new Chance(`${seed} faults`), stack, { faults, from, until })
        : faults(stack),
    )
    misfortune.reach(from)
    const post = (path: string, area: string) =>
      insist(async () => {
        const url = `${stack.apiUrls[Date.now() % 2]}/programmes/${programme.id}/${path}`
        const headers = {
          authorization: `Bearer ${tokens.get(area)}`,
          'content-type': 'application/json',
          'idempotency-key': path,
        }
        const response = await fetch(url, { method: 'POST', headers, body: '{}', signal: AbortSignal.timeout(60_000) })
        const text = await response.text()
        if (!response.ok) throw new Error(`${path} was answered ${response.status}: ${text}`)
      })
    await post('open', 'all')
    await post(`offices/${RACED}/commands/forward`, RACED)
    const race = new Race({
      ...{ apiUrls: stack.apiUrls, programme: programme.id, offices, area: RACED, tokens },
      chance: new Chance(`${seed} race`),
    })
    const steps = await conduct({
      ...{ programme, script, client, insist, atOnce: 8 },
      gateway: new CommandGateway(store, client, 10_000),
      onProgress: (day, done) => {
        misfortune.reach(day)
        say(`${day}  ${done} of ${script.steps.length} steps, ${misfortune.log.length} faults`)
      },
    })
    misfortune.reach(until)
    await misfortune.end()
    await race.stop()
    await insist(() => atRest(store))

    const mails = (await rehearsedMails(store, programme.id)).filter(({ to }) => !to.includes(RACED))
    const ends = await officeEnds(store, programme.id, script.until)
    const seen = [
      ...linesIn(mailLines(mails)),
      ...linesIn(linesOf(steps)),
      ...script.offices.map((code) => `${code} ${JSON.stringify(ends[code])}`),
    ]
    const wanted = [
      ...linesIn(mailLines(expected.mails)),
      ...linesIn(linesOf(expected.steps)),
      ...script.offices.map((code) => `${code} ${JSON.stringify(expected.offices[code])}`),
    ]
    const stored = (await programmeOf(store, programme.id))!
    const findings: Finding[] = []
    await examine({ store, client, programme: stored, onFinding: (f) => findings.push(f) })
    const audit: string[] = []
    await verifyAudit(store, { onFinding: (f) => audit.push(JSON.stringify(f)) })
    return {
      faults: misfortune.log,
      restarts: stack.parts.reduce((sum, part) => sum + part.restarts, 0),
      missing: without(wanted, seen),
      surplus: without(seen, wanted),
      answered: race.answered,
      contradictions: race.contradictions,
      audit,
      drift: findings.map((f) => JSON.stringify(f)),
      ...(await database(stack.foundation.databaseUrl)),
      ...(await inbox(store, stack.foundation.inbox!.webUrl)),
      brokenWorkflows: await brokenIn(client),
      ms: Date.now() - began,
    }
  } finally {
    await connection.close()
    await store.close()
    await stack.stop()
  }
}

/** How long a part may take to come back. */
const PATIENCE_MS = 240_000

/** Makes a call again until it succeeds. @throws what it threw last when it never does */
async function insist<T>(call: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS
  for (;;) {
    try {
      return await call()
    } catch (error) {
      if (Date.now() > deadline) throw error
      await delay(200)
    }
  }
}

/** Waits until no mail is to be delivered, but for those that a killed worker has taken with it for ten minutes. */
async function atRest(store: Store): Promise<void> {
  const waiting = await store.prisma.mail.count({ where: { status: 'queued', nextAttemptAt: { lte: new Date() } } })
  if (waiting > 0) throw new Error(`${waiting} mails wait to be delivered`)
}

async function database(connectionString: string) {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    const rows = async <T extends object>(text: string) => (await client.query<T>(text)).rows
    const events = await rows<{ key: string; times: string }>(
      `SELECT command_key AS key, count(*) AS times FROM audit_event
        WHERE command_key LIKE 'race-%' GROUP BY 1`,
    )
    const lines = await rows<Record<'office' | 'line' | 'allocated' | 'balance' | 'entries', string>>(
      `SELECT b.office, b.line, b.allocated, b.disbursed + b.returned AS balance, coalesce(sum(e.amount), 0) AS entries
         FROM budget_line b LEFT JOIN ledger_entry e USING (programme_id, office, line)
        GROUP BY b.programme_id, b.office, b.line ORDER BY 1, 2`,
    )
    const twice = await rows<{ recipient: string; day: string }>(
      `SELECT recipient, at::date::text AS day FROM mail WHERE kind = 'digest' GROUP BY 1, 2 HAVING count(*) > 1`,
    )
    return {
      recorded: new Map(events.map(({ key, times }) => [key, Number(times)])),
      lines: lines.map(({ office, line, ...sums }) => ({
        ...{ office, line, allocated: Number(sums.allocated), balance: Number(sums.balance) },
        entries: Number(sums.entries),
      })),
      digestsTwiceADay: twice.map(({ recipient, day }) => `${recipient} on ${day}`),
    }
  } finally {
    await client.end()
  }
}

async function inbox(store: Store, webUrl: string) {
  const mails = await store.prisma.mail.findMany({ select: { id: true, status: true } })
  const arrived = (await (await fetch(`${webUrl}/api/email`)).json()) as { headers: { 'message-id': string } }[]
  const ids = new Set(arrived.map((m) => m.headers['message-id']))
  const { MAIL_FROM } = readConfig({ DATABASE_URL: '' })
  const messageId = ({ id }: { id: string }) => messageIdOf(id, MAIL_FROM)
  const known = new Set(mails.map(messageId))
  return {
    mailsLost: mails.filter((m) => m.status === 'sent' && !ids.has(messageId(m))).map((m) => m.id),
    mailsUnknown: [...ids].filter((id) => !known.has(id)),
  }
}

async function brokenIn(client: Awaited<ReturnType<typeof connectClient>>['client']): Promise<string[]> {
  const broken: string[] = []
  for await (const { workflowId, status } of client.workflow.list({ query: 'ExecutionStatus != "Running"' }))
    if (status.name !== 'COMPLETED' && status.name !== 'CONTINUED_AS_NEW') broken.push(`${workflowId} ${status.name}`)
  return broken
}

/** A script up to a day, that day included. */
function beginningOf(script: Script, through: Day): Script {
  const until = instantAt(through, '23:59')
  return { ...script, steps: script.steps.filter(({ at }) => at <= until), until }
}

const linesIn = (text: string): string[] => text.split('\n').filter((line) => line !== '')

/** The lines of one list that the other has not, each as often as it is too many. */
function without(lines: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>()
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1)
  return lines.filter((line) => {
    const there = left.get(line) ?? 0
    left.set(line, there - 1)
    return there <= 0
  })
}
