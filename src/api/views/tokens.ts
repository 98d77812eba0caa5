import { z } from 'zod'
import { roles } from '../../domain/access.ts'
import { machineDate } from './fields.ts'

/** What the API answers about tokens. */

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
