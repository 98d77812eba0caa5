import { type DestinationStream, type Logger, pino } from 'pino'
import type { Config } from '../config.ts'
import { redactLine } from './redact.ts'
import { underWay } from './underWay.ts'

/** Fields that are never logged, whatever they hold: in what is logged, and one level below it. */
const SECRET = [
  ...['authorization', 'cookie', 'set-cookie', 'token', 'secret', 'password', 'email', 'phone'],
  ...['DATABASE_URL', 'PAYLOAD_KEYS', 'SMTP_URL', 'WEBHOOK_KEY', 'OIDC_CLIENT_SECRET'],
].flatMap((field) => [`["${field}"]`, `*["${field}"]`, `*.headers["${field}"]`])

/**
 * The log of a process: a line of JSON each, with the request and the trace that it was written on the way of, and without what
 * tells of a person or opens a door.
 * @param process which part of the service it is
 * @param to where lines go; standard output when left out
 */
export function openLog(process: 'api' | 'worker', level: Config['LOG_LEVEL'], to?: DestinationStream): Logger {
  const options = {
    level,
    base: { process },
    mixin: underWay,
    redact: { paths: SECRET, censor: '[redacted]' },
    // What libraries say in an error's message or stack has no field of its own.
    hooks: { streamWrite: redactLine },
  }
  return to ? pino(options, to) : pino(options)
}
