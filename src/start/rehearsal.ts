import { join } from 'node:path'
import type { Client } from '@temporalio/client'
import { type ClockSetting, programmeTime } from '../domain/clock.ts'
import type { CommandName } from '../domain/command.ts'
import { dayNumber, dayOf, type Instant, later } from '../domain/time.ts'
import { loadAllocations } from '../programme/allocations.ts'
import { sampleContacts } from '../programme/contacts.ts'
import type { Programme } from '../programme/load.ts'
import type { Script } from '../rehearsal/script.ts'
import { officeCodesOf, programmeOf, savePausedAt, saveProgramme, setClock } from '../store/programmes.ts'
import type { Store } from '../store/store.ts'
import { openProgramme } from '../temporal/open.ts'
import { officeWorkflowId, programmeWorkflowId, provinceWorkflowId, SET_CLOCK } from '../workflows/protocol.ts'
import type { Coordinators } from './coordinators.ts'
import { readState, writeState } from './state.ts'
import type { Timeline, TimelineLine } from './timeline.ts'

const SECONDS_A_DAY = 86_400
/** Programme time stands still this long (real milliseconds), until worker and workflows have been started. */
const HEAD_START_MS = 6000
/** How far before the opening a rehearsal begins, in programme seconds. */
const LEAD_SECONDS = 3600

/** A year replayed at some seconds a day, with scripted coordinators calling the API. Taken up again where it stopped. */
export class PacedRehearsal {
  private clock: ClockSetting | undefined
  private nextStep: number
  private readonly setting: PacedSetting

  constructor(setting: PacedSetting) {
    this.setting = setting
    this.nextStep = readState(this.stateFile).nextStep
  }

  /**
   * Loads the programme on first use; later, moves its clock to where it stopped and tells every workflow. To be called before
   * a worker runs: else timers that fell due meanwhile would fire by the old clock.
   * @returns whether an earlier rehearsal is taken up
   */
  async prepare(): Promise<boolean> {
    const { store, programme, script, secondsPerDay, allocationsFile } = this.setting
    const pace = SECONDS_A_DAY / secondsPerDay
    const startedAt = new Date(Date.now() + HEAD_START_MS).toISOString()
    const before = await programmeOf(store, programme.id)
    if (before === undefined) {
      this.clock = { kind: 'paced', origin: minusSeconds(programme.policy.opensAt, LEAD_SECONDS), startedAt, pace }
      const { allocations, sample } = loadAllocations(allocationsFile, programme)
      await saveProgramme(store, programme, {
        allocations,
        contacts: sampleContacts(script.offices),
        sampleAllocations: sample,
        clock: this.clock,
        provinces: script.provinces,
      })
      return false
    }
    const last = await store.prisma.auditEvent.aggregate({ where: { programmeId: programme.id }, _max: { at: true } })
    const lastAt = last._max.at ? later(toSeconds(last._max.at), programme.policy.opensAt) : programme.policy.opensAt
    const origin = before.pausedAt ? later(before.pausedAt, lastAt) : lastAt
    this.clock = {
      kind: 'paced',
      origin: before.openedAt ? origin : minusSeconds(programme.policy.opensAt, LEAD_SECONDS),
      startedAt,
      pace,
    }
    await setClock(store, programme.id, this.clock)
    await this.tellWorkflows(this.clock)
    return before.openedAt !== null
  }

  /** Opens the programme; a worker must be running. */
  async open(): Promise<void> {
    const { store, client, taskQueue, programme } = this.setting
    await openProgramme({ store, client, taskQueue, programme: programme.id })
  }

  /** Programme time now, or some real milliseconds ago. */
  now(agoMs = 0): Instant {
    return programmeTime(this.clock!, Date.now() - agoMs)
  }

  /** How much of the year has gone by, 0 to 1. */
  get progress(): number {
    const { programme, script } = this.setting
    const first = dayNumber(dayOf(programme.policy.opensAt))
    return Math.min(1, (dayNumber(dayOf(this.now())) - first) / (dayNumber(dayOf(script.until)) - first))
  }

  get isOver(): boolean {
    return this.now() > this.setting.script.until && this.nextStep >= this.setting.script.steps.length
  }

  /** Sends every step of the script whose time has come, in order, each until it is answered. */
  async sendWhatIsDue(): Promise<void> {
    const { script, coordinators, timeline, show } = this.setting
    for (let step = script.steps[this.nextStep]; step && step.at <= this.now(); step = script.steps[this.nextStep]) {
      const reply = await coordinators.send(step, `rehearsal-${this.nextStep}`)
      if (reply.outcome === 'no-answer') return
      if (reply.outcome === 'refused')
        show(timeline.refused(step.at, step.office, step.command as CommandName, reply.type, reply.detail))
      this.nextStep++
      writeState(this.stateFile, { nextStep: this.nextStep })
    }
  }

  /** Notes where programme time stands, so that a crash loses no more than a moment of it. */
  async keepPlace(): Promise<void> {
    await savePausedAt(this.setting.store, this.setting.programme.id, this.now())
  }

  private get stateFile(): string {
    return join(this.setting.dataDir, 'rehearsal.json')
  }

  private async tellWorkflows(clock: ClockSetting): Promise<void> {
    const { store, client, programme, script } = this.setting
    const offices = await officeCodesOf(store, programme.id)
    const ids = [
      programmeWorkflowId(programme.id),
      ...script.provinces.map((p) => provinceWorkflowId(programme.id, p)),
      ...offices.map((o) => officeWorkflowId(programme.id, o)),
    ]
    for (const id of ids) {
      try {
        await client.workflow.getHandle(id).signal(SET_CLOCK, clock)
      } catch (error) {
        // Not started before the stop: it will be started with the new clock.
        if ((error as Error).name !== 'WorkflowNotFoundError') throw error
      }
    }
  }
}

export interface PacedSetting {
  readonly store: Store
  readonly client: Client
  readonly taskQueue: string
  readonly programme: Programme
  readonly script: Script
  readonly allocationsFile: string
  readonly dataDir: string
  readonly secondsPerDay: number
  readonly coordinators: Coordinators
  readonly timeline: Timeline
  readonly show: (line: TimelineLine) => void
}

function minusSeconds(at: Instant, seconds: number): Instant {
  return toSeconds(new Date(Date.parse(at) - seconds * 1000))
}

function toSeconds(date: Date): Instant {
  return programmeTime({ kind: 'live' }, date.getTime())
}
