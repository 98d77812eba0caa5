import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { type Part, runPart } from './part.ts'

/**
 * Starts a mail server that keeps everything it is given in an inbox to look at (maildev), on 127.0.0.1. Nothing leaves it.
 * Its mails are files in `dataDir`, so they outlive it.
 */
export async function startInbox(setting: {
  dataDir: string
  smtpPort: number
  webPort: number
  onEvent: (message: string) => void
}): Promise<Part & { smtpUrl: string; webUrl: string }> {
  const { dataDir, smtpPort, webPort, onEvent } = setting
  mkdirSync(dataDir, { recursive: true })
  const webUrl = `http://127.0.0.1:${webPort}`
  const part = await runPart({
    name: 'Inbox',
    command: process.execPath,
    args: [
      join(dirname(createRequire(import.meta.url).resolve('maildev')), 'bin', 'maildev.js'),
      ...['--smtp', String(smtpPort), '--ip', '127.0.0.1', '--web', String(webPort), '--web-ip', '127.0.0.1'],
      ...['--mail-directory', dataDir, '--silent'],
    ],
    readyWithinMs: 30_000,
    isReady: async () => {
      try {
        return (await fetch(webUrl, { signal: AbortSignal.timeout(2000) })).ok
      } catch {
        return false
      }
    },
    onEvent,
  })
  return {
    name: part.name,
    get pid() {
      return part.pid
    },
    stop: part.stop,
    smtpUrl: `smtp://127.0.0.1:${smtpPort}`,
    webUrl,
  }
}
