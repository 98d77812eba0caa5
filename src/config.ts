import { z } from 'zod'

/**
 * What the processes are told by their environment. Temporal's address, TLS and API key are the Temporal client's own
 * variables (TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_TLS_…, TEMPORAL_API_KEY, TEMPORAL_PROFILE …).
 */
const configSchema = z.object({
  DATABASE_URL: z.string({ error: 'a PostgreSQL address such as postgresql://user:password@host:5432/amphoe_ita' }),
  TASK_QUEUE: z.string().default('amphoe-ita'),
  SMTP_URL: z.string({ error: 'a mail server such as smtp://127.0.0.1:1025' }).optional(),
  MAIL_FROM: z.string().default('ศปท.ปค. กรมการปกครอง <no-reply@amphoe-ita.example>'),
  PUBLIC_URL: z.url('the address at which people reach the service').default('http://127.0.0.1:3000'),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  WORKFLOW_BUNDLE: z.string().optional(),
  /** How long a caller of the API waits for a workflow's answer. */
  COMMAND_DEADLINE_MS: z.coerce.number().int().min(100).default(10_000),
  /** Requests a minute that one process of the API takes of one principal. */
  REQUESTS_PER_MINUTE: z.coerce.number().int().min(1).default(1200),
  /** The same of one address that sends no valid token. */
  STRANGERS_PER_MINUTE: z.coerce.number().int().min(1).default(60),
  /** Proxies before the API that tell from which address they were asked. */
  PROXIES: z.coerce.number().int().min(0).max(10).default(0),
  /** Database connections of one process. */
  DATABASE_POOL: z.coerce.number().int().min(2).max(200).default(12),
  /** Under which the secrets of webhooks are kept; without it there are none. */
  WEBHOOK_KEY: z
    .base64('32 random bytes in base64, such as openssl rand -base64 32 makes')
    .transform((text) => Buffer.from(text, 'base64'))
    .refine((key) => key.length === 32, '32 random bytes in base64, such as openssl rand -base64 32 makes')
    .optional(),
  /** Whether webhooks may go to this machine itself, without TLS too: for tests and rehearsals. */
  WEBHOOK_ALLOW_LOOPBACK: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true'),
  MAX_CACHED_WORKFLOWS: z.coerce.number().int().min(10).default(1500),
})
export type Config = z.output<typeof configSchema>

/** A variable of the environment that is missing or wrong. */
export class InvalidConfigError extends Error {
  constructor(issues: readonly { path: PropertyKey[]; message: string }[]) {
    super(
      `The environment is not as it must be:\n${issues.map((i) => `  ${i.path.map(String).join('.')}: ${i.message}`).join('\n')}`,
    )
    this.name = 'InvalidConfigError'
  }
}

/** Reads and checks the environment. @throws InvalidConfigError naming each variable and what is expected */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const read = configSchema.safeParse(environment)
  if (!read.success) throw new InvalidConfigError(read.error.issues)
  return read.data
}
