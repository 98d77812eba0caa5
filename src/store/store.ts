import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient } from './generated/client.ts'

/** The database, as every function of this folder takes it. */
export interface Store {
  readonly prisma: PrismaClient
  /** Ends all connections. Queries under way are finished first. */
  close(): Promise<void>
}

/** Statements that begin so are prepared once a connection and their plans kept. */
const KEPT = /^\/\* ([a-z-]+) \*\//

/**
 * Opens the database. Connects at the first query.
 * @param databaseUrl a PostgreSQL address; the schema must be there (see migrate)
 * @param poolSize the most connections held at once
 */
export function openStore(databaseUrl: string, { poolSize }: { poolSize: number }): Store {
  const adapter = new PrismaPg(
    { connectionString: inUtc(databaseUrl), max: poolSize },
    // Unnamed statements are parsed and planned anew at every call; naming all of them would keep one per length of an IN list.
    { statementNameGenerator: ({ sql }) => KEPT.exec(sql)?.[1] ?? '' },
  )
  const prisma = new PrismaClient({ adapter })
  return { prisma, close: () => prisma.$disconnect() }
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
