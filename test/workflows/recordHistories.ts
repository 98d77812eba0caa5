import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { anyFreePort } from '../../src/stack/ports.ts'
import { startPostgres } from '../../src/stack/postgres.ts'
import { migrate } from '../../src/store/migrate.ts'
import { openStore } from '../../src/store/store.ts'
import { bundleWorkflows } from '../../src/temporal/bundle.ts'
import { HISTORIES } from './support/histories.ts'
import { type Recording, recordContinuing, recordYear } from './support/recordings.ts'

/**
 * Plays a province on real servers and writes the histories that replay.test.ts replays, into a new folder:
 *
 *     npm run record-histories -- [FOLDER]
 *
 * A folder is added, never replaced: the older ones stand for the workflows that older code has begun.
 */
const folder = process.argv[2] ?? new Date().toISOString().slice(0, 10)
const path = join(HISTORIES, folder)
if (existsSync(path))
  throw new Error(`${path} is there already: recordings are added, never replaced. Name another folder.`)

const bundle = await bundleWorkflows()
try {
  for (const record of [recordYear, recordContinuing])
    await withDatabase((store) => record({ store, bundle, folder, say: console.log }))
} catch (error) {
  rmSync(path, { recursive: true, force: true })
  throw error
}

/** A database of each recording's own: what is recorded in one cannot be deleted. */
async function withDatabase(act: (store: Recording['store']) => Promise<void>): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'amphoe-ita-record-'))
  const postgres = await startPostgres({ dataDir, port: await anyFreePort(), durable: false, onEvent: console.error })
  try {
    await migrate(postgres.url)
    const store = openStore(postgres.url, { poolSize: 8 })
    await act(store)
    await store.close()
  } finally {
    await postgres.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
