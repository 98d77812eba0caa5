import { z } from 'zod'
import { roles } from '../domain/access.ts'
import { mailKinds } from '../domain/letter.ts'
import { phases } from '../domain/office.ts'
import { obligationNames } from '../domain/policy.ts'
import { problems } from './problem.ts'

/** What the API answers, as schemas: the OpenAPI document and the types of the handlers are made from them. */

export const baht = z
  .string()
  .regex(/^-?\d+\.\d{2}$/)
  .meta({ description: 'Baht with two decimals.', example: '12500.50' })
export const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .meta({ format: 'date', description: 'A day, of the Common Era.', example: '2025-05-15' })
export const moment = z.string().meta({
  format: 'date-time',
  description: 'Programme time, in Thailand (UTC+7).',
  example: '2025-05-15T08:30:00+07:00',
})
/** By the clock of the service. */
const machineTime = z.string().meta({ format: 'date-time', description: 'By the clock of the service.' })
const machineDate = z.date().meta({ description: 'By the clock of the service.' })
const areaCode = z
  .string()
  .regex(/^\d{2}(\d{2})?$/)
  .meta({
    description: 'A DOPA code: two digits for a province office, four for a district office.',
    example: '4718',
  })
const provinceCode = z
  .string()
  .regex(/^\d{2}$/)
  .meta({ example: '47' })
const lineCode = z.string().meta({ description: 'A budget line.', example: 'materials' })
const count = z.int().min(0)
const anyObject = z.custom<object>().meta({ type: 'object' })
const phase = z.enum(phases).meta({ id: 'Phase', description: 'Where on its path an office stands.' })
const obligationName = z.enum(obligationNames).meta({ id: 'ObligationName' })
const level = z
  .int()
  .min(0)
  .max(2)
  .meta({ id: 'EscalationLevel', description: '0: to nobody. 1: to the province. 2: to the department.' })

export const programmeView = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    activity: z.string(),
    fiscalYear: z.int().meta({ description: 'Of the Buddhist era.', example: 2568 }),
    sample: z.boolean().meta({ description: 'Whether lines, amounts or contacts are samples.' }),
    rehearsal: z.boolean().meta({ description: 'Whether its time is a rehearsal’s.' }),
    openedAt: machineTime.nullable(),
  })
  .meta({ id: 'Programme' })

const phaseCounts = z.strictObject(Object.fromEntries(phases.map((p) => [p, count])) as Record<string, typeof count>)
const totals = {
  offices: count,
  overdue: count.meta({ description: 'Offices with a deadline that has passed.' }),
  escalated: z
    .strictObject({ province: count, department: count })
    .meta({ description: 'Offices by the highest tier told of them.' }),
  phases: phaseCounts,
  allocated: baht,
  disbursed: baht,
  returned: baht,
}

export const programmeDetailView = z
  .strictObject({
    ...programmeView.shape,
    now: moment,
    letters: z.array(z.strictObject({ from: z.string(), number: z.string(), date: day, subject: z.string() })),
    kickoff: z.strictObject({ beginsAt: moment, endsAt: moment }),
    deadlines: z.strictObject({ disbursement: day, report: day }),
    lines: z.array(z.strictObject({ code: lineCode, name: z.string() })),
    summary: z
      .strictObject({
        provinces: count,
        ...totals,
        mails: z.record(z.string(), count).meta({ description: 'Mails by state.' }),
      })
      .optional()
      .meta({ description: 'For those who see the whole country.' }),
  })
  .meta({ id: 'ProgrammeDetail' })

export const provinceView = z
  .strictObject({ province: provinceCode, nameTh: z.string(), nameEn: z.string(), ...totals })
  .meta({ id: 'Province' })

const officeFields = {
  code: areaCode,
  province: provinceCode,
  tier: z.enum(['province', 'district']),
  nameTh: z.string(),
  nameEn: z.string(),
  phase,
  report: z.enum(['none', 'under-review', 'returned', 'accepted']),
  level,
  overdue: z.boolean(),
  nextDeadline: day.nullable(),
  nextAt: moment.nullable().meta({ description: 'When time alone next brings something about.' }),
  notifiedAt: moment.nullable(),
  suspendedAt: moment.nullable(),
  withdrawnAt: moment.nullable(),
}
export const officeView = z.strictObject(officeFields).meta({ id: 'Office' })

const obligationView = z
  .strictObject({
    arose: moment.meta({ description: 'When it arose, or rose again.' }),
    deadline: day,
    settledAt: moment.nullable(),
    level,
    answer: z.strictObject({ promisedOn: day }).nullable().meta({ description: 'The province’s answer.' }),
  })
  .meta({ id: 'Obligation' })

const ledgerEntryView = z
  .strictObject({
    sequence: count,
    line: lineCode,
    kind: z.enum(['disbursement', 'return']),
    reversal: z.boolean(),
    amount: baht.meta({ description: 'Baht; negative in a reversal.' }),
    paidOn: day.nullable(),
    documentNo: z.string(),
    efmsRef: z.string().nullable(),
    late: z.boolean().meta({ description: 'Whether it was recorded after the disbursement deadline.' }),
    at: moment,
  })
  .meta({ id: 'LedgerEntry' })

export const officeDetailView = z
  .strictObject({
    ...officeFields,
    sequence: count.meta({ description: 'Number of the last event.' }),
    obligations: z.strictObject(
      Object.fromEntries(obligationNames.map((n) => [n, obligationView.optional()])) as Record<
        (typeof obligationNames)[number],
        z.ZodOptional<typeof obligationView>
      >,
    ),
    lines: z.array(
      z
        .strictObject({
          line: lineCode,
          name: z.string().optional(),
          allocated: baht,
          disbursed: baht,
          returned: baht,
          remaining: baht,
        })
        .meta({ id: 'BudgetLine' }),
    ),
    ledger: z.array(ledgerEntryView),
    contacts: z
      .array(
        z.strictObject({
          role: z.enum(['coordinator', 'mailbox', 'manager']),
          name: z.string(),
          email: z.string(),
          phone: z.string().nullable(),
          sample: z.boolean(),
        }),
      )
      .optional()
      .meta({ description: 'Whom mails go to; not for auditors.' }),
  })
  .meta({ id: 'OfficeDetail' })

export const timelineView = z
  .strictObject({
    events: z.array(
      z
        .strictObject({
          sequence: count,
          type: z.string(),
          at: moment,
          recordedAt: machineTime,
          event: anyObject.meta({ description: 'What happened, as it was decided; amounts in baht.' }),
          command: z.string().nullable().meta({ description: 'null for what time alone brought about.' }),
          by: z.string().nullable().meta({ description: 'The id of the token that gave the command.' }),
          texts: z.union([anyObject, z.null()]).meta({ description: 'What was written in words with the command.' }),
        })
        .meta({ id: 'TimelineEvent' }),
    ),
    mails: z.array(
      z
        .strictObject({
          id: z.string(),
          at: moment,
          kind: z.enum(mailKinds),
          items: z.array(z.strictObject({ office: areaCode, obligation: obligationName, state: z.string() })),
          status: z.enum(['queued', 'sent', 'failed', 'dropped']),
          sentAt: machineTime.nullable(),
          reason: z.string().nullable().optional().meta({ description: 'Why it was not sent; not for auditors.' }),
        })
        .meta({ id: 'TimelineMail' }),
    ),
    nextAt: moment.nullable(),
    next: z.string().optional().meta({ description: 'The cursor of the next page; absent on the last.' }),
  })
  .meta({ id: 'Timeline' })

const answerFields = {
  office: areaCode,
  at: moment,
  sequence: count.meta({ description: 'Number of the last event: what is read from then on includes it.' }),
  events: z.array(z.string()),
  phase,
  nextAt: moment.nullable(),
  late: z.boolean().optional().meta({ description: 'Set on an entry after the disbursement deadline.' }),
}
export const answerView = z.strictObject({ accepted: z.literal(true), ...answerFields }).meta({ id: 'Answer' })

export const problemView = z
  .looseObject({
    type: z.enum(Object.keys(problems).map((type) => `/problems/${type}`)),
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({ description: 'What is wrong, for people.' }),
    titleTh: z.string().optional(),
    detailTh: z.string().optional().meta({ description: 'What is wrong and what a clerk can do, in Thai.' }),
    instance: z.string().meta({ description: 'The id of the request.' }),
  })
  .meta({ id: 'Problem', description: 'A problem (RFC 9457). Other fields are its facts.' })

const sentCommand = { office: areaCode, command: z.string(), key: z.string() }
export const manyAnswerView = z
  .strictObject({
    accepted: count,
    refused: count,
    results: z
      .array(
        z.union([
          z.strictObject({ ...sentCommand, accepted: z.literal(true), answer: z.strictObject(answerFields) }),
          z.strictObject({ ...sentCommand, accepted: z.literal(false), problem: problemView }),
        ]),
      )
      .meta({ description: 'In the order of the commands.' }),
  })
  .meta({ id: 'ManyAnswer' })

export const areaAnswerView = z
  .strictObject({ accepted: z.literal(true), area: z.string(), offices: count })
  .meta({ id: 'AreaAnswer' })

export const tokenView = z
  .strictObject({
    id: z.uuid(),
    prefix: z.string().meta({ description: 'Its first characters, to tell tokens apart.' }),
    label: z.string(),
    role: z.enum(roles),
    area: z.string(),
    createdAt: machineDate,
    expiresAt: machineDate.nullable(),
    lastUsedAt: machineDate.nullable(),
    revokedAt: machineDate.nullable(),
    rotatedAt: machineDate.nullable().meta({ description: 'When it was changed for a new one.' }),
  })
  .meta({ id: 'Token' })

export const newTokenView = z
  .strictObject({
    ...tokenView.shape,
    token: z.string().meta({ description: 'The token itself. It is shown this once.' }),
  })
  .meta({ id: 'NewToken' })

export const endpointView = z
  .strictObject({
    id: z.string(),
    url: z.string(),
    description: z.string(),
    types: z.array(z.string()).meta({ description: 'None for all.' }),
    area: z.string(),
    createdBy: z.string(),
    createdAt: machineTime,
    disabledAt: machineTime.nullable(),
    disabledWhy: z.enum(['asked', 'gone', 'failing']).nullable().meta({
      description: 'gone: it answered 410. failing: nothing was answered with success for five days.',
    }),
    consecutiveFailures: count,
    failingSince: machineTime.nullable(),
  })
  .meta({ id: 'Endpoint' })

export const deliveryView = z
  .strictObject({
    id: z.string().meta({ description: 'The webhook-id that the receiver sees.' }),
    endpoint: z.string(),
    type: z.string(),
    office: areaCode.nullable(),
    sequence: count.nullable(),
    status: z.enum(['queued', 'delivered', 'failed', 'dropped']),
    attempts: count,
    nextAttemptAt: machineTime.nullable(),
    lastStatus: z.int().nullable(),
    lastError: z.string().nullable(),
    deliveredAt: machineTime.nullable(),
    createdAt: machineTime,
  })
  .meta({ id: 'Delivery' })

const hash = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .meta({ description: 'SHA-256, hexadecimal.' })

export const auditEventView = z
  .strictObject({
    office: areaCode,
    sequence: count,
    type: z.string(),
    at: moment,
    recordedAt: machineTime,
    event: anyObject,
    command: z.string().nullable(),
    commandKey: z.string().nullable(),
    by: z.string().nullable(),
    hash,
  })
  .meta({ id: 'AuditEvent' })

export const auditRecordView = z
  .strictObject({
    sequence: count,
    at: machineTime,
    kind: z.string(),
    programme: z.string().nullable(),
    office: z.string().nullable(),
    actor: z.string().nullable(),
    role: z.string().nullable(),
    requestId: z.string().nullable(),
    details: anyObject,
    hash,
  })
  .meta({ id: 'AuditRecord' })

export const sealView = z.strictObject({ sequence: count, at: machineTime, hash }).meta({ id: 'Seal' })

export const auditStateView = z
  .strictObject({
    found: count.meta({ description: 'How many things are not as they were recorded.' }),
    findings: z
      .array(
        z.strictObject({
          about: z.string(),
          programme: z.string().nullable(),
          office: z.string().nullable(),
          sequence: count.nullable(),
          what: z.string(),
        }),
      )
      .meta({ description: 'The first hundred of them.' }),
    ...{ offices: count, events: count, entries: count, records: count, seals: count },
    seal: z.union([sealView, z.null()]).meta({ description: 'The seal that was asked for, if it is there.' }),
    head: hash.meta({ description: 'One hash over the ends of all chains.' }),
  })
  .meta({ id: 'AuditState' })

const cellProblem = z
  .strictObject({
    cell: z.string().meta({ example: 'C12' }),
    column: z.string(),
    problem: z.string().meta({ description: 'A stable word.' }),
    message: z.string(),
    messageTh: z.string(),
    value: z.string(),
    candidates: z.array(z.string()).optional(),
  })
  .meta({ id: 'CellProblem' })
const dryRun = {
  sheet: z.string().optional(),
  counts: z.strictObject({ rows: count, fine: count, withErrors: count }),
  problems: z.array(cellProblem).meta({ description: 'The first thousand, from the top.' }),
  moreProblems: count,
  unread: z.array(z.string()).meta({ description: 'Headers of columns that were not read.' }),
}
const applied = {
  outcome: z.enum(['dry-run', 'applied', 'already-there']),
  basis: z.string().meta({ description: 'Send it with the same file to apply what is shown here.' }),
}
const allocationChange = z.strictObject({ office: areaCode, line: lineCode, from: baht, to: baht.optional() })
export const allocationImportView = z
  .strictObject({
    ...dryRun,
    ...applied,
    added: z.array(allocationChange),
    changed: z.array(allocationChange),
    unchanged: z.array(allocationChange),
    notInFile: z.array(allocationChange).meta({ description: 'What there is and the file does not name: it stays.' }),
    linesNotInFile: z.array(lineCode),
    total: baht,
  })
  .meta({ id: 'AllocationImport' })

const importedContact = z.strictObject({
  recipient: z.string(),
  role: z.string(),
  name: z.string(),
  email: z.string(),
  phone: z.string().nullable(),
})
export const contactImportView = z
  .strictObject({
    ...dryRun,
    ...applied,
    added: z.array(importedContact),
    changed: z.array(z.strictObject({ from: importedContact, to: importedContact })),
    unchanged: z.array(importedContact),
    removed: z.array(importedContact),
    notInFile: z.array(importedContact),
  })
  .meta({ id: 'ContactImport' })

const extractEntry = z.strictObject({
  cell: z.string(),
  office: areaCode,
  amount: baht,
  paidOn: day,
  line: lineCode.optional(),
  documentNo: z.string().optional(),
  efmsRef: z.string().optional(),
})
const payment = z.strictObject({
  office: areaCode,
  sequence: count,
  line: lineCode,
  amount: baht,
  paidOn: day.nullable(),
  documentNo: z.string(),
  efmsRef: z.string().nullable(),
})
export const reconciliationView = z
  .strictObject({
    ...dryRun,
    offices: z.array(areaCode).meta({ description: 'Those of which the file has entries.' }),
    same: count,
    different: z.array(
      z.strictObject({
        entry: extractEntry,
        payment,
        by: z.string(),
        differences: z.array(z.strictObject({ field: z.string(), efms: z.string(), ledger: z.string() })),
      }),
    ),
    missing: z.array(extractEntry).meta({ description: 'In e-fms and not in the ledger.' }),
    extra: z.array(payment).meta({ description: 'In the ledger and not in e-fms.' }),
  })
  .meta({ id: 'Reconciliation' })

const given = {
  offices: z.array(areaCode).meta({ description: 'For which the file calls for a command.' }),
  results: z
    .array(z.strictObject({ office: areaCode, outcome: z.string() }))
    .optional()
    .meta({ description: 'accepted, or why not; when applied.' }),
}
export const formsImportView = z
  .strictObject({
    ...dryRun,
    ...given,
    superseded: z.array(z.strictObject({ cell: z.string(), office: areaCode })),
  })
  .meta({ id: 'FormsImport' })
export const attendanceImportView = z
  .strictObject({
    ...dryRun,
    ...given,
    minutes: z.record(z.string(), z.number()),
    tooShort: z.array(areaCode),
  })
  .meta({ id: 'AttendanceImport' })

export const snapshotView = z
  .strictObject({
    id: z.string(),
    programme: z.string(),
    at: moment,
    takenAt: machineTime,
    takenBy: z.string().nullable(),
    hashes: z.strictObject({ data: hash, xlsx: hash, pdf: hash }),
  })
  .meta({ id: 'Snapshot' })
