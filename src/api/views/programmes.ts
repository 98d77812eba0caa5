import { z } from 'zod'
import { phases } from '../../domain/office.ts'
import { baht, count, day, lineCode, machineTime, moment, provinceCode } from './fields.ts'

/** What the API answers about programmes and their provinces. */

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
