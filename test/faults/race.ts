import { setTimeout as delay } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { Chance } from './chance.ts'

/** A command that somebody sent, and the answer that they were left with. */
export interface Answered {
  readonly key: string
  /** An office's code, or `area:83`. */
  readonly target: string
  readonly command: string
  readonly body: Record<string, unknown>
  readonly isAccepted: boolean
}

export interface RaceSetting {
  readonly apiUrls: readonly string[]
  readonly programme: string
  readonly offices: readonly string[]
  readonly area: string
  /** Of each office, and of the department (`all`). */
  readonly tokens: ReadonlyMap<string, string>
  readonly chance: Chance
}

type Wish = Omit<Answered, 'isAccepted'>

/** How many people are at it, and how often one of them asks both APIs at the same time. */
const PEOPLE = 6
const BOTH_AT_ONCE = 0.25
/** How long one of them pauses between two requests, in milliseconds: the year they race in must come to its end beside them. */
const PAUSE_MS = [20, 300] as const
const DAY = '2024-12-25'
/** What people who race each other may be told. */
const REFUSALS = ['line-exceeded', 'unknown-document', 'not-notified', 'already-done', 'not-suspended'].map(
  (type) => `/problems/${type}`,
)

/**
 * People who spend the same money at the same time, through whichever API: entries up to and beyond the ceiling, reversals of
 * what others have recorded, suspensions of the area. Each repeats a request under its key until it is answered.
 */
export class Race {
  readonly answered: Answered[] = []
  /** Requests of which two answers were given that are not the same. */
  readonly contradictions: string[] = []
  private readonly setting: RaceSetting
  private readonly documents: { office: string; documentNo: string }[] = []
  private readonly people: Promise<void>[]
  private running = true
  private number = 0

  constructor(setting: RaceSetting) {
    this.setting = setting
    this.people = Array.from({ length: PEOPLE }, () => this.work())
  }

  /** Each ends with what it is at. */
  async stop(): Promise<void> {
    this.running = false
    await Promise.all(this.people)
  }

  private async work(): Promise<void> {
    while (this.running) {
      const wish = this.wish()
      const [first, second] = this.order()
      const asked = [first, ...(this.setting.chance.next() < BOTH_AT_ONCE ? [second] : [])]
      const answers = await Promise.all(asked.map((url) => this.insist(url, wish)))
      for (const { status, body } of answers)
        if (status !== 200 && !REFUSALS.includes((body as { type?: string }).type ?? ''))
          throw new Error(`${wish.command} for ${wish.target} was answered ${status}: ${JSON.stringify(body)}`)
      // A refusal is of its moment: the other request may have come when there was money again.
      const accepted = answers.filter(({ status }) => status === 200)
      if (accepted.some((other) => !isDeepStrictEqual(other, accepted[0])))
        this.contradictions.push(`${wish.key}: ${JSON.stringify(accepted)}`)
      this.answered.push({ ...wish, isAccepted: accepted.length > 0 })
      if (accepted.length > 0 && typeof wish.body.documentNo === 'string' && wish.command !== 'reverse')
        this.documents.push({ office: wish.target, documentNo: wish.body.documentNo })
      await delay(this.setting.chance.between(...PAUSE_MS))
    }
  }

  private wish(): Wish {
    const { chance, offices, area } = this.setting
    const n = this.number++
    const key = `race-${n}`
    const office = chance.oneOf(offices)
    const luck = chance.next()
    const entry = {
      line: chance.oneOf(['materials', 'training']),
      amount: `${chance.between(1, 150)}.${chance.between(10, 99)}`,
      documentNo: `R${n}`,
    }
    if (luck < 0.02) {
      const command = chance.oneOf(['suspend', 'resume'])
      return { key, target: `area:${area}`, command, body: { area, body: { reason: `ทดสอบ ${n}` } } }
    }
    if (luck < 0.1) return { key, target: office, command: 'return-funds', body: { ...entry, returnedOn: DAY } }
    if (luck < 0.35) {
      const record = this.documents.length > 0 ? chance.oneOf(this.documents) : { office, documentNo: 'R0' }
      const body = { documentNo: record.documentNo, reason: `บันทึกผิด ${n}` }
      return { key, target: record.office, command: 'reverse', body }
    }
    if (luck < 0.5) {
      const body = { activity: 'prevention', on: DAY, note: `กิจกรรม ${n}` }
      return { key, target: office, command: 'record-activity', body }
    }
    return { key, target: office, command: 'disburse', body: { ...entry, paidOn: DAY } }
  }

  private order(): [string, string] {
    const [a, b] = this.setting.apiUrls as [string, string]
    return this.setting.chance.next() < 0.5 ? [a, b] : [b, a]
  }

  /** Sends a request again until there is an answer to it. */
  private async insist(url: string, { key, target, command, body }: Wish): Promise<Reply> {
    const { programme, tokens } = this.setting
    const isArea = target.startsWith('area:')
    const path = isArea ? `commands/${command}` : `offices/${target}/commands/${command}`
    for (;;) {
      try {
        const response = await fetch(`${url}/programmes/${programme}/${path}`, {
          method: 'POST',
          headers: {
            authorization: `Bearer ${tokens.get(isArea ? 'all' : target)}`,
            'content-type': 'application/json',
            'idempotency-key': key,
          },
          body: JSON.stringify(body),
          signal: AbortSignal.timeout(60_000),
        })
        const text = await response.text()
        if (response.status < 500) return { status: response.status, body: answerIn(text) }
      } catch {
        // No part of an answer, or only part of one: the same request again.
      }
      await delay(150)
    }
  }
}

interface Reply {
  readonly status: number
  readonly body: unknown
}

/** What an answer says; the id of the request that it answers is each request's own. */
function answerIn(text: string): unknown {
  const { instance: _, ...body } = JSON.parse(text) as { instance?: string }
  return body
}
