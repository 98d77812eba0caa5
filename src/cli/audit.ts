import { addDays, type Instant, instantAt, isDay } from '../domain/time.ts'
import { listAudit, listEvents } from '../store/audit.ts'
import { openStore, type Store } from '../store/store.ts'
import { type Finding, sealAudit, verifyAudit } from '../store/verifyAudit.ts'
import { operatorConfig } from './operator.ts'
import { ProgressLine } from './progressLine.ts'
import { readOptions, runCommand, UsageError } from './runCommand.ts'

const USAGE = `npm run audit -- verify [--programme ID] [--seal HASH]
    Whether everything is as it was recorded, and as it was sealed; exits with 1 when not.
npm run audit -- seal
    Seals what is recorded. Keep the hash where the database is not: it shows later whether anything was cut off.
npm run audit -- list [--programme ID] [--office CODE] [--actor ID] [--kind KIND] [--from DAY] [--to DAY]
    What was recorded of the service: tokens, programmes, mails, denials. Days by the machine's clock.
npm run audit -- events --programme ID [--office CODE] [--actor ID] [--type TYPE] [--from DAY] [--to DAY]
    What happened to offices. Days in programme time.
The database is the one that DATABASE_URL names or, without it, that of npm start or npm run dev.`

/** Rows of a list that are read at once. */
const PAGE = 1000

/** The audit trail, for whoever has access to the database: verify it, seal it, read it. */
await runCommand(USAGE, async () => {
  const [action, ...args] = process.argv.slice(2)
  const store = openStore(operatorConfig().DATABASE_URL, { poolSize: 2 })
  try {
    switch (action) {
      case 'verify':
        return await verify(store, readOptions([], ['programme', 'seal'], args))
      case 'seal': {
        const seal = await sealAudit(store)
        console.log(seal.hash)
        return console.error(
          `Seal ${seal.sequence} of ${seal.at}. Keep its hash elsewhere: in a letter, in another office.`,
        )
      }
      case 'list': {
        const { from, to, ...filter } = readOptions([], ['programme', 'office', 'actor', 'kind', 'from', 'to'], args)
        return await list(store, { ...filter, ...period(from, to), limit: PAGE })
      }
      case 'events': {
        const { from, to, ...filter } = readOptions(['programme'], ['office', 'actor', 'type', 'from', 'to'], args)
        return await events(store, { ...filter, ...period(from, to), limit: PAGE })
      }
      default:
        throw new UsageError('Say what to do.')
    }
  } finally {
    await store.close()
  }
})

async function verify(store: Store, { programme, seal }: { programme?: string; seal?: string }): Promise<void> {
  if (seal !== undefined && !/^[0-9a-f]{64}$/i.test(seal))
    throw new UsageError('--seal must be the hash of a seal: 64 hexadecimal digits.')
  const progress = new ProgressLine()
  const state = await verifyAudit(store, {
    programme,
    seal,
    onProgress: (rows) => progress.show(`${rows.toLocaleString('en')} events and records verified …`),
    onFinding: (finding) => progress.say(sentenceOf(finding)),
  })
  const { offices, events, entries, records, seals } = state
  if (programme !== undefined && offices === 0) throw new Error(`There is no programme ${programme}.`)
  progress.say(
    `offices: ${offices}, events: ${events}, ledger entries: ${entries}, records of the service: ${records}, seals: ${seals}`,
  )
  if (state.found > 0) throw new Error(`Not everything is as it was recorded: ${state.found} found.`)
  if (state.seal) progress.say(`All that seal ${state.seal.sequence} of ${state.seal.at} covers is there, unchanged.`)
  progress.say('Everything is as it was recorded.')
  console.log(state.head)
}

function sentenceOf({ about, programme, office, sequence, what }: Finding): string {
  const number = sequence !== null && `${about === 'record' || about === 'seal' ? about : 'event'} ${sequence}`
  const where = [programme, office && `office ${office}`, number].filter(Boolean)
  return [...(where.length > 0 ? [where.join(', ')] : []), what].join(': ')
}

async function list(store: Store, filter: Parameters<typeof listAudit>[1]): Promise<void> {
  for (let after: number | undefined; ; ) {
    const records = await listAudit(store, { ...filter, after })
    for (const r of records)
      print([r.sequence, r.at, r.kind, r.programme, r.office, r.actor, r.role, r.requestId, JSON.stringify(r.details)])
    if (records.length < filter.limit) return
    after = records.at(-1)!.sequence
  }
}

async function events(store: Store, filter: Parameters<typeof listEvents>[1]): Promise<void> {
  for (let after: string | undefined; ; ) {
    const { events, next } = await listEvents(store, { ...filter, after })
    for (const e of events) print([e.at, e.office, e.sequence, e.recordedAt, e.by, e.command, JSON.stringify(e.event)])
    if (next === null) return
    after = next
  }
}

function print(fields: readonly (string | number | null)[]): void {
  console.log(fields.map((f) => f ?? '-').join('\t'))
}

/** From the first day to the end of the last. */
function period(from: string | undefined, to: string | undefined): { from?: Instant; to?: Instant } {
  for (const day of [from, to])
    if (day !== undefined && !isDay(day)) throw new UsageError(`${day} is not a day such as 2025-05-15.`)
  return {
    ...(from ? { from: instantAt(from, '00:00') } : {}),
    ...(to ? { to: instantAt(addDays(to, 1), '00:00') } : {}),
  }
}
