import type { Connection } from '@temporalio/client'
import type { Logger } from 'pino'
import type { Instant } from '../domain/time.ts'
import { toInstant } from '../store/forms.ts'
import { mailAlarm } from '../store/mailWatch.ts'
import type { Store } from '../store/store.ts'
import { POLLED_WITHIN_MS, pollersOf } from '../temporal/pollers.ts'

/** What the service stands on, and what works for it. */
export const partNames = ['postgres', 'temporal', 'workers', 'mail'] as const
export type PartName = (typeof partNames)[number]

/** How a part does, as one process of the API sees it. */
export interface PartState {
  readonly part: PartName
  readonly isUp: boolean
  /** When this process first saw it so, by the machine's clock: it may have been so before. */
  readonly since: Instant
}

export interface PartsSetting {
  readonly store: Store
  readonly connection: Connection
  readonly namespace: string
  readonly taskQueue: string
  readonly log: Logger
}

/** A part that has not answered within this time is as good as away, in milliseconds. */
const ANSWER_WITHIN_MS = 3000

/** Looks how the parts do, and remembers since when. */
export class Parts {
  private readonly setting: PartsSetting
  private readonly seen = new Map<PartName, { isUp: boolean; since: Instant }>()

  constructor(setting: PartsSetting) {
    this.setting = setting
  }

  /** How every part does now. A part that is away is a state, not an error. @param now the machine's clock */
  look(now: Date): Promise<PartState[]> {
    return Promise.all(
      partNames.map(async (part) => {
        const isUp = await this.isUp(part, now)
        const before = this.seen.get(part)
        const state = before?.isUp === isUp ? before : { isUp, since: toInstant(now) }
        this.seen.set(part, state)
        return { part, ...state }
      }),
    )
  }

  private async isUp(part: PartName, now: Date): Promise<boolean> {
    const { connection } = this.setting
    // Calls to Temporal are tried again until their deadline, also when nobody waits any more.
    const checked = connection.withDeadline(Date.now() + ANSWER_WITHIN_MS, () => this.check(part, now))
    try {
      return await within(ANSWER_WITHIN_MS, checked)
    } catch (error) {
      this.setting.log.warn({ err: error, part }, 'a part of the service does not answer')
      return false
    }
  }

  private async check(part: PartName, now: Date): Promise<boolean> {
    const { store, connection } = this.setting
    switch (part) {
      case 'postgres':
        await store.prisma.$queryRaw`SELECT 1`
        return true
      case 'temporal':
        await connection.workflowService.getSystemInfo({})
        return true
      case 'workers':
        return this.haveWorkersPolled(now)
      case 'mail':
        return (await mailAlarm(store, now)).late === 0
    }
  }

  /** Whether workers take workflows, and activities too. */
  private async haveWorkersPolled(now: Date): Promise<boolean> {
    const { connection, namespace, taskQueue } = this.setting
    const queues = await pollersOf(connection, namespace, taskQueue)
    const since = now.getTime() - POLLED_WITHIN_MS
    return Object.values(queues).every((pollers) => pollers.some(({ at }) => at >= since))
  }
}

function within<T>(ms: number, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} milliseconds`)), ms)
  })
  return Promise.race([answer, late]).finally(() => clearTimeout(timer))
}
