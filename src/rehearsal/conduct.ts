import { randomUUID } from 'node:crypto'
import type { Client } from '@temporalio/client'
import type { CommandGateway, Sent } from '../commands/gateway.ts'
import { Calendar } from '../domain/calendar.ts'
import { nextDigestAt } from '../domain/digest.ts'
import { type OfficeCode, provinceOf, type Rules } from '../domain/policy.ts'
import { type Day, dayOf, type Instant } from '../domain/time.ts'
import type { Programme } from '../programme/load.ts'
import {
  ADVANCE,
  type Advanced,
  officeWorkflowId,
  programmeWorkflowId,
  provinceWorkflowId,
} from '../workflows/protocol.ts'
import type { StepResult } from './outcome.ts'
import type { Script, ScriptStep } from './script.ts'

/**
 * Conducts a script through a programme that runs on Temporal under the stepped clock. Time moves from one digest to the
 * next; in between, offices do not touch each other, so each takes what concerns it in its own order and all go at once.
 * A notice passed on and a command to an area do reach across offices: they are moments of their own.
 */
export async function conduct(setting: Conducting): Promise<StepResult[]> {
  const conductor = new Conductor(setting)
  await conductor.begin()
  return conductor.play()
}

export interface Conducting {
  readonly programme: Programme
  readonly script: Script
  readonly gateway: CommandGateway
  readonly client: Client
  /** How many offices are moved at once. */
  readonly atOnce: number
  /** Makes a call, again where it fails for want of a part of the service; once when left out. */
  readonly insist?: <T>(call: () => Promise<T>) => Promise<T>
  /** Called with the day that has been reached and how many steps are done. */
  readonly onProgress: (day: Day, steps: number) => void
}

/** Steps that reach beyond their own office. */
const REACHING: ReadonlySet<string> = new Set(['forward'])

class Conductor {
  private readonly setting: Conducting
  private readonly rules: Rules
  private readonly id = randomUUID()
  private readonly results: StepResult[] = []
  /** When each office's next agenda entry is due; absent when none is. */
  private readonly due = new Map<OfficeCode, Instant>()
  private next = 0

  constructor(setting: Conducting) {
    this.setting = setting
    this.rules = { policy: setting.programme.policy, calendar: new Calendar(setting.programme.calendar) }
  }

  /** Every office is asked once what it has coming. */
  async begin(): Promise<void> {
    await this.forEach(this.setting.script.offices, (office) => this.advanceOffice(office, this.rules.policy.opensAt))
  }

  async play(): Promise<StepResult[]> {
    const { script, onProgress } = this.setting
    let digest = this.digestAfter(this.rules.policy.opensAt)
    for (;;) {
      const step = this.reachingStep(digest?.at ?? script.until)
      if (step !== undefined) {
        await this.moveTo(script.steps[step]!.at, step)
        await this.reach(script.steps[step]!)
        this.next = step + 1
        continue
      }
      if (digest === undefined || digest.at > script.until) break
      await this.moveTo(digest.at, this.stepsBefore(digest.at))
      await this.sendDigests(digest)
      onProgress(dayOf(digest.at), this.next)
      digest = this.digestAfter(digest.at)
    }
    await this.moveTo(script.until, this.stepsBefore(`${script.until}~`))
    return this.results
  }

  /** Does everything before step `upTo` of the script, and everything that time brings up to and including `at`. */
  private async moveTo(at: Instant, upTo: number): Promise<void> {
    const { steps } = this.setting.script
    const byOffice = new Map<OfficeCode, number[]>()
    for (let i = this.next; i < upTo; i++) {
      const { office } = steps[i]!
      byOffice.set(office!, [...(byOffice.get(office!) ?? []), i])
    }
    this.next = Math.max(this.next, upTo)
    for (const [office, due] of this.due) if (due <= at && !byOffice.has(office)) byOffice.set(office, [])
    await this.forEach([...byOffice], async ([office, own]) => {
      for (const i of own) await this.take(steps[i]!, i)
      const due = this.due.get(office)
      if (due !== undefined && due <= at) await this.advanceOffice(office, at)
    })
  }

  /** A step of one office, sent as a coordinator's request would be. What was due to the office before it is done first. */
  private async take(step: ScriptStep, index: number): Promise<void> {
    const office = step.office!
    const sent = this.setting.script.offices.includes(office)
      ? await this.sent(() => this.setting.gateway.toOffice(office, this.request(step, index)), step)
      : { outcome: 'refused' as const, type: 'unknown-office' }
    this.note(step, index, sent)
    if (sent.outcome === 'accepted') this.remember(office, 'answer' in sent ? sent.answer.nextAt : null)
  }

  /** A step that reaches across offices: they stand at its moment before, and have taken it in after. */
  private async reach(step: ScriptStep): Promise<void> {
    const { gateway, script } = this.setting
    const index = script.steps.indexOf(step)
    if (step.scope === undefined) {
      await this.take(step, index)
      const province = provinceOf(step.office!)
      if (!script.provinces.includes(province)) return
      await this.advance(provinceWorkflowId(this.rules.policy.programme, province), step.at)
      await this.refresh(
        script.offices.filter((o) => provinceOf(o) === province),
        step.at,
      )
    } else {
      const { scope } = step
      this.note(step, index, await this.sent(() => gateway.toArea(scope, this.request(step, index)), step))
      await this.refresh(
        script.offices.filter((o) => step.scope === 'all' || provinceOf(o) === step.scope),
        step.at,
      )
    }
  }

  private request(step: ScriptStep, index: number) {
    return {
      programme: this.rules.policy.programme,
      command: step.command,
      body: step.body,
      key: `${this.id}-${index}`,
      by: 'rehearsal',
      at: step.at,
    }
  }

  /** What became of a request. @throws when there is no answer to it */
  private sent<A>(send: () => Promise<Sent<A>>, { command, at }: ScriptStep): Promise<Sent<A>> {
    return this.insist(async () => {
      const sent = await send()
      if (sent.outcome === 'unavailable' || sent.outcome === 'key-reused')
        throw new Error(
          `${command} at ${at} got no answer: ${sent.outcome === 'unavailable' ? sent.reason : sent.outcome}`,
        )
      return sent
    })
  }

  private insist<T>(call: () => Promise<T>): Promise<T> {
    return this.setting.insist ? this.setting.insist(call) : call()
  }

  private note(step: ScriptStep, index: number, sent: { outcome: string; type?: string }): void {
    const type = sent.outcome === 'invalid' ? 'invalid-request' : sent.type
    this.results[index] = {
      at: step.at,
      office: step.office ?? 'department',
      command: step.command,
      ...(sent.outcome === 'accepted' || type === undefined ? { result: 'accepted' } : { result: 'rejected', type }),
    }
  }

  private async sendDigests({ at, tier }: { at: Instant; tier: 'province' | 'department' }): Promise<void> {
    const { programme } = this.rules.policy
    if (tier === 'department') await this.advance(programmeWorkflowId(programme), at)
    else await this.forEach(this.setting.script.provinces, (p) => this.advance(provinceWorkflowId(programme, p), at))
  }

  private async refresh(offices: readonly OfficeCode[], at: Instant): Promise<void> {
    await this.forEach(offices, (office) => this.advanceOffice(office, at))
  }

  private async advanceOffice(office: OfficeCode, to: Instant): Promise<void> {
    const { nextAt } = await this.advance(officeWorkflowId(this.rules.policy.programme, office), to)
    this.remember(office, nextAt)
  }

  private advance(workflowId: string, to: Instant): Promise<Advanced> {
    const handle = this.setting.client.workflow.getHandle(workflowId)
    return this.insist(() => handle.executeUpdate<Advanced, [{ to: Instant }]>(ADVANCE, { args: [{ to }] }))
  }

  private remember(office: OfficeCode, nextAt: Instant | null): void {
    if (nextAt === null) this.due.delete(office)
    else this.due.set(office, nextAt)
  }

  /** The first step not done yet that reaches across offices, if it comes before the next digest. */
  private reachingStep(before: Instant): number | undefined {
    const { steps } = this.setting.script
    for (let i = this.next; i < steps.length && steps[i]!.at < before; i++) {
      if (steps[i]!.scope !== undefined || REACHING.has(steps[i]!.command)) return i
    }
    return undefined
  }

  /** How many steps of the script come before a moment. */
  private stepsBefore(at: Instant): number {
    const { steps } = this.setting.script
    let i = this.next
    while (i < steps.length && steps[i]!.at < at) i++
    return i
  }

  private digestAfter(at: Instant): { at: Instant; tier: 'province' | 'department' } | undefined {
    const next = (['province', 'department'] as const)
      .map((tier) => ({ tier, at: nextDigestAt(this.rules, tier, at) }))
      .filter((d): d is { tier: 'province' | 'department'; at: Instant } => d.at !== null)
      .sort((a, b) => (a.at < b.at ? -1 : 1))
    return next[0]
  }

  private async forEach<T>(items: readonly T[], act: (item: T) => Promise<unknown>): Promise<void> {
    const queue = [...items]
    const lane = async () => {
      for (let item = queue.shift(); item !== undefined; item = queue.shift()) await act(item)
    }
    await Promise.all(Array.from({ length: Math.min(this.setting.atOnce, items.length) }, lane))
  }
}
