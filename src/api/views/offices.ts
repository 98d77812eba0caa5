import { z } from 'zod'
import { mailKinds } from '../../domain/letter.ts'
import { obligationNames } from '../../domain/policy.ts'
import { readerView } from './contacts.ts'
import {
  anyObject,
  areaCode,
  baht,
  count,
  day,
  level,
  lineCode,
  machineTime,
  moment,
  obligationName,
  phase,
  provinceCode,
} from './fields.ts'
import { mailStatus } from './mails.ts'

/** What the API answers about an office, and about what happened to it. */

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
    contacts: z.array(readerView).optional().meta({ description: 'Whom mails go to; not for auditors.' }),
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
          status: mailStatus,
          sentAt: machineTime.nullable(),
          reason: z.string().nullable().optional().meta({ description: 'Why it was not sent; not for auditors.' }),
        })
        .meta({ id: 'TimelineMail' }),
    ),
    nextAt: moment.nullable(),
    next: z.string().optional().meta({ description: 'The cursor of the next page; absent on the last.' }),
  })
  .meta({ id: 'Timeline' })
