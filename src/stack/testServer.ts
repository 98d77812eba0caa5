import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findOnPath, namedByEnvironment } from './executables.ts'
import { keptOnDisk } from './keptOnDisk.ts'
import { runLongTask } from './longTask.ts'
import { downloadFromVendor } from './vendorDownload.ts'

const PROJECT = fileURLToPath(new URL('../../tools/temporal-test-server/', import.meta.url))

/**
 * Starts the server with Java. Beside it a watcher ends it when whoever started it is gone: a test run that is killed would
 * leave it behind otherwise.
 */
const LAUNCHER = `#!/bin/sh
here=$(dirname "$0")
parent=$PPID
me=$$
(while kill -0 "$parent" && kill -0 "$me"; do sleep 1; done; kill "$me") </dev/null >/dev/null 2>&1 &
exec "\${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC \\
  -cp "$here/lib/*" io.temporal.testserver.TestServer "$@"
`

/**
 * The time-skipping test server, as `TestWorkflowEnvironment.createTimeSkipping({ server: { executable } })` takes it:
 * TEMPORAL_TEST_SERVER_PATH, else PATH, else the one kept from an earlier run, else the vendor's download, else its Maven
 * artifact, run with Java.
 * @param say told what is being fetched
 * @throws when it cannot be had, naming the ways out
 */
export async function temporalTestServer(
  say: (line: string) => void,
): Promise<{ type: 'existing-path'; path: string }> {
  const present = namedByEnvironment('TEMPORAL_TEST_SERVER_PATH') ?? findOnPath('temporal-test-server')
  if (present) return { type: 'existing-path', path: present }
  const version = pinnedVersion()
  const folder = await keptOnDisk({
    name: `test-server-${version}`,
    make: async (target) => {
      mkdirSync(target)
      const path = join(target, 'temporal-test-server')
      if (await downloadFromVendor({ artifact: 'temporal-test-server', version: `v${version}`, target: path, say }))
        return
      await fetchWithMaven(target, say)
      writeFileSync(path, LAUNCHER)
      chmodSync(path, 0o755)
    },
    say,
  })
  return { type: 'existing-path', path: join(folder, 'temporal-test-server') }
}

function pinnedVersion(): string {
  const pom = readFileSync(join(PROJECT, 'pom.xml'), 'utf8')
  const version = /<artifactId>temporal-test-server<\/artifactId>\s*<version>(\d[\d.]+\d)<\/version>/.exec(pom)?.[1]
  if (!version) throw new Error('tools/temporal-test-server/pom.xml names no version of the test server.')
  return version
}

async function fetchWithMaven(target: string, say: (line: string) => void): Promise<void> {
  const mvn = findOnPath('mvn')
  if (!mvn || !(findOnPath('java') || process.env.JAVA_HOME))
    throw new Error(
      'The Temporal test server is needed; it cannot be downloaded here, and there is no Maven or no Java. Name it in TEMPORAL_TEST_SERVER_PATH, or install Maven and Java 11 or later (Debian: apt-get install maven).',
    )
  say('Fetching the Temporal test server with Maven, once …')
  const seconds = await runLongTask({
    doing: 'fetching the Temporal test server',
    command: mvn,
    args: [
      ...['-B', '-q', '-f', join(PROJECT, 'pom.xml'), 'dependency:copy-dependencies'],
      ...['-DincludeScope=runtime', `-DoutputDirectory=${join(target, 'lib')}`],
    ],
    cwd: PROJECT,
    say,
  })
  say(`The Temporal test server is here (${seconds} s); it is kept for the next run.`)
}
