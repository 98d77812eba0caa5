import type { ErrorRequestHandler } from 'express'
import type { Logger } from 'pino'
import { type ImportRefusal, ImportRefusedError } from '../imports/refused.ts'
import { BusyError } from '../preview/turns.ts'
import { UnusableFileError } from '../spreadsheet/unusable.ts'
import { ContactRefusedError } from '../store/contactBook.ts'
import { PauseRefusedError } from '../store/mailPause.ts'
import { isDatabaseAway, sqlErrorOf } from '../store/sqlError.ts'
import { isTemporalAway } from '../temporal/addressing.ts'
import { WebhookRefusal } from '../webhooks/refusal.ts'
import { BODY_LIMIT, LARGE_LIMIT } from './body.ts'
import { Problem, type ProblemType, sendProblem } from './problem.ts'

/** What Express's own parsers call what they refuse. */
const parserProblems: Readonly<Record<string, [ProblemType, string]>> = {
  'entity.parse.failed': ['invalid-json', 'The body is not well-formed JSON.'],
  'entity.too.large': [
    'body-too-large',
    `A body may have at most ${BODY_LIMIT}; one that loads or imports, ${LARGE_LIMIT}.`,
  ],
  'charset.unsupported': ['unsupported-media-type', 'Send the body as UTF-8.'],
  'encoding.unsupported': ['unsupported-media-type', 'Send the body without compression, or with gzip.'],
}

/** What a refusal of an import is called beside all others. */
const importProblems: Readonly<Record<ImportRefusal, ProblemType>> = {
  'unknown-programme': 'unknown-programme',
  'has-errors': 'import-has-errors',
  'changed-since': 'import-changed-since',
  'programme-open': 'programme-open',
}

/** SQLSTATEs of a text that PostgreSQL does not hold, such as one with a NUL. */
const NOT_STORABLE = ['22021', '22P05']

/** Turns whatever a handler threw into a problem. */
export function problemHandler(log: Logger): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error)
    if (error instanceof Problem) return sendProblem(response, error)
    if (error instanceof WebhookRefusal)
      return sendProblem(response, new Problem(error.type, error.message, error.facts))
    if (error instanceof ContactRefusedError)
      return sendProblem(response, new Problem(error.type, error.message, error.facts))
    if (error instanceof PauseRefusedError) return sendProblem(response, new Problem(error.type, error.message))
    if (error instanceof BusyError) return sendProblem(response, new Problem('unavailable', error.message))
    if (error instanceof UnusableFileError)
      return sendProblem(
        response,
        new Problem('unusable-file', error.message, { ...error.facts, reason: error.type, detailTh: error.messageTh }),
      )
    if (error instanceof ImportRefusedError)
      return sendProblem(
        response,
        new Problem(importProblems[error.type], error.message, { detailTh: error.messageTh }),
      )
    if (NOT_STORABLE.includes(sqlErrorOf(error)?.code ?? ''))
      return sendProblem(response, new Problem('invalid-request', 'A text holds a character that cannot be kept.'))
    if (isDatabaseAway(error) || isTemporalAway(error)) {
      log.warn({ err: error, request: response.getHeader('x-request-id') }, 'a part of the service does not answer')
      return sendProblem(
        response,
        new Problem('unavailable', 'A part of the service does not answer. Send the same request again later.'),
      )
    }
    const { type, status } = error as { type?: string; status?: number }
    const known = type === undefined ? undefined : parserProblems[type]
    if (known) return sendProblem(response, new Problem(...known))
    if (status === 400) return sendProblem(response, new Problem('invalid-request', 'The request cannot be read.'))
    log.error({ err: error, request: response.getHeader('x-request-id') }, 'a request failed')
    return sendProblem(
      response,
      new Problem('internal-error', 'The request could not be answered. It has been logged under its id.'),
    )
  }
}
