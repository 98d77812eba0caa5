import { spawn } from 'node:child_process'

const REPORT_EVERY_MS = 10_000

/**
 * Runs a command that takes long, saying every few seconds that it is still at it and for how long.
 * @param doing what it does, as in "building the Temporal CLI"
 * @returns how many seconds it took
 * @throws with what it printed last, when it fails
 */
export async function runLongTask({
  doing,
  command,
  args,
  cwd,
  environment,
  say,
}: {
  doing: string
  command: string
  args: readonly string[]
  cwd: string
  environment?: NodeJS.ProcessEnv
  say: (line: string) => void
}): Promise<number> {
  const began = Date.now()
  const seconds = () => Math.round((Date.now() - began) / 1000)
  const report = setInterval(() => say(`  still ${doing}, ${seconds()} s so far …`), REPORT_EVERY_MS)
  try {
    await new Promise<void>((resolve, reject) => {
      const task = spawn(command, args, {
        cwd,
        env: { ...process.env, ...environment },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      let said = ''
      for (const stream of [task.stdout, task.stderr])
        stream.setEncoding('utf8').on('data', (text: string) => {
          said = (said + text).slice(-4000)
        })
      task.once('error', reject)
      task.once('close', (code, signal) =>
        code === 0 ? resolve() : reject(new Error(`Failed ${doing} (${signal ?? `exit ${code}`}):\n${said}`)),
      )
    })
    return seconds()
  } finally {
    clearInterval(report)
  }
}
