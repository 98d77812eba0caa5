import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findOnPath } from './executables.ts'
import { cacheFolder } from './keptOnDisk.ts'
import { runLongTask } from './longTask.ts'

const MODULE = fileURLToPath(new URL('../../tools/temporal-cli/', import.meta.url))

/** The version in which tools/temporal-cli pins a Go module. @throws when it names none */
export function pinnedVersion(module: string): string {
  const line = readFileSync(join(MODULE, 'go.mod'), 'utf8')
    .split('\n')
    .map((text) => text.trim().split(' '))
    .find(([name, version]) => name === module && version?.startsWith('v'))
  if (!line) throw new Error(`tools/temporal-cli/go.mod names no version of ${module}.`)
  return line[1]!
}

export interface GoBuild {
  /** What is built, as in "the Temporal CLI". */
  readonly what: string
  readonly version: string
  readonly packages: readonly string[]
  /** Where it goes: a file for one package, a folder that ends in a slash for several. */
  readonly target: string
  /** What its linker is told beside leaving symbols out. */
  readonly linkerFlags?: string
  /** How long it takes on two cores, once. */
  readonly takes: string
  /** What else would help where there is no Go, as the beginning of a sentence that goes on with "or install Go …". */
  readonly waysOut: string
  readonly say: (line: string) => void
}

/** Builds Go programs with the versions that tools/temporal-cli pins. @throws naming the ways out where there is no Go for it */
export async function buildWithGo(build: GoBuild): Promise<void> {
  const { what, version, say } = build
  const needed = /^go (\S+)/m.exec(readFileSync(join(MODULE, 'go.mod'), 'utf8'))?.[1]
  if (!needed) throw new Error('tools/temporal-cli/go.mod names no version of Go.')
  const waysOut = `${build.waysOut} or install Go ${needed} or later so that it can be built.`
  const is = `${what.charAt(0).toUpperCase()}${what.slice(1)} is needed; it cannot be downloaded here`
  const go = findOnPath('go')
  if (!go) throw new Error(`${is}, and there is no Go. ${waysOut}`)
  const environment = {
    // Go keeps what it fetches in the home folder, and refuses to work without one.
    HOME: process.env.HOME || homedir() || cacheFolder(),
    GOTOOLCHAIN: 'local',
    GOWORK: 'off',
  }
  const found = spawnSync(go, ['version'], { encoding: 'utf8', env: { ...process.env, ...environment } })
  const installed = /go(\d+\.\d+(?:\.\d+)?)/.exec(found.stdout ?? '')?.[1] ?? 'unknown'
  if (!isAtLeast(installed, needed)) throw new Error(`${is}, and Go ${installed} is too old to build it. ${waysOut}`)
  say(`Building ${what} ${version} from its Go module: ${build.takes} on two cores, once …`)
  const seconds = await runLongTask({
    doing: `building ${what}`,
    command: go,
    args: [
      ...['build', '-trimpath', '-buildvcs=false', '-mod=readonly', '-o', build.target],
      ...['-ldflags', ['-s -w', build.linkerFlags ?? ''].join(' ').trim(), ...build.packages],
    ],
    cwd: MODULE,
    environment,
    say,
  })
  say(`${what.charAt(0).toUpperCase()}${what.slice(1)} is built (${seconds} s); it is kept for the next start.`)
}

function isAtLeast(version: string, least: string): boolean {
  const [a, b] = [version, least].map((text) => text.split('.').map(Number))
  for (let i = 0; i < 3; i++) {
    const difference = (a![i] ?? 0) - (b![i] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return true
}
