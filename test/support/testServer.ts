import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cacheFolder } from '../../src/stack/temporalCli.ts'

const POM = fileURLToPath(new URL('../../tools/temporal-test-server/pom.xml', import.meta.url))
const VERSION = '1.38.0'

/**
 * The path of the time-skipping test server: TEMPORAL_TEST_SERVER_PATH, else the one kept from an earlier run, else its Maven
 * artifact with a script that runs it.
 */
export function testServerPath(): string {
  const named = process.env.TEMPORAL_TEST_SERVER_PATH
  if (named) return named
  const kept = join(cacheFolder(), `temporal-test-server-${VERSION}`)
  const launcher = join(kept, 'temporal-test-server')
  if (existsSync(launcher)) return launcher

  console.error('Fetching the Temporal test server from Maven (once) …')
  mkdirSync(cacheFolder(), { recursive: true })
  const fresh = `${kept}.${randomUUID()}`
  const fetched = spawnSync(
    'mvn',
    ['-q', '-B', '-f', POM, 'dependency:copy-dependencies', `-DoutputDirectory=${join(fresh, 'lib')}`],
    { encoding: 'utf8' },
  )
  if (fetched.status !== 0)
    throw new Error(
      `The Temporal test server could not be fetched. It needs Java and Maven, or TEMPORAL_TEST_SERVER_PATH naming it.\n${fetched.stdout ?? ''}${fetched.error?.message ?? ''}`,
    )
  writeFileSync(
    join(fresh, 'temporal-test-server'),
    '#!/bin/sh\nexec java -cp "$(dirname "$0")/lib/*" io.temporal.testserver.TestServer "$@"\n',
  )
  chmodSync(join(fresh, 'temporal-test-server'), 0o755)
  try {
    renameSync(fresh, kept)
  } catch (error) {
    // Another run was first.
    if (!existsSync(launcher)) throw error
    rmSync(fresh, { recursive: true })
  }
  return launcher
}
