import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { choosePort } from '../../src/stack/ports.ts'
import { processRoles, startPostgres } from '../../src/stack/postgres.ts'
import { grantRights } from '../../src/store/grantRights.ts'
import { migrate } from '../../src/store/migrate.ts'
import type { Process } from '../../src/store/rights.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A database with the schema and nothing in it; nobody connects to it, so that it can be copied at any time. */
    postgresTemplateUrl: string
    /** Addresses on the same server for the roles of API and workers, which have their rights in the template and its copies. */
    postgresRoleUrls: Readonly<Record<Process, string>>
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
  await grantRights(template.href, processRoles)
  project.provide('postgresTemplateUrl', template.href)
  project.provide('postgresRoleUrls', postgres.urls)
  return async () => {
    await postgres.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
