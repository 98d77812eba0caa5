import { makeContinueAsNewFunc, setHandler } from '@temporalio/workflow'
import { Calendar } from '../domain/calendar.ts'
import { commandNames } from '../domain/command.ts'
import type { Rules } from '../domain/policy.ts'
import type { Answer } from '../domain/step.ts'
import { type Instant, instantAt } from '../domain/time.ts'
import { WorkflowClock } from './clock.ts'
import { drained, onUpdate, RunLength, setClock, standing } from './messages.ts'
import { Office } from './office.ts'
import {
  ADVANCE,
  type Advanced,
  BATCH,
  type BatchAnswer,
  type BatchEnvelope,
  type CommandEnvelope,
  NOTIFY,
  type OfficeInput,
} from './protocol.ts'
import { agendaSummary } from './standing.ts'

/**
 * The path of one office from kick-off to final report. It waits for what time brings, holding one timer for the next entry
 * of the agenda, and takes commands as Updates, until the programme's calendar ends.
 */
export async function officeLifecycle(input: OfficeInput): Promise<void> {
  const rules: Rules = { policy: input.rules.policy, calendar: new Calendar(input.rules.calendar) }
  const clock = new WorkflowClock(input.clock)
  const office = new Office(input, rules, clock)
  const run = new RunLength()

  for (const name of commandNames)
    onUpdate<Answer, CommandEnvelope>(
      run,
      name,
      (envelope) => office.command(envelope),
      (envelope) => office.judge(envelope),
    )
  onUpdate<BatchAnswer, BatchEnvelope>(
    run,
    BATCH,
    (envelope) => office.batch(envelope),
    (envelope) => office.judgeBatch(envelope),
  )
  onUpdate<Advanced, { at: Instant }>(run, NOTIFY, ({ at }) => office.notify(at))
  onUpdate<Advanced, { to: Instant }>(run, ADVANCE, ({ to }) => office.doWhatIsDue(to))
  setHandler(setClock, (setting) => clock.set(setting))
  setHandler(standing, () => office.standing())

  const end = instantAt(input.rules.calendar.through, '23:59')
  while (clock.now() < end && !run.note()) {
    await office.doWhatIsDue()
    run.note()
    const { next } = office
    const at = next?.at ?? end
    await clock.waitUntil(
      at,
      () => (office.next?.at ?? end) !== at || run.isEnough,
      next ? agendaSummary(next) : 'end of the programme calendar',
    )
  }
  await drained()
  if (clock.now() < end) await continueOffice({ ...input, clock: clock.current, carried: office.carried })
}

const continueOffice = makeContinueAsNewFunc<typeof officeLifecycle>()
