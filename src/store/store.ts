import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { isTracing } from '../telemetry/tracing.ts'
import { PrismaClient } from './generated/client.ts'
import { traced } from './traced.ts'

/** The database, as every function of this folder takes it. */
export interface Store {
  readonly prisma: PrismaClient
  /**
   * One statement past the Prisma client, on the same connections: for what every command asks, where the client's own work is
   * two thirds of the cost. Prepared once a connection under its name, its plan kept.
   * @returns the rows, columns as the database names them
   */
  ask<Row extends object>(name: string, text: string, values: readonly unknown[]): Promise<Row[]>
  /** How many connections this process holds and uses, and how many wait for one. */
  connections(): Connections
  /** Ends all connections. Queries under way are finished first. */
  close(): Promise<void>
}

export interface Connections {
  readonly busy: number
  readonly idle: number
  readonly waiting: number
  /** The most that are held. */
  readonly limit: number
}

/** Statements that begin so are prepared once a connection and their plans kept. */
const KEPT = /^\/\* ([a-z-]+) \*\//

/**
 * Opens the database. Connects at the first query.
 * @param databaseUrl a PostgreSQL address; the schema must be there (see migrate)
 * @param poolSize the most connections held at once
 */
export function openStore(databaseUrl: string, { poolSize }: { poolSize: number }): Store {
  const pool = new pg.Pool({
    ...{ connectionString: inUtc(databaseUrl), max: poolSize },
    // A database whose host is gone says nothing: without it a query that was sent waits for ever.
    ...{ keepAlive: true, keepAliveInitialDelayMillis: 10_000 },
  })
  const adapter = new PrismaPg(pool, {
    // Unnamed statements are parsed and planned anew at every call; naming all of them would keep one per length of an IN list.
    statementNameGenerator: ({ sql }) => KEPT.exec(sql)?.[1] ?? '',
    disposeExternalPool: true,
  })
  const prisma = new PrismaClient({ adapter })
  // A connection that breaks while nobody uses it is made anew by whoever comes next.
  pool.on('error', () => undefined)
  const store: Store = {
    prisma,
    ask: async (name, text, values) => (await pool.query({ name, text, values: [...values] })).rows,
    connections: () => ({
      ...{ busy: pool.totalCount - pool.idleCount, idle: pool.idleCount },
      ...{ waiting: pool.waitingCount, limit: poolSize },
    }),
    close: async () => {
      await prisma.$disconnect()
      if (!pool.ended) await pool.end()
    },
  }
  return isTracing() ? traced(store) : store
}

/**
 * The address with the session's time zone fixed. Prisma's adapter sends moments without a zone and takes whatever offset
 * comes back for UTC: in a session that stands at Asia/Bangkok every moment would be seven hours off.
 */
export function inUtc(databaseUrl: string): string {
  const url = new URL(databaseUrl)
  const options = url.searchParams.get('options')
  url.searchParams.set('options', [options, '-c TimeZone=UTC'].filter(Boolean).join(' '))
  return url.href
}
