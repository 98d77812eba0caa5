import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import { MigrationError, migrate, pendingMigrations } from './migrate.ts'

/**
 * Sees to it that the database has this version's schema before a process works with it. A database that is ahead is taken: in an
 * upgrade it is migrated while the processes of the version before still run.
 *
 * @throws MigrationError when the database is behind and MIGRATE_ON_START is false, or cannot be brought to this version
 */
export async function schemaAtStart(
  { DATABASE_URL, MIGRATE_ON_START }: Pick<Config, 'DATABASE_URL' | 'MIGRATE_ON_START'>,
  log: Pick<Logger, 'info'>,
): Promise<void> {
  if (MIGRATE_ON_START) {
    await migrate(DATABASE_URL, (name) => log.info({ migration: name }, 'bringing the database to this version'))
    return
  }
  const pending = await pendingMigrations(DATABASE_URL)
  if (pending.length > 0) throw new DatabaseBehindError(pending)
}

/** The database lacks migrations of this version, and this process may not apply them. */
export class DatabaseBehindError extends MigrationError {
  constructor(pending: readonly string[]) {
    super(
      `The database is behind this version: it lacks ${pending.join(', ')}. Run "npm run migrate" (in a container: "amphoe-ita migrate"), then start again.`,
    )
  }
}
