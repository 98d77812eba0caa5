import { z } from 'zod'
import { areaCode, count, moment, phase } from './fields.ts'
import { problemView } from './problem.ts'

/** What is answered to commands. */

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
