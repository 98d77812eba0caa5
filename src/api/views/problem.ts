import { z } from 'zod'
import { problems } from '../problem.ts'

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
