import { readdirSync, readFileSync } from 'node:fs'
import type { Client } from '@temporalio/client'
import pg from 'pg'
import { officeWorkflowId } from '../src/workflows/protocol.ts'
import { atOnce } from './atOnce.ts'

/** Clock ticks a second in /proc, on every Linux that Node runs on. */
const TICKS = 100

/**
 * CPU time of a process and of those that it has started, those that have ended included, in milliseconds (Linux).
 * @param pid as it runs now
 */
export function cpuMs(pid: number): number {
  const own = statOf(pid)
  // utime, stime; cutime, cstime: of children that have ended.
  const ms = (11 + 4 <= own.length ? own.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) : 0) / TICKS
  return ms * 1000 + childrenOf(pid).reduce((sum, child) => sum + cpuMs(child), 0)
}

/** Memory of a process that is in RAM, in megabytes (Linux). */
export function residentMegabytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024
}

/** The fields of /proc/PID/stat after the program's name, which may hold anything. */
function statOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')
  } catch {
    // It has ended; its parent knows what it used.
    return []
  }
}

function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((one) => statOf(one)[1] === String(pid))
}

/** How large a database is. */
export interface Size {
  readonly rows: number
  readonly bytes: number
}

/** The rows and bytes of a database after it has been tidied up. */
export async function sizeOf(url: string): Promise<Size> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('VACUUM ANALYZE')
    const { rows } = await client.query<{ rows: string; bytes: string }>(
      `SELECT (SELECT coalesce(sum(reltuples) FILTER (WHERE reltuples > 0), 0)::bigint FROM pg_class
                WHERE relkind = 'r' AND relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
              ) AS rows, pg_database_size(current_database()) AS bytes`,
    )
    return { rows: Number(rows[0]!.rows), bytes: Number(rows[0]!.bytes) }
  } finally {
    await client.end()
  }
}

/** What the write-ahead log has taken in so far, in bytes. */
export async function walBytes(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ bytes: string }>(
      `SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0') AS bytes`,
    )
    return Number(rows[0]!.bytes)
  } finally {
    await client.end()
  }
}

/** The histories of some offices, each at the same distance from the next: events and bytes of one, on average. */
export async function historiesOf(
  client: Client,
  offices: readonly { programme: string; office: string }[],
  sample = 200,
): Promise<{ events: number; bytes: number }> {
  const chosen = Array.from({ length: sample }, (_, i) => offices[Math.floor((i * offices.length) / sample)]!)
  let [events, bytes] = [0, 0]
  await atOnce(sample, 8, async (i) => {
    const { programme, office } = chosen[i]!
    const { historyLength, historySize } = await client.workflow
      .getHandle(officeWorkflowId(programme, office))
      .describe()
    events += historyLength
    bytes += historySize ?? 0
  })
  return { events: events / sample, bytes: bytes / sample }
}
