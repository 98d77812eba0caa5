/**
 * Whether the API or the worker of this machine lives, for a container's health check: exits with 0 when one of them says so.
 * Reads its two variables itself: whoever asks each few seconds needs no database address.
 */

const API_PORT = '3000'
const METRICS_PORT = '9464'
const ANSWERS_WITHIN_MS = 3000

const { PORT = API_PORT, METRICS_PORT: metricsPort = METRICS_PORT } = process.env

async function expectAlive(port: string): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(ANSWERS_WITHIN_MS) })
  if (!answer.ok) throw new Error(`port ${port} answers ${answer.status}`)
}

try {
  await Promise.any([PORT, metricsPort].map(expectAlive))
} catch (error) {
  for (const one of (error as AggregateError).errors) console.error(one.cause?.message ?? one.message)
  process.exitCode = 1
}
