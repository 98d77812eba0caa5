import { type Client, ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client'
import { isRehearsal } from '../domain/clock.ts'
import { addDays } from '../domain/time.ts'
import type { StoredProgramme } from '../store/programmes.ts'
import { examinationScheduleId } from '../workflows/protocol.ts'

/** In the small hours, before the first mail of a morning is due. */
const AT = { hour: 2, minute: 30 }

/**
 * Makes sure that a live programme is examined each night in Thailand until its calendar has ended. Making sure again changes
 * nothing. A rehearsal is examined when somebody asks: its nights last seconds.
 */
export async function keepNightlyExamination({
  client,
  taskQueue,
  programme: { id, clock, rules },
}: {
  readonly client: Client
  readonly taskQueue: string
  readonly programme: Pick<StoredProgramme, 'id' | 'clock' | 'rules'>
}): Promise<void> {
  if (isRehearsal(clock)) return
  const scheduleId = examinationScheduleId(id)
  try {
    await client.schedule.create({
      scheduleId,
      spec: {
        calendars: [{ ...AT, comment: 'each night' }],
        timezone: 'Asia/Bangkok',
        endAt: new Date(`${addDays(rules.calendar.through, 1)}T23:59:59+07:00`),
      },
      action: {
        type: 'startWorkflow',
        workflowType: 'nightlyExamination',
        workflowId: scheduleId,
        taskQueue,
        args: [{ programme: id }],
        staticSummary: `Programme ${id}: whether all records say the same`,
      },
      // One that an outage holds up is the next one's too.
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 day' },
    })
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error
  }
}
