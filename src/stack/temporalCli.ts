import { spawn, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const MODULE = fileURLToPath(new URL('../../tools/temporal-cli/', import.meta.url))
const PACKAGE = 'github.com/temporalio/cli/cmd/temporal'

/** How long the vendor's own download may take to begin before it is given up. */
const DOWNLOAD_WITHIN_MS = 60_000

/**
 * The path of the Temporal CLI, whose development server the service runs on: TEMPORAL_CLI_PATH, else PATH, else the one kept
 * from an earlier start, else the vendor's download, else a build of its Go module, which takes some four minutes once.
 * @param say told what is being fetched or built, and how long it has taken so far
 * @throws when it cannot be had, naming the ways out
 */
export async function temporalCli(say: (line: string) => void): Promise<string> {
  const named = process.env.TEMPORAL_CLI_PATH
  if (named !== undefined && named !== '') {
    if (!existsSync(named)) throw new Error(`TEMPORAL_CLI_PATH names ${named}, which does not exist.`)
    return named
  }
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .map((dir) => join(dir, 'temporal'))
    .find(existsSync)
  if (onPath) return onPath

  const kept = join(cacheFolder(), `temporal-cli-${moduleVersion()}`)
  if (existsSync(kept)) return kept
  mkdirSync(cacheFolder(), { recursive: true })
  const fresh = `${kept}.${randomUUID()}`
  try {
    if (!(await download(fresh, say))) await build(fresh, say)
    // Under its name it is always whole, whoever else is fetching it and whenever this is cut off.
    renameSync(fresh, kept)
    return kept
  } finally {
    rmSync(fresh, { force: true })
  }
}

/** Where what took long to make is kept for the next start, of any checkout. */
export function cacheFolder(): string {
  const base = process.env.XDG_CACHE_HOME || join(homedir() || tmpdir(), '.cache')
  return join(base, 'amphoe-ita')
}

function moduleVersion(): string {
  const found = /github\.com\/temporalio\/cli (v\S+)/.exec(readFileSync(join(MODULE, 'go.mod'), 'utf8'))
  if (!found) throw new Error('tools/temporal-cli/go.mod names no version of the Temporal CLI.')
  return found[1]!
}

/** The vendor's published archive, where the network lets it through. */
async function download(target: string, say: (line: string) => void): Promise<boolean> {
  const platform = process.platform === 'darwin' ? 'darwin' : 'linux'
  const arch = process.arch === 'arm64' ? 'arm64' : 'amd64'
  const url = `https://temporal.download/cli/archive/${moduleVersion()}?platform=${platform}&arch=${arch}`
  say('Fetching the Temporal CLI (once) …')
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(DOWNLOAD_WITHIN_MS) })
    if (!response.ok) throw new Error(`HTTP ${response.status}`)
    const archive = Buffer.from(await response.arrayBuffer())
    const unpacked = spawnSync('tar', ['-xzO', 'temporal'], { input: archive, maxBuffer: 1 << 30 })
    if (unpacked.status !== 0) throw new Error(unpacked.stderr.toString())
    writeFileSync(target, unpacked.stdout, { mode: 0o755 })
    return true
  } catch (error) {
    say(`The Temporal CLI cannot be downloaded here (${(error as Error).message}).`)
    return false
  }
}

/** Builds the CLI's Go module with the versions that tools/temporal-cli pins. */
async function build(target: string, say: (line: string) => void): Promise<void> {
  if (spawnSync('go', ['version']).status !== 0)
    throw new Error(
      'The Temporal CLI is needed and cannot be downloaded or built here. Install it and put it on PATH, or name it in TEMPORAL_CLI_PATH, or install Go (1.26 or later) so that it can be built.',
    )
  say('Building the Temporal CLI from its Go module: some four minutes on two cores, once …')
  const began = Date.now()
  const report = setInterval(
    () => say(`  still building the Temporal CLI, ${Math.round((Date.now() - began) / 1000)} s so far …`),
    15_000,
  )
  try {
    await new Promise<void>((resolve, reject) => {
      const go = spawn('go', ['build', '-o', target, PACKAGE], { cwd: MODULE, stdio: ['ignore', 'ignore', 'pipe'] })
      let said = ''
      go.stderr.setEncoding('utf8').on('data', (text: string) => {
        said = (said + text).slice(-4000)
      })
      go.once('error', reject)
      go.once('exit', (code) =>
        code === 0 ? resolve() : reject(new Error(`The Temporal CLI could not be built:\n${said}`)),
      )
    })
    say(`The Temporal CLI is built (${Math.round((Date.now() - began) / 1000)} s); it is kept for the next start.`)
  } finally {
    clearInterval(report)
  }
}
