import { condition, makeContinueAsNewFunc, proxyActivities, setHandler } from '@temporalio/workflow'
import type { FanOutActivities } from '../activities/fanOut.ts'
import { Calendar } from '../domain/calendar.ts'
import { areaCommandNames } from '../domain/command.ts'
import type { Rules } from '../domain/policy.ts'
import { type Instant, instantAt } from '../domain/time.ts'
import { WorkflowClock } from './clock.ts'
import { Digests } from './digests.ts'
import { InTurn } from './inTurn.ts'
import { drained, forwarded, onUpdate, RunLength, setClock } from './messages.ts'
import { ADVANCE, type Advanced, type AreaAnswer, type AreaEnvelope, OPENED, type ProvinceInput } from './protocol.ts'
import { moment } from './standing.ts'

const { startOffices, notifyDistricts, selectOffices, commandOffices } = proxyActivities<FanOutActivities>({
  // Reaches up to some thirty offices one after the other; each call is idempotent, so it is simply begun again.
  startToCloseTimeout: '10m',
  heartbeatTimeout: '20s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' },
})

/**
 * What a province does for its districts: it starts their workflows, takes the department's notice to them when its own
 * office has passed it on, has their standing put into a digest each working morning, and carries the department's area
 * commands to them.
 */
export async function provinceOversight(input: ProvinceInput): Promise<void> {
  const { province } = input
  const { programme, opensAt } = input.rules.policy
  const rules: Rules = { policy: input.rules.policy, calendar: new Calendar(input.rules.calendar) }
  const clock = new WorkflowClock(input.clock)
  const digests = new Digests(rules, { tier: 'province', province }, input.carried?.lastDigestAt ?? opensAt)
  // Apart from each other: an office that hangs may hold up a command, but no digest. The notice is the exception: a district that cannot
  // take it holds up both until it can.
  const [digestTurn, commandTurn] = [new InTurn(), new InTurn()]
  const run = new RunLength()
  let isOpen = input.carried !== undefined
  let forwardedAt = input.carried?.forwardedAt ?? null
  let isForwarded = input.carried?.forwarded ?? false

  const doWhatIsDue = (to?: Instant): Promise<Advanced> =>
    digestTurn.run(async () => {
      const now = clock.moveTo(to)
      if (forwardedAt !== null && !isForwarded) {
        await notifyDistricts({ programme, province, at: forwardedAt })
        isForwarded = true
      }
      await digests.doWhatIsDue(now)
      run.note()
      return { nextAt: digests.nextAt }
    })

  onUpdate<void, undefined>(run, OPENED, () => condition(() => isOpen))
  onUpdate<Advanced, { to: Instant }>(run, ADVANCE, ({ to }) => doWhatIsDue(to))
  for (const name of areaCommandNames)
    onUpdate<AreaAnswer, AreaEnvelope>(run, name, (envelope) =>
      commandTurn.run(async () => {
        const { command, cause, at, offices: chosen } = envelope
        // Chosen once and remembered: begun again, the sending must not choose among offices it has changed already.
        const offices = await selectOffices({
          ...{ programme, province, command, at: clock.moveTo(at) },
          ...(chosen ? { chosen } : {}),
        })
        run.note()
        const outcome = await commandOffices({
          programme,
          offices,
          envelope: { command, cause, ...(at ? { at } : {}) },
        })
        run.note()
        return { area: province, offices: outcome }
      }),
    )
  setHandler(forwarded, ({ at }) => {
    forwardedAt ??= at
  })
  setHandler(setClock, (setting) => clock.set(setting))

  if (!isOpen) {
    await startOffices({ programme, province })
    isOpen = true
  }
  const end = instantAt(input.rules.calendar.through, '23:59')
  const mustNotify = () => forwardedAt !== null && !isForwarded
  while (clock.now() < end && !run.note()) {
    await doWhatIsDue()
    const at = digests.nextAt ?? end
    await clock.waitUntil(
      at,
      () => (digests.nextAt ?? end) !== at || mustNotify() || run.isEnough,
      `${moment(at)} digest to province ${province}`,
    )
  }
  await drained()
  if (clock.now() < end)
    await continueProvince({
      ...input,
      clock: clock.current,
      carried: { version: 1, lastDigestAt: digests.lastAt, forwardedAt, forwarded: isForwarded },
    })
}

const continueProvince = makeContinueAsNewFunc<typeof provinceOversight>()
