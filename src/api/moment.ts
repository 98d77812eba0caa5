import { z } from 'zod'
import { toInstant } from '../store/forms.ts'

/**
 * A moment that a caller names, in any offset that is in use on Earth (RFC 9557 allows more, PostgreSQL takes none above
 * 15:59), in years that a record can bear. Given on as the moment in Thailand, without fractions of a second.
 */
const MOMENT = 'a moment such as 2025-05-15T08:30:00+07:00, in the years 2000 to 2199'
export const momentSchema = z.iso
  .datetime({ offset: true, error: MOMENT, abort: true })
  .regex(/^2[01]\d\d-.*(Z|[+-](0\d:[0-5]\d|1[0-3]:[0-5]\d|14:00))$/, MOMENT)
  .transform((text) => toInstant(new Date(text)))
  .meta({ example: '2025-05-15T08:30:00+07:00' })
