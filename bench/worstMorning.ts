import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import { catchUp } from '../src/domain/agenda.ts'
import { Calendar } from '../src/domain/calendar.ts'
import { notice } from '../src/domain/notice.ts'
import { newOffice } from '../src/domain/office.ts'
import { type OfficeCode, provinceOf, type Rules, tierOf } from '../src/domain/policy.ts'
import { stepOf } from '../src/domain/step.ts'
import type { Instant } from '../src/domain/time.ts'
import { deliverDue } from '../src/mail/deliver.ts'
import { type Handed, type MailTransport, type OutgoingMail, openTransport } from '../src/mail/transport.ts'
import { readAllocations } from '../src/programme/allocations.ts'
import { sampleContacts } from '../src/programme/contacts.ts'
import { officesOf, type Programme } from '../src/programme/load.ts'
import { usualPorts } from '../src/stack/foundation.ts'
import { choosePort } from '../src/stack/ports.ts'
import { startPostgres } from '../src/stack/postgres.ts'
import { recordDigest } from '../src/store/digest.ts'
import { migrate } from '../src/store/migrate.ts'
import { saveProgramme } from '../src/store/programmes.ts'
import { recordStep } from '../src/store/recordStep.ts'
import { openStore, type Store } from '../src/store/store.ts'
import { atMost, type Row } from './rows.ts'

/**
 * The morning after the deadline of disbursement on which nobody in the country has done anything: a mail to each of 954 offices, a
 * digest to each province and to the department.
 */
interface WorstMorning {
  readonly mails: number
  /** From the first mail taken from the outbox to the last that the mail server has. */
  readonly seconds: number
  /** The same bodies handed over by the mail library alone, as many at once. */
  readonly bareSeconds: number
  /** The larger of a mail's two bodies, of the largest mail. */
  readonly largestKilobytes: number
  /** How much more memory the process holds at the end than after the first hundred mails. */
  readonly growthMegabytes: number
}

const FROM = 'ศปท.ปค. กรมการปกครอง <no-reply@amphoe-ita.example>'
const NOTIFIED: Instant = '2024-12-27T10:15:00+07:00'
const MORNING: Instant = '2025-05-16T08:30:00+07:00'
const NOW = new Date('2025-05-16T09:30:05+07:00')
const AT_ONCE = 8

/** The mails of the worst morning, against the mail library handing over the same alone; on a PostgreSQL of their own. */
export async function mails(programme: Programme, say: (line: string) => void): Promise<Row[]> {
  say('The worst morning of the year, against the mail library handing over the same mails alone …')
  const dataDir = mkdtempSync(join(tmpdir(), 'amphoe-ita-mails-'))
  const { port } = await choosePort(usualPorts.postgres)
  const postgres = await startPostgres({ dataDir, port, onEvent: say })
  try {
    const morning = await worstMorning(postgres.url, programme, say)
    return [
      atMost(`worst morning: ${morning.mails} mails rendered and handed to SMTP (s)`, morning.seconds, 60),
      atMost(
        'worst morning ÷ the same mails handed over by the mail library alone',
        morning.seconds / morning.bareSeconds,
        20,
      ),
      atMost('worst morning: the largest body (kB)', morning.largestKilobytes, 100),
      atMost('worst morning: memory after the first hundred mails to the end (MB)', morning.growthMegabytes, 100),
    ]
  } finally {
    await postgres.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function worstMorning(url: string, programme: Programme, say: (line: string) => void): Promise<WorstMorning> {
  await migrate(url)
  const store = openStore(url, { poolSize: 12 })
  const sink = await startSink()
  try {
    say('  recording five months of 954 silent offices …')
    await silentCountry(store, programme)
    const transport = openTransport(sink.url, { from: FROM })
    const setting = { store, publicUrl: 'https://amphoe-ita.example', log: pino({ level: 'silent' }), now: () => NOW }
    let [early, mails] = [0, 0]
    const begun = performance.now()
    for (let took = 1; took > 0; mails += took) {
      took = await deliverDue({ ...setting, transport })
      if (early === 0 && mails >= 100) early = process.memoryUsage().rss
    }
    const seconds = (performance.now() - begun) / 1000
    const growthMegabytes = Math.max(0, process.memoryUsage().rss - early) / 2 ** 20
    if ((await sink.taken()) !== mails) throw new Error(`the mail server has not taken all of ${mails} mails`)

    const sent = await renderedOnceMore(store, (keeping) => deliverDue({ ...setting, transport: keeping }))
    const largestKilobytes = Math.max(...sent.map(({ html, text }) => Math.max(bytes(html), bytes(text)))) / 1024
    const againBegun = performance.now()
    const again = [...sent]
    const worker = async () => {
      for (let mail = again.shift(); mail; mail = again.shift()) await transport.send(mail)
    }
    await Promise.all(Array.from({ length: AT_ONCE }, worker))
    const bareSeconds = (performance.now() - againBegun) / 1000
    transport.close()
    return { mails, seconds, bareSeconds, largestKilobytes, growthMegabytes }
  } finally {
    sink.stop()
    await store.close()
  }
}

/** The same mails without a mail server, kept: while it was measured none was. */
async function renderedOnceMore(
  { prisma }: Store,
  deliver: (keeping: MailTransport) => Promise<number>,
): Promise<OutgoingMail[]> {
  const kept: OutgoingMail[] = []
  const send = async (mail: OutgoingMail): Promise<Handed> => {
    kept.push(mail)
    return { outcome: 'taken', refused: [] }
  }
  await prisma.mailAddressee.deleteMany()
  await prisma.mail.updateMany({ data: { status: 'queued', sentAt: null, nextAttemptAt: new Date(MORNING) } })
  while ((await deliver({ isLocal: true, send, close: () => undefined })) > 0);
  return kept
}

const bytes = (text: string) => Buffer.byteLength(text)

/** Every office as it stands that morning, and the mails of that morning alone. */
async function silentCountry(store: Store, programme: Programme): Promise<void> {
  const rules: Rules = { policy: programme.policy, calendar: new Calendar(programme.calendar) }
  const offices = officesOf(programme)
  const [line] = programme.policy.lines
  const { allocations } = readAllocations(
    offices.map((office) => ({ office, line: line!, amount: '1000000.00' })),
    programme,
    'bench',
  )
  await saveProgramme(store, programme, { allocations, contacts: sampleContacts(offices), clock: { kind: 'live' } })
  const record = async (code: OfficeCode) => {
    const begun = newOffice(code, allocations.get(code) ?? {})
    const first = stepOf(rules, begun, [notice(begun, rules, NOTIFIED)], NOTIFIED)
    await recordStep(store, first.step)
    const { events } = catchUp(first.after, rules, MORNING)
    await recordStep(store, stepOf(rules, first.after, events, MORNING).step)
  }
  const rest = [...offices]
  const worker = async () => {
    for (let code = rest.shift(); code; code = rest.shift()) await record(code)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  await store.prisma.mail.deleteMany({ where: { at: { lt: new Date(MORNING) } } })
  const provinces = offices.filter((o) => tierOf(o) === 'province').map(provinceOf)
  const due = { programme: programme.id, calendar: rules.calendar }
  for (const province of provinces)
    await recordDigest(store, { ...due, reader: { tier: 'province', province }, at: '2025-05-16T09:00:00+07:00' })
  await recordDigest(store, { ...due, reader: { tier: 'department' }, at: '2025-05-16T09:30:00+07:00' })
  const then = new Date(MORNING)
  await store.prisma.mail.updateMany({ data: { nextAttemptAt: then, dueAt: then } })
}

async function startSink(): Promise<{ url: string; taken(): Promise<number>; stop(): void }> {
  const child = fork(fileURLToPath(new URL('smtpSink.ts', import.meta.url)), {
    execArgv: ['--import', import.meta.resolve('tsx')],
  })
  const heard = async <T>() => ((await once(child, 'message')) as [T])[0]
  const { port } = await heard<{ port: number }>()
  return {
    url: `smtp://127.0.0.1:${port}`,
    taken() {
      const answer = heard<number>()
      child.send('how many')
      return answer
    },
    stop: () => child.kill(),
  }
}
