/** What PostgreSQL said when it refused a statement. */
export interface SqlError {
  /** SQLSTATE, five characters. */
  readonly code: string
  readonly message: string
}

/** How Prisma's adapter calls a database that does not answer. */
const AWAY = ['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout', 'TooManyConnections']

/** Whether an error says that the database is away, starting or stopping: the same may well succeed later. */
export function isDatabaseAway(error: unknown): boolean {
  const { code = '' } = sqlErrorOf(error) ?? {}
  return AWAY.includes(String(causeOf(error)?.kind)) || /^(08|53|57P)/.test(code)
}

/**
 * What PostgreSQL said in an error of the Prisma client, or undefined when the error is of another kind. Prisma keeps the
 * server's own code and words two levels down.
 */
export function sqlErrorOf(error: unknown): SqlError | undefined {
  const cause = causeOf(error)
  return typeof cause?.originalCode === 'string'
    ? { code: cause.originalCode, message: String(cause.originalMessage ?? '') }
    : undefined
}

function causeOf(error: unknown): Record<string, unknown> | undefined {
  return (error as { meta?: { driverAdapterError?: { cause?: Record<string, unknown> } } } | undefined)?.meta
    ?.driverAdapterError?.cause
}
