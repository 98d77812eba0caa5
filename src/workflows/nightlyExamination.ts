import { proxyActivities, setCurrentDetails } from '@temporalio/workflow'
import type { ExaminationActivities } from '../activities/examination.ts'

const { examineProgramme } = proxyActivities<ExaminationActivities>({
  startToCloseTimeout: '1h',
  heartbeatTimeout: '2m',
  // An outage may last the night; the next night looks again.
  scheduleToCloseTimeout: '12h',
  retry: { initialInterval: '10s', backoffCoefficient: 2, maximumInterval: '10m' },
})

/** Looks once whether all records of a programme say the same. Begun each night by its schedule. */
export async function nightlyExamination({ programme }: { programme: string }) {
  const { offices, found } = await examineProgramme({ programme })
  setCurrentDetails(`${offices} offices examined, ${found} found`)
  return { offices, found }
}
