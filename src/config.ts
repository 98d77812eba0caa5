import { z } from 'zod'
import { isLocalHost } from './localHost.ts'
import { withSecretFiles } from './secretFiles.ts'
import { payloadKeysSchema } from './temporal/payloadKeys.ts'

/** The longest name that PostgreSQL takes. */
const LONGEST_NAME = 63

const roleOf = (who: string) =>
  z
    .string()
    .min(1)
    .max(LONGEST_NAME)
    .optional()
    .meta({
      description: `For \`migrate\`: the database role as which ${who}, to be given what it needs ([deployment](deployment.md#database-roles)); nobody is given anything without it`,
    })

/**
 * What the processes are told by their environment, with what it means: docs/configuration.md is written from here. Temporal's
 * address, TLS and API key are the Temporal client's own variables (src/temporal/variables.ts).
 */
const fields = z.object({
  DATABASE_URL: z
    .string({ error: 'a PostgreSQL address such as postgresql://user:password@host:5432/amphoe_ita' })
    .meta({ description: 'The PostgreSQL database, `postgresql://user:password@host:5432/amphoe_ita`' }),
  DATABASE_POOL: z.coerce.number().int().min(2).max(200).default(12).meta({
    description: 'Database connections of one process',
  }),
  MIGRATE_ON_START: z
    .enum(['true', 'false'])
    .default('true')
    .transform((text) => text === 'true')
    .meta({
      description:
        'Whether worker and API bring the database to their version when they start. With `false`, as in the image, they refuse to start on one that is behind: `migrate` is run before them',
    }),
  DATABASE_ROLE_API: roleOf('the API connects'),
  DATABASE_ROLE_WORKER: roleOf('workers connect'),
  TASK_QUEUE: z.string().default('amphoe-ita').meta({ description: 'The Temporal task queue of the workers' }),
  TEMPORAL_UI_URL: z
    .url({ protocol: /^https?$/, error: 'an address such as https://temporal.example' })
    .optional()
    .meta({ description: 'The Temporal UI, to which the pages of operators link; no links without it' }),
  WORKFLOW_BUNDLE: z.string().optional().meta({
    description: 'A file with the bundled workflow code; each worker bundles it anew without it. The image sets it',
  }),
  WORKER_BUILD_ID: z
    .string()
    .regex(/^[\w.+-]{1,64}$/, 'letters, digits, dots, dashes, such as 1.4.0')
    .optional()
    .meta({
      description:
        'The release that a worker is of, where releases follow each other while offices work ([upgrades](upgrades.md)); workers are all alike without it',
    }),
  PAYLOAD_KEYS: payloadKeysSchema.optional().meta({
    description:
      'Keys under which what Temporal keeps is encrypted ([deployment](deployment.md#payloads)), the newest first: `2026-11:KEY,2026-05:KEY`, each KEY by `openssl rand -base64 32`; not encrypted without it',
  }),
  MAX_CACHED_WORKFLOWS: z.coerce.number().int().min(10).default(1500).meta({
    description: 'Workflows that one worker keeps in memory; a country has some 1,030',
  }),
  SMTP_URL: z.string({ error: 'a mail server such as smtp://127.0.0.1:1025' }).optional().meta({
    description: 'The mail server, `smtps://user:password@mail.example.go.th`; no mail is delivered without it',
  }),
  MAIL_FROM: z
    .string()
    .default('ศปท.ปค. กรมการปกครอง <no-reply@amphoe-ita.example>')
    .meta({ description: 'Who mails are from, `Name <address>`' }),
  MAIL_PER_MINUTE: z.coerce.number().int().min(10).optional().meta({
    description:
      'Mails a minute that all processes together hand to the mail server; as many as it takes when left out',
  }),
  PUBLIC_URL: z.url('the address at which people reach the service').default('http://127.0.0.1:3000').meta({
    description: 'The address at which people reach the service; nobody can sign in unless it is https or this machine',
  }),
  HOST: z.string().default('127.0.0.1').meta({
    description: 'The address at which the API listens. The image sets `0.0.0.0`',
  }),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000).meta({ description: 'The port of the API' }),
  METRICS_PORT: z.coerce.number().int().min(1).max(65535).optional().meta({
    description:
      "The port of each process's own where it tells operators how it does (`/metrics`, `/healthz`, `/readyz`), for their network alone; none without it. The image sets 9464",
  }),
  METRICS_HOST: z.string().default('127.0.0.1').meta({
    description: 'The address at which that port listens. The image sets `0.0.0.0`',
  }),
  TRUSTED_PROXIES: z
    .string()
    .optional()
    // Compose hands it on empty where nobody has set it.
    .transform((text) => text || undefined)
    .meta({
      description:
        "Proxies before the service whose word on a caller's address is taken: `loopback`, addresses, subnets, with commas; none when empty",
    }),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info').meta({
    description: 'What is logged, a line of JSON each',
  }),
  // A task that a lost worker had in hand is given to another after ten seconds: Temporal's own default.
  COMMAND_DEADLINE_MS: z.coerce.number().int().min(100).default(20_000).meta({
    description: "How long a caller of the API waits for a workflow's answer, in milliseconds",
  }),
  REQUESTS_PER_MINUTE: z.coerce.number().int().min(1).default(1200).meta({
    description: 'Requests a minute that one process of the API takes of one principal',
  }),
  STRANGERS_PER_MINUTE: z.coerce.number().int().min(1).default(60).meta({
    description:
      'The same of one address where nobody is known: without a valid token, on its way to sign in, at the pages and data for everybody. More where many offices share an address',
  }),
  WEBHOOK_KEY: z
    .base64('32 random bytes in base64, such as openssl rand -base64 32 makes')
    .transform((text) => Buffer.from(text, 'base64'))
    .refine((key) => key.length === 32, '32 random bytes in base64, such as openssl rand -base64 32 makes')
    .optional()
    .meta({
      description:
        'Under which the secrets of webhooks are kept: 32 random bytes in base64, by `openssl rand -base64 32`; no webhooks without it',
    }),
  WEBHOOK_ALLOW_LOOPBACK: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true')
    .meta({
      description: 'Whether webhooks may go to this machine itself, without TLS too: for tests and rehearsals',
    }),
  SESSION_IDLE_MINUTES: z.coerce.number().int().min(1).max(1440).default(30).meta({
    description: 'How long a person stays signed in without a request, in minutes',
  }),
  SESSION_HOURS: z.coerce.number().int().min(1).max(168).default(12).meta({
    description: 'How long a person stays signed in at most, in hours',
  }),
  OIDC_ISSUER: z
    .url('the issuer of an OpenID Connect provider')
    .refine((url) => isConfidential(url), 'https, or http on this machine')
    .optional()
    .meta({ description: 'The OpenID Connect provider by which people sign in; by e-mail alone without it' }),
  OIDC_CLIENT_ID: z.string().min(1).optional().meta({ description: 'The id that the provider has given' }),
  OIDC_CLIENT_SECRET: z.string().min(1).optional().meta({ description: 'The secret that the provider has given' }),
  OIDC_SCOPES: z
    .string()
    .regex(/(^| )openid( |$)/, 'scopes with spaces between them, openid among them')
    .default('openid email')
    .meta({ description: 'Scopes asked of the provider, `openid` among them' }),
  OIDC_LABEL: z.string().min(1).default('ThaID').meta({
    description: 'What the button says after "sign in with"',
  }),
  SIGN_IN_BY_EMAIL: z
    .enum(['true', 'false'])
    .default('true')
    .transform((text) => text === 'true')
    .meta({
      description:
        'Whether people may also sign in by a link that is mailed. With `false` by the provider alone, and by what it asks of them',
    }),
})

/** Variables whose value nobody may see. Each may be given as a file: its name with _FILE, such as DATABASE_URL_FILE. */
export const secretNames = ['DATABASE_URL', 'PAYLOAD_KEYS', 'SMTP_URL', 'WEBHOOK_KEY', 'OIDC_CLIENT_SECRET'] as const

const configSchema = fields.superRefine((config, context) => {
  const expect = (path: keyof typeof config, message: string) =>
    context.addIssue({ code: 'custom', path: [path], message })
  if (!config.SIGN_IN_BY_EMAIL && config.OIDC_ISSUER === undefined)
    expect('SIGN_IN_BY_EMAIL', 'true, or OIDC_ISSUER with the provider by which people sign in instead')
  if (config.OIDC_ISSUER === undefined) return
  if (config.OIDC_CLIENT_ID === undefined) expect('OIDC_CLIENT_ID', 'the id that the provider of OIDC_ISSUER has given')
  if (config.OIDC_CLIENT_SECRET === undefined)
    expect('OIDC_CLIENT_SECRET', 'the secret that the provider has given, or OIDC_CLIENT_SECRET_FILE with its file')
})
export type Config = z.output<typeof configSchema>

/** What is wrong with a variable, and what is expected of it. */
export interface ConfigIssue {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

/** Variables of the environment that are missing or wrong. */
export class InvalidConfigError extends Error {
  readonly issues: readonly ConfigIssue[]

  constructor(issues: readonly ConfigIssue[]) {
    super(
      `The environment is not as it must be:\n${issues.map((i) => `  ${i.path.map(String).join('.')}: ${i.message}`).join('\n')}`,
    )
    this.name = 'InvalidConfigError'
    this.issues = issues
  }
}

/** Reads and checks the environment. @throws InvalidConfigError naming each variable and what is expected */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const { environment: whole, issues } = withSecretFiles(environment, secretNames)
  const read = configSchema.safeParse(whole)
  if (read.success && issues.length === 0) return read.data
  const isTold = (name: PropertyKey | undefined) =>
    issues.some((i) => i.path[0] === name || i.path[0] === `${String(name)}_FILE`)
  const others = read.success ? [] : read.error.issues.filter(({ path }) => !isTold(path[0]))
  throw new InvalidConfigError([...issues, ...others])
}

/** A variable as it is documented. */
export interface DocumentedVariable {
  readonly name: string
  readonly description: string
  /** What it may be, where that is not any text. */
  readonly takes?: string
  readonly default?: string
  readonly isRequired: boolean
  readonly isSecret: boolean
}

/** Every variable of the service with what it means, in the order in which they are explained. */
export function documentedVariables(): DocumentedVariable[] {
  const { properties = {}, required = [] } = z.toJSONSchema(fields, { io: 'input', unrepresentable: 'any' })
  return Object.entries(properties).map(([name, property]) => {
    if (typeof property === 'boolean') throw new Error(`${name} takes anything or nothing.`)
    const { description = '', enum: choices, minimum, maximum, default: usual } = property
    const isBounded = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER
    const range = isBounded ? `${minimum} to ${maximum}` : `${minimum} or more`
    const takes = choices?.join(', ') ?? (minimum === undefined ? undefined : range)
    return {
      ...{ name, description },
      ...(takes === undefined ? {} : { takes }),
      ...(usual === undefined ? {} : { default: String(usual) }),
      isRequired: required.includes(name) && usual === undefined,
      isSecret: (secretNames as readonly string[]).includes(name),
    }
  })
}

/** Whether what is sent to a URL is seen by nobody on the way: https, or this machine. */
export function isConfidential(url: string): boolean {
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || (protocol === 'http:' && isLocalHost(hostname))
}
