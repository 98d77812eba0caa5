import { heartbeat, log } from '@temporalio/activity'
import type { Client } from '@temporalio/client'
import { ApplicationFailure } from '@temporalio/common'
import { examineAndRecord } from '../doctor/examinations.ts'
import { programmeOf } from '../store/programmes.ts'
import type { Store } from '../store/store.ts'

export interface ExaminationActivities {
  /**
   * Holds the read model and the workflow of every office against its audit trail, and records in the trail what was found.
   * Fails, to be tried again, where a part of the service does not answer.
   */
  examineProgramme(request: { programme: string }): Promise<{ readonly offices: number; readonly found: number }>
}

export function examinationActivities(store: Store, client: Client): ExaminationActivities {
  return {
    async examineProgramme({ programme: id }) {
      const programme = await programmeOf(store, id)
      if (!programme) throw ApplicationFailure.nonRetryable(`There is no programme ${id}.`, 'unknown-programme')
      const onProgress = (offices: number, of: number) => heartbeat({ offices, of })
      const examined = await examineAndRecord({ store, client, programme, area: 'all', doer: {}, onProgress })
      // Whoever watches the logs is to hear of it; the operators' page shows where, and the runbook says what to do.
      if (examined.found > 0) log.error('not all records of the programme say the same', { programme: id, ...examined })
      return examined
    },
  }
}
