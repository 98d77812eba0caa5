import type { Client } from '@temporalio/client'
import type { Logger } from 'pino'
import type { Area } from '../domain/area.ts'
import type { Instant } from '../domain/time.ts'
import { listAudit, recordAudit } from '../store/audit.ts'
import { toInstant } from '../store/forms.ts'
import type { Doer } from '../store/mailPause.ts'
import type { StoredProgramme } from '../store/programmes.ts'
import type { Store } from '../store/store.ts'
import { examine, type Finding } from './examine.ts'

/** What an examination came to, as the audit trail has it. */
export interface ExaminationView {
  readonly area: Area
  /** The machine's clock. */
  readonly at: Instant
  /** Null: it ended before its end, since a part of the service did not answer. */
  readonly offices: number | null
  readonly found: number
  /** The first of them. */
  readonly findings: readonly FindingView[]
}

/** A finding by the names of the fields that differ: what is in them may be long. */
export interface FindingView extends Pick<Finding, 'office' | 'record' | 'ended'> {
  readonly fields: readonly string[]
}

/** An examination that this process is at. */
export interface UnderWay {
  readonly area: Area
  readonly since: Instant
  readonly done: number
  readonly of: number
}

const FINDINGS_KEPT = 50

export interface RecordedExamination {
  readonly store: Store
  readonly client: Client
  readonly programme: StoredProgramme
  readonly area: Area
  readonly doer: Doer
  readonly onProgress: (offices: number, of: number) => void
}

/**
 * Examines a programme and records in the audit trail what was found. Nothing is repaired: that is for somebody to decide.
 * @returns how many offices were looked at, and how much was found
 * @throws when a part of the service does not answer; nothing is recorded then
 */
export async function examineAndRecord({
  doer,
  ...examination
}: RecordedExamination): Promise<{ readonly offices: number; readonly found: number }> {
  const findings: FindingView[] = []
  let found = 0
  const offices = await examine({
    ...examination,
    onFinding: ({ office, record, drift, ended }) => {
      found++
      const fields = drift.map((d) => d.field)
      if (findings.length < FINDINGS_KEPT) findings.push({ office, record, fields, ...(ended ? { ended } : {}) })
    },
  })
  const { store, programme, area } = examination
  const details = { area, offices, found, findings }
  await recordAudit(store, { ...doer, kind: 'examination', programme: programme.id, details })
  return { offices, found }
}

/** Examinations that people have asked for. They outlive the request, and what they found is in the audit trail. */
export class Examinations {
  private readonly setting: { readonly store: Store; readonly client: Client; readonly log: Logger }
  private readonly running = new Map<string, { state: UnderWay; ended: Promise<void> }>()

  constructor(setting: Examinations['setting']) {
    this.setting = setting
  }

  /** Begins an examination; while one of the programme runs, that one is meant. @returns when it has ended */
  begin(programme: StoredProgramme, area: Area, doer: Doer): Promise<void> {
    const running = this.running.get(programme.id)
    if (running) return running.ended
    const ended = this.conduct(programme, area, doer).finally(() => this.running.delete(programme.id))
    this.running.set(programme.id, { state: { area, since: toInstant(new Date()), done: 0, of: 0 }, ended })
    return ended
  }

  underWay(programme: string): UnderWay | undefined {
    return this.running.get(programme)?.state
  }

  private async conduct(programme: StoredProgramme, area: Area, doer: Doer): Promise<void> {
    const { store, client, log } = this.setting
    // The caller's entry in the map is made first.
    await Promise.resolve()
    const onProgress = (done: number, of: number) => {
      const running = this.running.get(programme.id)
      if (running) running.state = { ...running.state, done, of }
    }
    try {
      await examineAndRecord({ store, client, programme, area, doer, onProgress })
    } catch (error) {
      log.warn({ err: error, programme: programme.id, area }, 'an examination ended before its end')
      const details = { area, offices: null, found: 0, findings: [] }
      await recordAudit(store, { ...doer, kind: 'examination', programme: programme.id, details }).catch((err) =>
        log.error({ err, ...details }, 'an examination could not be recorded'),
      )
    }
  }
}

/** The last examination of a programme that was recorded, if there was one. */
export async function lastExamination(store: Store, programme: string): Promise<ExaminationView | undefined> {
  const [last] = await listAudit(store, { kind: 'examination', programme, latestFirst: true, limit: 1 })
  return last && { ...(last.details as unknown as Omit<ExaminationView, 'at'>), at: last.at }
}
