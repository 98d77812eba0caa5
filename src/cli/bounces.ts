import { LONGEST_REPORT, readReport } from '../mail/deliveryReport.ts'
import { noteReport } from '../store/bounces.ts'
import { openStore } from '../store/store.ts'
import { operatorConfig } from './operator.ts'

/**
 * Takes a report of a mail server (RFC 3464) from its standard input, as a mail server's pipe gives it. The exit status is what
 * mail servers expect (sysexits.h): 0 noted, 65 no report or of no mail of ours, 75 the database is away: try again.
 */
const OK = 0
const NO_REPORT = 65
const TRY_AGAIN = 75

process.exitCode = await take()

async function take(): Promise<number> {
  const raw = await readInput()
  const report = raw && (await readReport(raw))
  if (!report) return told(NO_REPORT, 'This is no report of a mail server (RFC 3464).')
  try {
    const store = openStore(operatorConfig().DATABASE_URL, { poolSize: 1 })
    try {
      const noted = await noteReport(store, report, new Date())
      if (noted.outcome === 'unknown-mail') return told(NO_REPORT, 'The report is of no mail of this service.')
      return told(OK, `Noted of ${noted.mail}: ${noted.bounced} came back, ${noted.delivered} delivered.`)
    } finally {
      await store.close()
    }
  } catch (error) {
    return told(TRY_AGAIN, `The report cannot be noted now: ${error instanceof Error ? error.message : error}`)
  }
}

/** @returns undefined for what is too long to be a report */
async function readInput(): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of process.stdin) {
    length += (chunk as Buffer).length
    if (length > LONGEST_REPORT) return undefined
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks)
}

function told(status: number, words: string): number {
  console.error(words)
  return status
}
