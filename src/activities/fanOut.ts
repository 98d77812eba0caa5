import { heartbeat, log } from '@temporalio/activity'
import { type Client, WorkflowNotFoundError, type WorkflowUpdateFailedError } from '@temporalio/client'
import { ApplicationFailure, TypedSearchAttributes } from '@temporalio/common'
import { type Area, decideArea } from '../domain/area.ts'
import type { AreaCommand } from '../domain/command.ts'
import { type OfficeCode, provinceOf, tierOf } from '../domain/policy.ts'
import { isRejection } from '../domain/rejection.ts'
import type { Instant } from '../domain/time.ts'
import { areaOffices, officeCodesIn } from '../store/offices.ts'
import { officesToStart, programmeOf } from '../store/programmes.ts'
import type { Store } from '../store/store.ts'
import { refusalOf, updateId } from '../temporal/addressing.ts'
import {
  type Advanced,
  type AreaAnswer,
  type AreaEnvelope,
  type CommandEnvelope,
  NOTIFY,
  type OfficeInput,
  OPENED,
  officeWorkflowId,
  type ProvinceInput,
  provinceWorkflowId,
} from '../workflows/protocol.ts'
import { refuse } from '../workflows/refusal.ts'
import * as attributes from '../workflows/searchAttributes.ts'

/** How one level of the tree reaches the next: a programme its provinces, a province its offices. All idempotent. */
export interface FanOutActivities {
  /** Starts the workflows of provinces that have none, and waits until each has started its offices. */
  startProvinces(request: { programme: string; provinces: readonly OfficeCode[] }): Promise<void>
  /** Starts the workflows of a province's offices that have none. */
  startOffices(request: { programme: string; province: OfficeCode }): Promise<void>
  /** Takes the notice that a province has passed on to its districts. */
  notifyDistricts(request: { programme: string; province: OfficeCode; at: Instant }): Promise<void>
  /** Which offices of a province, or of the chosen ones in it, an area command takes. Fails with the refusal's type when none. */
  selectOffices(request: {
    programme: string
    province: OfficeCode
    command: AreaCommand
    at: Instant
    chosen?: readonly OfficeCode[]
  }): Promise<OfficeCode[]>
  /** Gives a command to each of some offices; answers how many took it. */
  commandOffices(request: {
    programme: string
    offices: readonly OfficeCode[]
    envelope: CommandEnvelope
  }): Promise<number>
  /**
   * Gives an area command to the provinces it concerns. Fails with the refusal's type when no office takes it, and before
   * anything is done when one that is chosen does not lie in the area.
   */
  commandProvinces(request: {
    programme: string
    provinces: readonly OfficeCode[]
    envelope: AreaEnvelope
  }): Promise<AreaAnswer>
}

/** How many calls to the next level are under way at once. */
const AT_ONCE = 16

/** How long one call may wait for its answer before the activity is begun again. */
const CALL_DEADLINE_MS = 45_000

export function fanOutActivities(store: Store, client: Client, taskQueue: string): FanOutActivities {
  const call = async <T>(workflowId: string, name: string, id: string, arg: unknown): Promise<T> =>
    client.withDeadline(Date.now() + CALL_DEADLINE_MS, () =>
      client.workflow.getHandle(workflowId).executeUpdate<T, [unknown]>(name, { updateId: id, args: [arg] }),
    )

  return {
    async startProvinces({ programme, provinces }) {
      // Read now: a rehearsal that was stopped while opening goes on by another clock.
      const { rules, clock } = await existingProgramme(store, programme)
      await forEachAtOnce(provinces, async (province) => {
        const input: ProvinceInput = { rules, clock, province }
        await client.workflow.start('provinceOversight', {
          taskQueue,
          workflowId: provinceWorkflowId(programme, province),
          workflowIdConflictPolicy: 'USE_EXISTING',
          args: [input],
          typedSearchAttributes: new TypedSearchAttributes([
            { key: attributes.programme, value: programme },
            { key: attributes.province, value: province },
          ]),
          staticSummary: `Province ${province}: notice, morning digest, its offices`,
        })
        await call<void>(provinceWorkflowId(programme, province), OPENED, OPENED, undefined)
      })
    },

    async startOffices({ programme, province }) {
      const { rules, clock } = await existingProgramme(store, programme)
      const offices = await officesToStart(store, programme, province)
      await forEachAtOnce(offices, async ({ code, name, allocation }) => {
        const input: OfficeInput = { rules, clock, office: code, name, allocation }
        await client.workflow.start('officeLifecycle', {
          taskQueue,
          workflowId: officeWorkflowId(programme, code),
          workflowIdConflictPolicy: 'USE_EXISTING',
          args: [input],
          typedSearchAttributes: new TypedSearchAttributes([
            { key: attributes.programme, value: programme },
            { key: attributes.province, value: province },
            { key: attributes.office, value: code },
            { key: attributes.phase, value: 'awaiting-notice' },
            { key: attributes.escalationLevel, value: 0 },
            { key: attributes.overdue, value: false },
          ]),
          staticSummary: `${name} (${code})`,
        })
      })
    },

    async notifyDistricts({ programme, province, at }) {
      const offices = await officesToStart(store, programme, province)
      const districts = offices.map((o) => o.code).filter((code) => tierOf(code) === 'district')
      await forEachAtOnce(districts, (office) =>
        unlessGone(office, () => call<Advanced>(officeWorkflowId(programme, office), NOTIFY, NOTIFY, { at })),
      )
    },

    async selectOffices({ programme, province, command, at, chosen }) {
      const { rules } = await existingProgramme(store, programme)
      const offices = await areaOffices(store, programme, province, at)
      const considered = chosen ? offices.filter(({ office }) => chosen.includes(office)) : offices
      const taken = decideArea(rules.policy, considered, command, at)
      if (isRejection(taken)) throw refuse(taken)
      return taken
    },

    async commandOffices({ programme, offices, envelope }) {
      let accepted = 0
      await forEachAtOnce(offices, async (office) => {
        try {
          const id = officeWorkflowId(programme, office)
          if (await unlessGone(office, () => call(id, envelope.command.name, updateId(envelope.cause), envelope)))
            accepted++
        } catch (error) {
          // An office whose standing has changed since it was chosen refuses for itself; the others go on.
          if (!refusalOf(error)) throw error
        }
      })
      return accepted
    },

    async commandProvinces({ programme, provinces, envelope }) {
      const { area, offices: chosen } = envelope
      if (chosen) await requireKnown(store, programme, area, chosen)
      const concerned = provinces.filter((p) => (area === 'all' || p === area) && (chosen?.some(lyingIn(p)) ?? true))
      const refusals: WorkflowUpdateFailedError[] = []
      let offices = 0
      await forEachAtOnce(concerned, async (province) => {
        try {
          const answer = await call<AreaAnswer>(
            provinceWorkflowId(programme, province),
            envelope.command.name,
            updateId(envelope.cause),
            chosen ? { ...envelope, offices: chosen.filter(lyingIn(province)) } : envelope,
          )
          offices += answer.offices
        } catch (error) {
          if (!refusalOf(error)) throw error
          refusals.push(error as WorkflowUpdateFailedError)
        }
      })
      if (offices > 0) return { area, offices }
      const [telling] = refusals
        .map((r) => refusalOf(r)!)
        .sort((a, b) => LEAST_TELLING.indexOf(a.type) - LEAST_TELLING.indexOf(b.type))
      throw refuse(
        telling ?? { type: 'unknown-office', message: `No office lies in the area ${area}.`, facts: { area } },
      )
    },
  }
}

/** Of several provinces that all refuse, one that got further says more about the area; any other refusal most of all. */
const LEAST_TELLING = ['nothing-to-remind', 'not-notified']

/** Fails when an office that is chosen does not lie in the area. */
async function requireKnown(store: Store, programme: string, area: Area, chosen: readonly OfficeCode[]): Promise<void> {
  const known = new Set(await officeCodesIn(store, programme, area))
  const unknown = chosen.filter((office) => !known.has(office))
  if (unknown.length > 0)
    throw refuse({
      type: 'unknown-office',
      message: `These offices do not lie in the area ${area}: ${unknown.join(', ')}.`,
      facts: { area, offices: unknown },
    })
}

const lyingIn = (province: OfficeCode) => (office: OfficeCode) => provinceOf(office) === province

/**
 * Calls an office, unless somebody has ended its workflow: the others must not wait for it.
 * @returns whether it was there
 */
async function unlessGone(office: OfficeCode, act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act()
    return true
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error
    log.warn('the workflow of an office is gone; it is passed over', { office })
    return false
  }
}

async function existingProgramme(store: Store, id: string) {
  const programme = await programmeOf(store, id)
  if (!programme)
    throw ApplicationFailure.nonRetryable(`There is no programme ${id} in the database.`, 'unknown-programme')
  return programme
}

/** How often a worker says that it is still at it: one call may wait for its answer longer than a dead worker should go unnoticed. */
const HEARTBEAT_EVERY_MS = 5000

async function forEachAtOnce<T>(items: readonly T[], act: (item: T) => Promise<unknown>): Promise<void> {
  const queue = [...items]
  const lane = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await act(item)
  }
  const beating = setInterval(() => heartbeat(), HEARTBEAT_EVERY_MS)
  try {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, lane))
  } finally {
    clearInterval(beating)
  }
}
