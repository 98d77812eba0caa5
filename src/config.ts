import { z } from 'zod'
import { isLocalHost } from './localHost.ts'

/**
 * What the processes are told by their environment. Temporal's address, TLS and API key are the Temporal client's own
 * variables (TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_TLS_…, TEMPORAL_API_KEY, TEMPORAL_PROFILE …).
 */
const fields = z.object({
  DATABASE_URL: z.string({ error: 'a PostgreSQL address such as postgresql://user:password@host:5432/amphoe_ita' }),
  TASK_QUEUE: z.string().default('amphoe-ita'),
  /** The Temporal UI, to which operators' pages link; no links without it. */
  TEMPORAL_UI_URL: z.url({ protocol: /^https?$/, error: 'an address such as https://temporal.example' }).optional(),
  SMTP_URL: z.string({ error: 'a mail server such as smtp://127.0.0.1:1025' }).optional(),
  MAIL_FROM: z.string().default('ศปท.ปค. กรมการปกครอง <no-reply@amphoe-ita.example>'),
  /** Mails a minute that all processes together hand to the mail server; as many as they can when left out. */
  MAIL_PER_MINUTE: z.coerce.number().int().min(10).optional(),
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
  /** Proxies before the service whose word on a caller's address is taken: `loopback`, addresses, subnets, with commas. */
  TRUSTED_PROXIES: z.string().optional(),
  /** How long a person stays signed in: without a request, and at most. */
  SESSION_IDLE_MINUTES: z.coerce.number().int().min(1).max(1440).default(30),
  SESSION_HOURS: z.coerce.number().int().min(1).max(168).default(12),
  /** The OpenID Connect provider by which people sign in; by e-mail alone without it. */
  OIDC_ISSUER: z
    .url('the issuer of an OpenID Connect provider')
    .refine((url) => isConfidential(url), 'https, or http on this machine')
    .optional(),
  OIDC_CLIENT_ID: z.string().min(1).optional(),
  OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  OIDC_CLIENT_SECRET_FILE: z.string().min(1).optional(),
  OIDC_SCOPES: z
    .string()
    .regex(/(^| )openid( |$)/, 'scopes with spaces between them, openid among them')
    .default('openid email'),
  /** What the button says after "sign in with". */
  OIDC_LABEL: z.string().min(1).default('ThaID'),
})

const configSchema = fields.superRefine((config, context) => {
  if (config.OIDC_ISSUER === undefined) return
  const expect = (path: keyof typeof config, message: string) =>
    context.addIssue({ code: 'custom', path: [path], message })
  if (config.OIDC_CLIENT_ID === undefined) expect('OIDC_CLIENT_ID', 'the id that the provider of OIDC_ISSUER has given')
  if ((config.OIDC_CLIENT_SECRET === undefined) === (config.OIDC_CLIENT_SECRET_FILE === undefined))
    expect('OIDC_CLIENT_SECRET', 'the secret that the provider has given, or OIDC_CLIENT_SECRET_FILE with its file')
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

/** Whether what is sent to a URL is seen by nobody on the way: https, or this machine. */
export function isConfidential(url: string): boolean {
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || (protocol === 'http:' && isLocalHost(hostname))
}
