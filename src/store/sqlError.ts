/** What PostgreSQL said when it refused a statement. */
export interface SqlError {
  /** SQLSTATE, five characters. */
  readonly code: string
  readonly message: string
}

/**
 * What PostgreSQL said in an error of the Prisma client, or undefined when the error is of another kind. Prisma keeps the
 * server's own code and words two levels down.
 */
export function sqlErrorOf(error: unknown): SqlError | undefined {
  const cause = (error as { meta?: { driverAdapterError?: { cause?: Record<string, unknown> } } } | undefined)?.meta
    ?.driverAdapterError?.cause
  return typeof cause?.originalCode === 'string'
    ? { code: cause.originalCode, message: String(cause.originalMessage ?? '') }
    : undefined
}
