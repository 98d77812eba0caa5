import type { Response } from 'express'
import { type RejectionType, rejectionTypes } from '../domain/rejection.ts'
import { type LineName, refusalTh, refusalTitleTh } from '../thai/refusals.ts'

/**
 * Every problem the API answers with (RFC 9457): its stable type, its status and its title. The last segment of `type` is the
 * stable word; docs/api.md mirrors this table.
 */
export const problems = {
  'invalid-json': { status: 400, title: 'The body is not well-formed JSON.' },
  'invalid-request': { status: 400, title: 'The request has not the right form.' },
  unauthenticated: { status: 401, title: 'A valid bearer token or session is needed.' },
  forbidden: { status: 403, title: 'This may not be done with this token.' },
  'csrf-failed': { status: 403, title: 'The request does not come from a page of this session.' },
  'not-found': { status: 404, title: 'There is nothing at this address.' },
  'unknown-programme': { status: 404, title: 'There is no such programme.' },
  'unknown-office': { status: 404, title: 'There is no such office within reach of this token.' },
  'method-not-allowed': { status: 405, title: 'This method is not taken here.' },
  'webhooks-off': { status: 409, title: 'This service sends no webhooks.' },
  'unknown-endpoint': { status: 404, title: 'There is no such endpoint within reach.' },
  'invalid-endpoint': { status: 422, title: 'The endpoint cannot be taken.' },
  'endpoint-exists': { status: 409, title: 'The endpoint is registered.' },
  'too-many-endpoints': { status: 409, title: 'The area has as many endpoints as it may.' },
  'endpoint-disabled': { status: 409, title: 'The endpoint is disabled.' },
  'unknown-contact': { status: 404, title: 'There is no such contact within reach.' },
  'contact-acknowledged': { status: 409, title: 'The contact was named in an acknowledgement.' },
  'invalid-contact': { status: 422, title: 'The contact cannot be taken.' },
  'already-paused': { status: 409, title: 'Mail to this tier is held back.' },
  'not-paused': { status: 409, title: 'Mail to this tier is not held back.' },
  'unusable-file': { status: 422, title: 'The file cannot be used.' },
  'import-has-errors': { status: 422, title: 'The file has errors; nothing of it is applied.' },
  'import-changed-since': { status: 409, title: 'What the file was compared with has changed.' },
  'programme-open': { status: 409, title: 'The programme is open.' },
  'token-ended': { status: 409, title: 'The token has ended.' },
  'programme-exists': { status: 409, title: 'The programme has been loaded.' },
  'not-notified': { status: 409, title: 'The notice has not reached the office.' },
  'already-done': { status: 409, title: 'This has been done.' },
  'duplicate-document': { status: 409, title: 'The document number has been used.' },
  'report-open': { status: 409, title: 'The ledger is closed.' },
  'disbursement-incomplete': { status: 409, title: 'Disbursement is not complete.' },
  'not-under-review': { status: 409, title: 'No report waits for review.' },
  'not-escalated': { status: 409, title: 'The obligation is not escalated to the province.' },
  'nothing-to-remind': { status: 409, title: 'There is nothing to remind of.' },
  'nothing-overdue': { status: 409, title: 'Nothing is overdue.' },
  'nothing-to-extend': { status: 409, title: 'There is nothing to extend.' },
  'not-suspended': { status: 409, title: 'The office is not suspended.' },
  withdrawn: { status: 409, title: 'The office has left the programme.' },
  'body-too-large': { status: 413, title: 'The body is too large.' },
  'unsupported-media-type': { status: 415, title: 'The body must be application/json.' },
  'invalid-amount': { status: 422, title: 'The amount cannot be taken.' },
  'invalid-date': { status: 422, title: 'The date cannot be taken.' },
  'invalid-deadline': { status: 422, title: 'The deadline cannot be taken.' },
  'invalid-programme': { status: 422, title: 'The programme, its allocations or contacts cannot be taken.' },
  'unknown-line': { status: 422, title: 'There is no such budget line.' },
  'unknown-document': { status: 422, title: 'There is no such document.' },
  'line-exceeded': { status: 422, title: 'The budget line has not that much left.' },
  'report-mismatch': { status: 422, title: 'The report differs from the ledger.' },
  'virement-forbidden': { status: 422, title: 'Money of one line never pays for another.' },
  'idempotency-key-reused': { status: 422, title: 'The idempotency key was used for another request.' },
  'idempotency-key-required': { status: 400, title: 'An Idempotency-Key header is needed.' },
  'too-many-requests': { status: 429, title: 'Too many requests.' },
  unavailable: { status: 503, title: 'The service cannot answer now.' },
  'internal-error': { status: 500, title: 'Something went wrong on our side.' },
} as const satisfies Record<string, { status: number; title: string }> &
  Record<RejectionType, { status: number; title: string }>
export type ProblemType = keyof typeof problems

/** A request that ends with a problem. Thrown by handlers, answered in one place. */
export class Problem extends Error {
  readonly type: ProblemType
  readonly facts: Readonly<Record<string, unknown>>
  readonly lineName: LineName | undefined

  /** @param lineName a budget line's Thai name from its code, where the programme is known */
  constructor(type: ProblemType, detail: string, facts: Record<string, unknown> = {}, lineName?: LineName) {
    super(detail)
    this.name = 'Problem'
    this.type = type
    this.facts = facts
    this.lineName = lineName
  }
}

/** The problem that a refusal of the domain is to a caller. An unknown type is ours to mend, not the caller's. */
export function problemOfRefusal(
  type: string,
  detail: string,
  facts: Record<string, unknown>,
  lineName?: LineName,
): Problem {
  return type in problems
    ? new Problem(type as ProblemType, detail, facts, lineName)
    : new Problem('internal-error', detail)
}

/** When a caller may try again, in seconds. */
const RETRY_AFTER = '5'

/** Answers with a problem. */
export function sendProblem(response: Response, problem: Problem): void {
  if (problem.type === 'unavailable') response.setHeader('Retry-After', RETRY_AFTER)
  response
    .status(problems[problem.type].status)
    .type('application/problem+json')
    .send(JSON.stringify(problemBody(problem, response)))
}

/** A problem as it is written in an answer. Refusals also say in Thai what a clerk can do. */
export function problemBody(problem: Problem, response: Response) {
  const { status, title } = problems[problem.type]
  return {
    ...problem.facts,
    type: `/problems/${problem.type}` as const,
    title,
    status,
    detail: problem.message,
    ...inThai(problem),
    instance: String(response.getHeader('x-request-id')),
  }
}

function inThai({ type, facts, lineName }: Problem): { titleTh?: string; detailTh?: string } {
  const refusal = rejectionTypes.find((t) => t === type)
  return refusal ? { titleTh: refusalTitleTh[refusal], detailTh: refusalTh({ type: refusal, facts }, lineName) } : {}
}
