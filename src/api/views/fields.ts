import { z } from 'zod'
import { phases } from '../../domain/office.ts'
import { obligationNames, officeCodeForm } from '../../domain/policy.ts'

/** What fields of the API's answers look like. */

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
export const machineTime = z.string().meta({ format: 'date-time', description: 'By the clock of the service.' })
export const machineDate = z.date().meta({ description: 'By the clock of the service.' })
export const areaCode = z.string().regex(officeCodeForm).meta({
  description: 'A DOPA code: two digits for a province office, four for a district office.',
  example: '4718',
})
export const provinceCode = z
  .string()
  .regex(/^\d{2}$/)
  .meta({ example: '47' })
export const lineCode = z.string().meta({ description: 'A budget line.', example: 'materials' })
export const count = z.int().min(0)
export const anyObject = z.custom<object>().meta({ type: 'object' })
export const phase = z.enum(phases).meta({ id: 'Phase', description: 'Where on its path an office stands.' })
export const obligationName = z.enum(obligationNames).meta({ id: 'ObligationName' })
export const level = z
  .int()
  .min(0)
  .max(2)
  .meta({ id: 'EscalationLevel', description: '0: to nobody. 1: to the province. 2: to the department.' })

export const hash = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .meta({ description: 'SHA-256, hexadecimal.' })
