import { z } from 'zod'
import { areaCode, baht, count, day, lineCode } from './fields.ts'

/** What the API answers to files that come in. */

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
  validFrom: day.nullable().optional().meta({ description: 'Left out where the file does not say.' }),
  validUntil: day.nullable().optional(),
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
