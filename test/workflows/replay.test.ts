import { fileURLToPath } from 'node:url'
import proto from '@temporalio/proto'
import { bundleWorkflowCode, type WorkflowBundleOption } from '@temporalio/worker'
import { DeterminismViolationError } from '@temporalio/workflow'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { recordedIn } from '../../src/doctor/history.ts'
import { Calendar } from '../../src/domain/calendar.ts'
import { commandNames } from '../../src/domain/command.ts'
import { decide } from '../../src/domain/decide.ts'
import type { OfficeEvent } from '../../src/domain/event.ts'
import { evolve } from '../../src/domain/evolve.ts'
import { phases } from '../../src/domain/office.ts'
import { dayOf } from '../../src/domain/time.ts'
import { bundleWorkflows } from '../../src/temporal/bundle.ts'
import { ADVANCE, BATCH, FORWARDED, NOTIFY, type OfficeInput, OPENED, SET_CLOCK } from '../../src/workflows/protocol.ts'
import { type History, type HistoryEvent, type RecordedHistory, readHistories, textsIn } from './support/histories.ts'
import { coordinator, personalIn, words } from './support/personal.ts'
import { ReplayMismatch, replay } from './support/replay.ts'

const { EventType } = proto.temporal.api.enums.v1
const histories = readHistories()
const today = { codePath: inject('workflowBundle') }
const eventsOf = ({ history }: { history: History }): HistoryEvent[] => history.events ?? []
const office = (end: string): RecordedHistory => histories.find(({ name }) => name.endsWith(`office.${end}`))!

describe('A workflow that runs already goes on with the code of today', () => {
  it.each(histories.map((h) => [h.name, h] as const))('%s', async (_, recorded) => {
    await replay(today, recorded)
  })
})

describe('A worker that keeps traces', () => {
  let traced: WorkflowBundleOption
  beforeAll(async () => {
    traced = await bundleWorkflows({ isTraced: true })
  })

  it.each(histories.map((h) => [h.name, h] as const))(
    'goes on with what one without has begun: %s',
    async (_, recorded) => {
      await replay(traced, recorded)
    },
  )
})

describe('The doctor, who asks what was recorded', () => {
  let telling: WorkflowBundleOption
  beforeAll(async () => {
    telling = await bundleWorkflows({ isTelling: true })
  })

  it.each(histories.filter((h) => h.workflow === 'office').map((h) => [h.name, h] as const))(
    'is told every step, without a gap: %s',
    async (name, { history }) => {
      const recorded = await recordedIn(telling, history, name)
      let next = recorded[0]?.first ?? 1
      for (const { first, steps } of recorded) {
        expect(first).toBe(next)
        next += steps.flatMap((step) => step.events).length
      }
      const answers = eventsOf({ history }).flatMap((e) => answered(e) ?? [])
      expect(recorded.flatMap(({ steps }) => steps.flatMap(({ cause }) => cause?.answer ?? []))).toEqual(
        expect.arrayContaining(answers),
      )
    },
  )

  it('is told as much of a run whose last task left nothing but its end, as older versions ended some', async () => {
    const { name, history } = office('spending.escalated-twice')
    const events = history.events!
    const end: HistoryEvent[] = [
      { eventType: EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED },
      { eventType: EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED },
      { eventType: EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED },
      { eventType: EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW },
    ]
    const recorded = await recordedIn(telling, history, name)
    expect(recorded.length).toBeGreaterThan(5)
    expect(await recordedIn(telling, { events: [...events, ...end] }, name)).toEqual(recorded)
  })
})

describe('A state that an older version carried over', () => {
  const [started] = eventsOf(histories.find(({ name }) => name === '2026-11-23/office.spending.continued')!)
  const [input] = started!.workflowExecutionStartedEventAttributes!.input!.payloads!
  const { carried, rules } = JSON.parse(Buffer.from(input!.data!).toString('utf8')) as OfficeInput

  it('knows of no reminder by an official, and takes one', () => {
    const { state } = carried!
    expect(state).not.toHaveProperty('remindedOn')
    const at = state.doneUntil
    const decided = decide({ ...rules, calendar: new Calendar(rules.calendar) }, state, { name: 'remind' }, at)
    expect(decided).toMatchObject([{ type: 'reminded', items: [{ obligation: 'disbursement' }, {}] }])
    const after = (decided as OfficeEvent[]).reduce(evolve, state)
    expect(after).toEqual({ ...state, sequence: state.sequence + 1, remindedOn: dayOf(at) })
  })
})

describe('The recorded histories', () => {
  it('are of an office in every phase, and in the phase that they say', () => {
    const offices = histories.filter((h) => h.workflow === 'office')
    expect([...new Set(offices.map((h) => h.phase))].sort()).toEqual([...phases].sort())
    for (const recorded of offices)
      expect([recorded.name, phaseShown(recorded)]).toEqual([recorded.name, recorded.phase])
  })

  it('hold every message that a workflow takes, but for the one command that is always refused', () => {
    const taken = histories.flatMap(eventsOf).flatMap((e) => messageOf(e) ?? [])
    const messages = [...commandNames, BATCH, NOTIFY, ADVANCE, OPENED, FORWARDED, SET_CLOCK]
    expect(messages.filter((m) => !taken.includes(m))).toEqual(['virement'])
  })

  it('are of an office that is escalated, of a timer that has fired, and of each workflow continued as new', () => {
    const escalated = eventsOf(office('spending.escalated-twice')).flatMap(
      (e) => attributeSet(e, 'EscalationLevel') ?? [],
    )
    expect(escalated.at(-1)).toBe(2)
    for (const workflow of ['office', 'province', 'programme']) {
      const events = histories.filter((h) => h.workflow === workflow).flatMap(eventsOf)
      expect(events.some((e) => e.timerFiredEventAttributes)).toBe(true)
      expect(events.some((e) => e.workflowExecutionContinuedAsNewEventAttributes)).toBe(true)
      expect(events.some((e) => e.workflowExecutionStartedEventAttributes?.continuedExecutionRunId)).toBe(true)
    }
  })

  it('are of a batch that is recorded as a whole, and of one whose commands are recorded one by one', () => {
    const recordedBy = (end: string) => textsIn(office(end).history).match(/"recordOfficeSteps?"/g)
    expect(recordedBy('spending.batch')).toContain('"recordOfficeSteps"')
    const steps = recordedBy('spending.batch-one-by-one')!
    expect(steps.slice(steps.indexOf('"recordOfficeSteps"') + 1)).toContain('"recordOfficeStep"')
  })

  it('name no person and hold nothing that was written in words', () => {
    const found = histories.flatMap(({ name, history }) => personalIn(textsIn(history)).map((f) => `${name}: ${f}`))
    expect(found).toEqual([])
  })
})

describe('These tests are able to fail', () => {
  it('an office with a timer more, and no patched(), is refused with what to do', async () => {
    const changed = await bundleWorkflowCode({
      workflowsPath: fileURLToPath(new URL('./support/changedWorkflows.ts', import.meta.url)),
      logger: { log() {}, trace() {}, debug() {}, info() {}, warn: console.warn, error: console.error },
    })
    for (const recorded of [office('closed'), office('suspended'), office('spending.continued')]) {
      const refused = await replay(changed, recorded).catch((error: unknown) => error)
      expect(refused).toBeInstanceOf(ReplayMismatch)
      expect(refused).toMatchObject({ cause: expect.any(DeterminismViolationError) })
      expect((refused as Error).message).toMatch(/patched\(\)(.|\n)*npm run record-histories(.|\n)*the old ones stay/)
    }
  })

  it.each([
    ['another activity recorded the first step', withAnotherActivity],
    ['the search attributes were set after the answer was given', withAttributesAfterAnswer],
  ])('a history in which %s is refused', async (_, altered) => {
    const recorded = office('closed')
    await expect(replay(today, { ...recorded, history: altered(recorded) })).rejects.toThrow(ReplayMismatch)
  })

  it('a person, an address or a telephone number in a payload would be found', () => {
    const { history } = office('closed')
    for (const said of [
      ...Object.values(coordinator),
      ...Object.values(words),
      'a.b@moi.go.th',
      '0812345678',
      '042-711-231',
    ]) {
      const marker = {
        eventId: '1',
        markerRecordedEventAttributes: { details: { data: { payloads: [payload(said)] } } },
      }
      expect(personalIn(textsIn({ events: [...history.events!, marker] }))).toContain(said)
    }
  })
})

/** The phase that operators were last shown; an office is started with `awaiting-notice`. */
function phaseShown(recorded: RecordedHistory): unknown {
  return eventsOf(recorded)
    .map((e) => attributeSet(e, 'Phase'))
    .findLast((phase) => phase !== undefined)
}

/** The value that an event gives to a search attribute, if it does. */
function attributeSet(event: HistoryEvent, name: string): unknown {
  const attributes =
    event.upsertWorkflowSearchAttributesEventAttributes ?? event.workflowExecutionStartedEventAttributes
  const data = attributes?.searchAttributes?.indexedFields?.[name]?.data
  return data ? JSON.parse(Buffer.from(data).toString('utf8')) : undefined
}

/** The Update or signal that an event has taken in. */
function messageOf(event: HistoryEvent): string | null | undefined {
  return (
    event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.input?.name ??
    event.workflowExecutionSignaledEventAttributes?.signalName
  )
}

/** What an event says was answered to a single command that was accepted. */
function answered(event: HistoryEvent): unknown {
  const data = event.workflowExecutionUpdateCompletedEventAttributes?.outcome?.success?.payloads?.[0]?.data
  const answer = data && JSON.parse(Buffer.from(data).toString('utf8'))
  return answer?.events ? answer : undefined
}

function withAnotherActivity(recorded: RecordedHistory): History {
  const events = structuredClone(eventsOf(recorded))
  const [data] = events.find((e) => e.markerRecordedEventAttributes)!.markerRecordedEventAttributes!.details!.data!
    .payloads!
  const said = Buffer.from(data!.data!).toString('utf8')
  expect(said).toContain('"recordOfficeStep"')
  data!.data = Buffer.from(said.replace('"recordOfficeStep"', '"recordOfficeSteps"'))
  return { events }
}

function withAttributesAfterAnswer(recorded: RecordedHistory): History {
  const events = eventsOf(recorded)
  const at = events.findIndex((e) => e.upsertWorkflowSearchAttributesEventAttributes)
  const [upsert, answer] = [events[at]!, events[at + 1]!]
  expect(answer.workflowExecutionUpdateCompletedEventAttributes).toBeTruthy()
  const swapped = [
    { ...answer, eventId: upsert.eventId! },
    { ...upsert, eventId: answer.eventId! },
  ]
  return { events: events.toSpliced(at, 2, ...swapped) }
}

function payload(text: string): object {
  return { data: Buffer.from(JSON.stringify({ said: text })) }
}
