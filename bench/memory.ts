import { atMost, type Row, told } from './rows.ts'
import type { Stage } from './stage.ts'
import { residentMegabytes } from './usage.ts'

/** Memory of a worker with the whole country cached: all of it, and what each office takes, against each bare workflow. */
export function memory({ worker, empty, offices }: Stage): Row[] {
  const full = residentMegabytes(worker('service').pid!)
  const each = ((full - empty.service) * 1024) / offices.length
  const bare = ((residentMegabytes(worker('bare').pid!) - empty.bare) * 1024) / offices.length
  return [
    atMost(`worker, ${offices.length} offices cached (MB)`, full, 700),
    told('memory of one cached office (kB)', each),
    told('memory of one cached bare workflow (kB)', bare),
    told('memory of one cached office ÷ of one bare workflow', each / bare),
  ]
}
