import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'

/** Where the Temporal SDKs download their servers from. */
const VENDOR = 'https://temporal.download'
/** How long the vendor may take to answer: where its site is not reachable, that shall be known soon. */
const ANSWER_WITHIN_MS = 8000
/** How long a download may stand still. */
const STALLED_AFTER_MS = 30_000

const infoSchema = z.object({ archiveUrl: z.url(), fileToExtract: z.string() })

/** Why the vendor could not be reached, once that is known: the next download is not even tried in this process. */
let unreachable: string | undefined

/**
 * Downloads a program of Temporal's, as the SDK itself does (a description of the archive, then the archive), in the given
 * version, which the SDK's own download does not let us keep.
 * @returns whether it could be had; why not is said
 */
export async function downloadFromVendor({
  artifact,
  version,
  target,
  say,
  vendor = VENDOR,
}: {
  artifact: 'cli' | 'temporal-test-server'
  version: string
  target: string
  say: (line: string) => void
  vendor?: string
}): Promise<boolean> {
  const platform = { darwin: 'darwin', linux: 'linux' }[process.platform as string]
  const arch = { x64: 'amd64', arm64: 'arm64' }[process.arch as string]
  if (unreachable !== undefined || !platform || !arch) return false
  say(`Asking ${vendor} for ${artifact} ${version} …`)
  let answered = false
  try {
    const query = new URLSearchParams({ arch, platform, format: 'tar.gz' })
    const described = await fetch(`${vendor}/${artifact}/${version}?${query}`, {
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    })
    answered = true
    if (!described.ok) throw new Error(`HTTP ${described.status}`)
    const { archiveUrl, fileToExtract } = infoSchema.parse(await described.json())
    if (!/\.(tar\.gz|tgz)$/.test(new URL(archiveUrl).pathname)) throw new Error(`no tar archive: ${archiveUrl}`)
    await fetchAndUnpack({ archiveUrl, fileToExtract, target, say, name: `${artifact} ${version}` })
    return true
  } catch (error) {
    const { message, cause } = error as Error
    const why = cause instanceof Error ? `${message}: ${cause.message}` : message
    if (!answered) unreachable = why
    say(`${artifact} cannot be downloaded here (${why}).`)
    await rm(target, { force: true })
    return false
  }
}

async function fetchAndUnpack(of: {
  archiveUrl: string
  fileToExtract: string
  target: string
  say: (line: string) => void
  name: string
}): Promise<void> {
  const stalled = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const moving = () => {
    clearTimeout(timer)
    timer = setTimeout(() => stalled.abort(new Error('the download stands still')), STALLED_AFTER_MS)
  }
  moving()
  try {
    const response = await fetch(of.archiveUrl, { signal: stalled.signal })
    if (!response.ok || !response.body) throw new Error(`HTTP ${response.status}`)
    const total = Number(response.headers.get('content-length') ?? 0)
    let got = 0
    let saidAt = Date.now()
    const watched = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        moving()
        got += chunk.length
        if (Date.now() - saidAt > 5000) {
          saidAt = Date.now()
          of.say(`  fetching ${of.name}: ${megabytes(got)}${total > 0 ? ` of ${megabytes(total)}` : ''} …`)
        }
        done(null, chunk)
      },
    })
    const tar = spawn('tar', ['-xzOf', '-', of.fileToExtract], { stdio: ['pipe', 'pipe', 'ignore'] })
    const ended = new Promise<void>((resolve, reject) => {
      tar.once('error', reject)
      tar.once('exit', (code) => (code === 0 ? resolve() : reject(new Error('the archive cannot be unpacked'))))
    })
    await Promise.all([
      pipeline(Readable.from(response.body), watched, tar.stdin),
      pipeline(tar.stdout, createWriteStream(of.target, { mode: 0o755 })),
      ended,
    ])
  } finally {
    clearTimeout(timer)
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`
}
