import pg from 'pg'

/** What PostgreSQL said when it refused a statement. */
export interface SqlError {
  /** SQLSTATE, five characters. */
  readonly code: string
  readonly message: string
}

/** How Prisma's adapter calls a database that does not answer. */
const AWAY = ['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout', 'TooManyConnections']

/** How the driver calls a connection that could not be made, or that broke. */
const LOST_CODES = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'ENOENT']
const LOST =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect)/

/** Whether an error says that the database is away, starting or stopping: the same may well succeed later. */
export function isDatabaseAway(error: unknown): boolean {
  const { code = '' } = sqlErrorOf(error) ?? {}
  return AWAY.includes(String(causeOf(error)?.kind)) || /^(08|53|57P)/.test(code) || isConnectionLost(error)
}

function isConnectionLost(error: unknown): boolean {
  const { code, message, stack } = (error ?? {}) as { code?: unknown; message?: unknown; stack?: unknown }
  const isDrivers = typeof stack === 'string' && /node_modules[\\/]pg(-pool)?[\\/]/.test(stack)
  return (isDrivers && LOST_CODES.includes(String(code))) || LOST.test(String(message))
}

/**
 * What PostgreSQL said in an error of the driver or of the Prisma client, or undefined when the error is of another kind.
 * Prisma keeps the server's own code and words two levels down.
 */
export function sqlErrorOf(error: unknown): SqlError | undefined {
  if (error instanceof pg.DatabaseError) return { code: error.code ?? '', message: error.message }
  const cause = causeOf(error)
  return typeof cause?.originalCode === 'string'
    ? { code: cause.originalCode, message: String(cause.originalMessage ?? '') }
    : undefined
}

function causeOf(error: unknown): Record<string, unknown> | undefined {
  return (error as { meta?: { driverAdapterError?: { cause?: Record<string, unknown> } } } | undefined)?.meta
    ?.driverAdapterError?.cause
}
