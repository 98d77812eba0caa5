import { mkdirSync } from 'node:fs'
import { connect } from 'node:net'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { removeCutOffMails } from './cutOffMails.ts'
import { type Part, runPart } from './part.ts'

/**
 * Starts a mail server that keeps everything it is given in an inbox to look at (maildev), on 127.0.0.1. Nothing leaves it.
 * Its mails are files in `dataDir`, so they outlive it; `GET {webUrl}/api/email` lists them.
 */
export async function startInbox(setting: {
  dataDir: string
  smtpPort: number
  webPort: number
  onEvent: (message: string) => void
}): Promise<Part & { smtpUrl: string; webUrl: string }> {
  const { smtpPort, webPort, onEvent } = setting
  const dataDir = resolve(setting.dataDir)
  const mails = join(dataDir, 'mails')
  mkdirSync(mails, { recursive: true, mode: 0o700 })
  const webUrl = `http://127.0.0.1:${webPort}`
  const part = await runPart({
    name: 'Inbox',
    command: process.execPath,
    args: [
      fileURLToPath(new URL('bin/maildev.js', import.meta.resolve('maildev'))),
      ...['--smtp', String(smtpPort), '--ip', '127.0.0.1', '--web', String(webPort), '--web-ip', '127.0.0.1'],
      ...['--mail-directory', mails, '--silent'],
    ],
    // Neither variables nor a configuration file of maildev's may make it pass mails on.
    options: { cwd: dataDir, env: withoutMaildevVariables(process.env) },
    prepare: async () => removeCutOffMails(mails),
    readyWithinMs: 30_000,
    isReady: async () => (await webAnswers(webUrl)) && (await smtpAnswers(smtpPort)),
    pidFile: join(dataDir, 'inbox.pid'),
    onEvent,
  })
  return Object.assign(part, { smtpUrl: `smtp://127.0.0.1:${smtpPort}`, webUrl })
}

function withoutMaildevVariables(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('MAILDEV_')))
}

async function webAnswers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/api/healthz`, { signal: AbortSignal.timeout(2000) })).ok
  } catch {
    return false
  }
}

async function smtpAnswers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 2000 })
    const end = (answered: boolean) => {
      socket.destroy()
      resolve(answered)
    }
    socket.once('data', (greeting) => end(greeting.toString().startsWith('220')))
    socket.once('timeout', () => end(false))
    socket.once('error', () => end(false))
  })
}
