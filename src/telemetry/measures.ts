import { Counter, Gauge, Histogram, Registry } from 'prom-client'

/**
 * What one process counts and times of itself, by Prometheus' conventions: base units, counters that end in `_total`. A label
 * has few values and names no office and no person. docs/metrics.md is held against what is declared here.
 */
export const measures = new Registry()

const registers = [measures]
/** Seconds; the second is what a page may take, ten what a command may. */
const ANSWER_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

export const processInfo = new Gauge({
  name: 'amphoe_ita_process_info',
  help: 'Always 1: which part of the service this process is.',
  labelNames: ['process'] as const,
  registers,
})

export const requestSeconds = new Histogram({
  name: 'amphoe_ita_http_request_duration_seconds',
  help: 'From a request to the end of its answer, by the pattern of its address. Streams of pages are not timed.',
  labelNames: ['method', 'route', 'status'] as const,
  buckets: ANSWER_SECONDS,
  registers,
})

export const rateLimited = new Counter({
  name: 'amphoe_ita_http_rate_limited_total',
  help: 'Requests refused because too many came in a minute, by the limit that was met.',
  labelNames: ['limit'] as const,
  registers,
})

export const commandsSent = new Counter({
  name: 'amphoe_ita_commands_total',
  help: 'Commands by what came of them; a refusal by the rules has its type.',
  labelNames: ['command', 'way', 'outcome', 'refusal'] as const,
  registers,
})

export const commandSeconds = new Histogram({
  name: 'amphoe_ita_command_duration_seconds',
  help: 'From a command to its answer: reading it, the Update, recording. A batch is timed as one.',
  labelNames: ['command', 'way'] as const,
  buckets: [...ANSWER_SECONDS, 30, 60],
  registers,
})

export const mailAttempts = new Counter({
  name: 'amphoe_ita_mail_attempts_total',
  help: 'Mails that this process has tried to deliver, by what came of the attempt.',
  labelNames: ['outcome'] as const,
  registers,
})

export const webhookAttempts = new Counter({
  name: 'amphoe_ita_webhook_attempts_total',
  help: 'Webhooks that this process has tried to deliver, by what came of the attempt.',
  labelNames: ['outcome'] as const,
  registers,
})

export const databaseConnections = new Gauge({
  name: 'amphoe_ita_database_pool_connections',
  help: 'Database connections of this process: busy, idle; waiting are those who would like to have one.',
  labelNames: ['state'] as const,
  registers,
})

export const databasePoolSize = new Gauge({
  name: 'amphoe_ita_database_pool_size',
  help: 'The most database connections that this process holds (DATABASE_POOL).',
  registers,
})

export const lastPoll = new Gauge({
  name: 'amphoe_ita_worker_last_poll_timestamp_seconds',
  help: 'When this worker last asked Temporal for work, as Temporal has it.',
  labelNames: ['queue'] as const,
  registers,
})

export const lastActivity = new Gauge({
  name: 'amphoe_ita_worker_last_activity_timestamp_seconds',
  help: 'When this worker last began an activity; 0 before the first.',
  registers,
})
