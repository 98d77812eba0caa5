import { atMost, type Row } from './rows.ts'
import type { Opened, Stage } from './stage.ts'

/** Opening the whole country, against starting as many bare workflows. */
export function opening({ offices }: Stage, { seconds, bareSeconds }: Opened): Row[] {
  const count = offices.length
  return [atMost(`opening ${count} offices ÷ starting ${count} bare workflows`, seconds / bareSeconds, 3)]
}
