import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findOnPath, namedByEnvironment } from './executables.ts'
import { cacheFolder, keptOnDisk } from './keptOnDisk.ts'
import { runLongTask } from './longTask.ts'
import { downloadFromVendor } from './vendorDownload.ts'

export { cacheFolder } from './keptOnDisk.ts'

const MODULE = fileURLToPath(new URL('../../tools/temporal-cli/', import.meta.url))
const PACKAGE = 'github.com/temporalio/cli'

/**
 * The path of the Temporal CLI, whose development server the service runs on: TEMPORAL_CLI_PATH, else PATH, else the one kept
 * from an earlier start, else the vendor's download, else a build of its Go module, which takes some four minutes once.
 * @param say told what is being fetched or built, and how long it has taken so far
 * @throws when it cannot be had, naming the ways out
 */
export async function temporalCli(say: (line: string) => void): Promise<string> {
  const present = namedByEnvironment('TEMPORAL_CLI_PATH') ?? findOnPath('temporal')
  if (present) return present
  const { version } = pinned()
  return keptOnDisk({
    name: `temporal-cli-${version}`,
    make: async (target) => {
      if (!(await downloadFromVendor({ artifact: 'cli', version, target, say }))) await build(target, say)
    },
    say,
  })
}

/** The versions that tools/temporal-cli names: of the CLI, and of Go at the least. */
function pinned(): { version: string; go: string } {
  const text = readFileSync(join(MODULE, 'go.mod'), 'utf8')
  const version = /^\s*github\.com\/temporalio\/cli (v\S+)/m.exec(text)?.[1]
  const go = /^go (\S+)/m.exec(text)?.[1]
  if (!version || !go) throw new Error('tools/temporal-cli/go.mod names no version of the Temporal CLI, or none of Go.')
  return { version, go }
}

/** Builds the CLI's Go module with the versions that tools/temporal-cli pins. */
async function build(target: string, say: (line: string) => void): Promise<void> {
  const { version, go: needed } = pinned()
  const waysOut = `Install it and put it on PATH, or name it in TEMPORAL_CLI_PATH, or install Go ${needed} or later so that it can be built.`
  const go = findOnPath('go')
  if (!go) throw new Error(`The Temporal CLI is needed; it cannot be downloaded here, and there is no Go. ${waysOut}`)
  const environment = {
    // Go keeps what it fetches in the home folder, and refuses to work without one.
    HOME: process.env.HOME || homedir() || cacheFolder(),
    GOTOOLCHAIN: 'local',
    GOWORK: 'off',
  }
  const found = spawnSync(go, ['version'], { encoding: 'utf8', env: { ...process.env, ...environment } })
  const installed = /go(\d+\.\d+(?:\.\d+)?)/.exec(found.stdout ?? '')?.[1] ?? 'unknown'
  if (!isAtLeast(installed, needed))
    throw new Error(
      `The Temporal CLI is needed; it cannot be downloaded here, and Go ${installed} is too old to build it. ${waysOut}`,
    )
  say(`Building the Temporal CLI ${version} from its Go module: three to four minutes on two cores, once …`)
  const seconds = await runLongTask({
    doing: 'building the Temporal CLI',
    command: go,
    args: [
      ...['build', '-trimpath', '-buildvcs=false', '-mod=readonly', '-o', target],
      ...[
        '-ldflags',
        `-s -w -X ${PACKAGE}/internal/temporalcli.Version=${version.slice(1)}`,
        `${PACKAGE}/cmd/temporal`,
      ],
    ],
    cwd: MODULE,
    environment,
    say,
  })
  say(`The Temporal CLI is built (${seconds} s); it is kept for the next start.`)
}

function isAtLeast(version: string, least: string): boolean {
  const [a, b] = [version, least].map((text) => text.split('.').map(Number))
  for (let i = 0; i < 3; i++) {
    const difference = (a![i] ?? 0) - (b![i] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return true
}
