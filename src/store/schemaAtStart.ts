import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import { grantRights } from './grantRights.ts'
import { MigrationError, mayMigrate, migrate, pendingMigrations } from './migrate.ts'

/**
 * Sees to it that the database has this version's schema before a process works with it. A database that is ahead is taken: in an
 * upgrade it is migrated while the processes of the version before still run.
 *
 * @throws MigrationError when the database is behind and MIGRATE_ON_START is false or the role may not, or it cannot be brought to
 * this version
 */
export async function schemaAtStart(
  {
    DATABASE_URL,
    MIGRATE_ON_START,
    DATABASE_ROLE_API: api,
    DATABASE_ROLE_WORKER: worker,
  }: Pick<Config, 'DATABASE_URL' | 'MIGRATE_ON_START' | 'DATABASE_ROLE_API' | 'DATABASE_ROLE_WORKER'>,
  log: Pick<Logger, 'info'>,
): Promise<void> {
  if (MIGRATE_ON_START && (await mayMigrate(DATABASE_URL))) {
    await migrate(DATABASE_URL, (name) => log.info({ migration: name }, 'bringing the database to this version'))
    await grantRights(DATABASE_URL, { api, worker })
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
