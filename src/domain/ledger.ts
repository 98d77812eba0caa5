import type { CommandBodies, ReportLine } from './command.ts'
import type { Entry, OfficeEvent } from './event.ts'
import { formatBaht, parseBaht, type Satang } from './money.ts'
import type { LedgerDocument, LineBalance, OfficeState } from './office.ts'
import type { LineCode, Policy } from './policy.ts'
import { type Rejection, reject } from './rejection.ts'
import { type Day, dayOf, type Instant, isDay } from './time.ts'

/**
 * The rules of the money (letter ว 55878, on the allocation): within it, strictly for its purpose, and never moved between
 * lines (ห้ามถัวจ่าย). A wrong entry is reversed by a new one, never edited.
 */

/** What is left of a line, in satang. */
export function remaining(line: LineBalance): Satang {
  return line.allocated - line.disbursed - line.returned
}

/** Disbursement is settled when on every line disbursed + returned = allocated. */
export function isFullyAccounted(state: Pick<OfficeState, 'lines'>): boolean {
  return Object.values(state.lines).every((line) => remaining(line) === 0)
}

/** From submission of the report until it is returned nothing more is entered. */
export function isLedgerClosed(state: OfficeState): boolean {
  return state.report === 'under-review' || state.report === 'accepted'
}

/** Document numbers are compared without regard to surrounding space or to how their characters are composed. */
export function normalDocumentNo(text: string): string {
  return text.normalize('NFC').trim()
}

/** The entry, if a new one may be made on this line; exactly the rest of the line is fine, one satang more is not. */
function newEntry(
  policy: Policy,
  state: OfficeState,
  asked: { line: LineCode; amount: string; on: string; documentNo: string },
  at: Instant,
): Entry | Rejection {
  if (isLedgerClosed(state)) return ledgerClosed(state)
  const line = lineOf(state, asked.line)
  if (!line) return unknownLine(state, asked.line)

  const amount = parseBaht(asked.amount)
  if (amount === undefined || amount === 0)
    return reject(
      'invalid-amount',
      'The amount must be greater than 0, in baht with at most two decimals, such as "12500.50".',
      {
        amount: asked.amount,
      },
    )

  const today = dayOf(at)
  if (!isDay(asked.on) || asked.on > today || asked.on < policy.allocatedOn)
    return reject('invalid-date', 'The date must be a day from the allocation to today.', {
      date: asked.on,
      earliest: policy.allocatedOn,
      latest: today,
    })

  const documentNo = normalDocumentNo(asked.documentNo)
  if (documentOf(state, documentNo))
    return reject(
      'duplicate-document',
      'This office has already used this document number; a reversed one is not used again.',
      {
        documentNo,
      },
    )

  if (amount > remaining(line))
    return reject(
      'line-exceeded',
      'The amount is more than what remains of this budget line, and no line may pay for another.',
      {
        line: asked.line,
        amount: formatBaht(amount),
        remaining: formatBaht(remaining(line)),
        excess: formatBaht(amount - remaining(line)),
      },
    )

  return { line: asked.line, amount, paidOn: asked.on, documentNo, late: isLate(state, today) }
}

/** `disburse`: money paid out on one line. */
export function disburse(
  policy: Policy,
  state: OfficeState,
  body: CommandBodies['disburse'],
  at: Instant,
): OfficeEvent[] | Rejection {
  const entry = newEntry(policy, state, { ...body, on: body.paidOn }, at)
  if ('rejected' in entry) return entry
  return [{ type: 'disbursed', at, ...entry, ...(body.efmsRef === undefined ? {} : { efmsRef: body.efmsRef }) }]
}

/** `return-funds`: money of one line that is not needed, sent back (เงินเหลือจ่ายส่งคืน). */
export function returnFunds(
  policy: Policy,
  state: OfficeState,
  body: CommandBodies['return-funds'],
  at: Instant,
): OfficeEvent[] | Rejection {
  const entry = newEntry(policy, state, { ...body, on: body.returnedOn }, at)
  if ('rejected' in entry) return entry
  return [{ type: 'funds-returned', at, ...entry }]
}

/** `reverse`: takes back a wrong entry as a whole. Its number stays used. */
export function reverse(state: OfficeState, body: CommandBodies['reverse'], at: Instant): OfficeEvent[] | Rejection {
  if (isLedgerClosed(state)) return ledgerClosed(state)
  const documentNo = normalDocumentNo(body.documentNo)
  const document = documentOf(state, documentNo)
  if (!document)
    return reject('unknown-document', 'This office has no entry with this document number.', { documentNo })
  if (document.reversed)
    return reject('already-done', 'The entry with this document number has been reversed.', { documentNo })
  const { line, amount, kind } = document
  return [{ type: 'entry-reversed', at, documentNo, line, amount, kind, late: isLate(state, dayOf(at)) }]
}

/** `virement`: always refused, with the rule. */
export function refuseVirement(body: CommandBodies['virement']): Rejection {
  return reject(
    'virement-forbidden',
    'Money of one budget line never pays for another (no virement): return what is left of the one line; the other keeps its own ceiling.',
    { from: body.from, to: body.to },
  )
}

/**
 * `submit-report`: taken once disbursement is settled, and only with the ledger's own amounts on every line.
 * The refusal shows the difference line by line.
 */
export function submitReport(
  state: OfficeState,
  body: CommandBodies['submit-report'],
  at: Instant,
): OfficeEvent[] | Rejection {
  if (isLedgerClosed(state))
    return reject('already-done', 'The final report has been submitted.', { report: state.report })
  if (!isFullyAccounted(state))
    return reject(
      'disbursement-incomplete',
      'The final report is taken once disbursed + returned = allocated on every budget line.',
      {
        lines: Object.entries(state.lines)
          .filter(([, line]) => remaining(line) > 0)
          .map(([line, balance]) => ({ line, remaining: formatBaht(remaining(balance)) })),
      },
    )

  const reported = readReport(body.lines)
  if ('rejected' in reported) return reported
  const codes = new Set([...Object.keys(state.lines), ...reported.map((r) => r.line)])
  const differences = [...codes].flatMap((line) => {
    const ledger = lineOf(state, line) ?? { disbursed: 0, returned: 0 }
    const rows = reported.filter((r) => r.line === line)
    const [row] = rows
    const listed = lineOf(state, line) !== undefined
    if (rows.length === 1 && listed && row!.disbursed === ledger.disbursed && row!.returned === ledger.returned)
      return []
    return [
      {
        line,
        timesReported: rows.length,
        reported: { disbursed: formatBaht(row?.disbursed ?? 0), returned: formatBaht(row?.returned ?? 0) },
        ledger: { disbursed: formatBaht(ledger.disbursed), returned: formatBaht(ledger.returned) },
      },
    ]
  })
  if (differences.length > 0)
    return reject(
      'report-mismatch',
      "The report's amounts must equal the ledger's on every budget line, each line once.",
      {
        differences,
      },
    )

  return [
    {
      type: 'report-submitted',
      at,
      lines: reported,
      ...(body.formsResponseId === undefined ? {} : { formsResponseId: body.formsResponseId }),
    },
  ]
}

type ReportAmounts = { line: LineCode; disbursed: Satang; returned: Satang }

function readReport(lines: readonly ReportLine[]): ReportAmounts[] | Rejection {
  const read: ReportAmounts[] = []
  for (const row of lines) {
    const disbursed = parseBaht(row.disbursed)
    const returned = parseBaht(row.returned)
    if (disbursed === undefined || returned === undefined)
      return reject(
        'invalid-amount',
        'Amounts in the report are baht with at most two decimals, such as "12500.50"; 0 is allowed.',
        {
          line: row.line,
          disbursed: row.disbursed,
          returned: row.returned,
        },
      )
    read.push({ line: row.line, disbursed, returned })
  }
  return read
}

function lineOf(state: OfficeState, line: LineCode): LineBalance | undefined {
  return Object.hasOwn(state.lines, line) ? state.lines[line] : undefined
}

function documentOf(state: OfficeState, documentNo: string): LedgerDocument | undefined {
  return state.documents.find((d) => d.documentNo === documentNo)
}

function isLate(state: OfficeState, today: Day): boolean {
  const disbursement = state.obligations.disbursement
  return disbursement !== undefined && today > disbursement.deadline
}

function ledgerClosed(state: OfficeState): Rejection {
  return reject(
    'report-open',
    'The ledger is closed from submission of the final report until the department returns it.',
    {
      report: state.report,
    },
  )
}

function unknownLine(state: OfficeState, line: LineCode): Rejection {
  return reject('unknown-line', 'This office has no allocation on this budget line.', {
    line,
    known: Object.keys(state.lines),
  })
}
