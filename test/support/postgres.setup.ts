import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { choosePort } from '../../src/stack/ports.ts'
import { startPostgres } from '../../src/stack/postgres.ts'
import { migrate } from '../../src/store/migrate.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A database with the schema and nothing in it; nobody connects to it, so that it can be copied at any time. */
    postgresTemplateUrl: string
  }
}

/** One PostgreSQL server for the whole run, with the schema in a template. vitest `globalSetup`. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'amphoe-ita-test-'))
  const { port } = await choosePort(54_800)
  const postgres = await startPostgres({ dataDir, port, durable: false, onEvent: () => undefined })
  const template = new URL(postgres.url)
  template.pathname = '/template_with_schema'
  const admin = new pg.Client({ connectionString: postgres.url })
  await admin.connect()
  await admin.query('CREATE DATABASE template_with_schema')
  await admin.end()
  await migrate(template.href)
  project.provide('postgresTemplateUrl', template.href)
  return async () => {
    await postgres.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
