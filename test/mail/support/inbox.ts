import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runPart } from '../../../src/stack/part.ts'
import { choosePort } from '../../../src/stack/ports.ts'

/** A mail as maildev gives it back. */
export interface ReceivedMail {
  readonly subject: string
  readonly text: string
  readonly html: string
  /** Its Date header, in UTC. */
  readonly time: string
  readonly to: readonly { address: string; name: string }[]
  readonly headers: Readonly<Record<string, unknown>>
}

export interface TestInbox {
  readonly smtpUrl: string
  /** Everything received, in the order of its dates. */
  received(): Promise<ReceivedMail[]>
  clear(): Promise<void>
  stop(): Promise<void>
}

/** A real maildev on ports of its own. */
export async function startTestInbox(): Promise<TestInbox> {
  const folder = mkdtempSync(join(tmpdir(), 'amphoe-ita-inbox-'))
  const { port: smtp } = await choosePort(55_100)
  const { port: web } = await choosePort(55_400)
  const webUrl = `http://127.0.0.1:${web}`
  const answers = () =>
    fetch(`${webUrl}/api/healthz`).then(
      (r) => r.ok,
      () => false,
    )
  const part = await runPart({
    name: 'Inbox',
    command: process.execPath,
    args: [
      fileURLToPath(new URL('../../../node_modules/maildev/dist/bin/maildev.js', import.meta.url)),
      ...['--smtp', String(smtp), '--ip', '127.0.0.1', '--web', String(web), '--web-ip', '127.0.0.1'],
      ...['--mail-directory', folder],
    ],
    readyWithinMs: 30_000,
    isReady: answers,
    onEvent: () => undefined,
  })
  return {
    smtpUrl: `smtp://127.0.0.1:${smtp}`,
    async received() {
      const body = (await (await fetch(`${webUrl}/api/email`)).json()) as ReceivedMail[]
      return body.sort((a, b) => (a.time < b.time ? -1 : 1))
    },
    async clear() {
      await fetch(`${webUrl}/api/email/all`, { method: 'DELETE' })
    },
    async stop() {
      await part.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
