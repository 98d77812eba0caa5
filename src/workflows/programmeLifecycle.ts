import { condition, makeContinueAsNewFunc, proxyActivities, setHandler } from '@temporalio/workflow'
import type { FanOutActivities } from '../activities/fanOut.ts'
import { Calendar } from '../domain/calendar.ts'
import { areaCommandNames } from '../domain/command.ts'
import type { Rules } from '../domain/policy.ts'
import { judgeExtension } from '../domain/supervision.ts'
import { type Instant, instantAt } from '../domain/time.ts'
import { WorkflowClock } from './clock.ts'
import { Digests } from './digests.ts'
import { InTurn } from './inTurn.ts'
import { drained, onUpdate, RunLength, setClock } from './messages.ts'
import { ADVANCE, type Advanced, type AreaAnswer, type AreaEnvelope, OPENED, type ProgrammeInput } from './protocol.ts'
import { moment } from './standing.ts'

const { startProvinces, commandProvinces } = proxyActivities<FanOutActivities>({
  // Reaches every province, each of which reaches its offices; idempotent, so it is simply begun again.
  startToCloseTimeout: '30m',
  heartbeatTimeout: '20s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' },
})

/**
 * A whole programme: it starts the provinces, has what is escalated to the department put into a digest each working
 * morning, and carries the department's commands to an area.
 */
export async function programmeLifecycle(input: ProgrammeInput): Promise<void> {
  const { programme, opensAt } = input.rules.policy
  const { provinces } = input
  const rules: Rules = { policy: input.rules.policy, calendar: new Calendar(input.rules.calendar) }
  const clock = new WorkflowClock(input.clock)
  const digests = new Digests(rules, { tier: 'department' }, input.carried?.lastDigestAt ?? opensAt)
  // Apart from each other: an office that hangs may hold up a command, but no digest.
  const [digestTurn, commandTurn] = [new InTurn(), new InTurn()]
  const run = new RunLength()
  let isOpen = input.carried !== undefined

  const doWhatIsDue = (to?: Instant): Promise<Advanced> =>
    digestTurn.run(async () => {
      await digests.doWhatIsDue(clock.moveTo(to))
      run.note()
      return { nextAt: digests.nextAt }
    })

  onUpdate<void, undefined>(run, OPENED, () => condition(() => isOpen))
  onUpdate<Advanced, { to: Instant }>(run, ADVANCE, ({ to }) => doWhatIsDue(to))
  for (const name of areaCommandNames)
    onUpdate<AreaAnswer, AreaEnvelope>(
      run,
      name,
      (envelope) =>
        commandTurn.run(async () => {
          const answer = await commandProvinces({ programme, provinces, envelope })
          run.note()
          return answer
        }),
      ({ command, at }) =>
        command.name === 'extend' ? judgeExtension(rules.policy, command, clock.momentOf(at)) : undefined,
    )
  setHandler(setClock, (setting) => clock.set(setting))

  if (!isOpen) {
    await startProvinces({ programme, provinces })
    isOpen = true
  }
  const end = instantAt(input.rules.calendar.through, '23:59')
  while (clock.now() < end && !run.note()) {
    await doWhatIsDue()
    const at = digests.nextAt ?? end
    await clock.waitUntil(
      at,
      () => (digests.nextAt ?? end) !== at || run.isEnough,
      `${moment(at)} digest to the department`,
    )
  }
  await drained()
  if (clock.now() < end)
    await continueProgramme({ ...input, clock: clock.current, carried: { version: 1, lastDigestAt: digests.lastAt } })
}

const continueProgramme = makeContinueAsNewFunc<typeof programmeLifecycle>()
