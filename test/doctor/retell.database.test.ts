import type { Client } from '@temporalio/client'
import type { WorkflowBundleOption } from '@temporalio/worker'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Recording, recordedIn } from '../../src/doctor/history.ts'
import { NotRetoldError, retell, stepsAfter } from '../../src/doctor/retell.ts'
import { newOffice } from '../../src/domain/office.ts'
import { programmeOf, saveProgramme } from '../../src/store/programmes.ts'
import type { Store } from '../../src/store/store.ts'
import { verifyAudit } from '../../src/store/verifyAudit.ts'
import { bundleWorkflows } from '../../src/temporal/bundle.ts'
import { P, programme, rules } from '../store/support/sakonNakhon.ts'
import { freshStore, type Sql } from '../support/database.ts'
import { type History, readHistories } from '../workflows/support/histories.ts'
import '../workflows/support/replay.ts'

/** The office of the recorded histories, into a database that has nothing of it any more. */

const histories = readHistories()
const recordedAs = (name: string): History =>
  histories.findLast((h) => h.name.endsWith(`/office.spending.${name}`))!.history

let bundle: WorkflowBundleOption
let store: Store
let sql: Sql
beforeAll(async () => {
  bundle = await bundleWorkflows({ isTelling: true })
})
beforeEach(async () => {
  ;({ store, sql } = await freshStore())
  await saveProgramme(store, programme, {
    allocations: new Map(['4701', '4710', '4711'].map((office) => [office, { materials: 100_000, training: 50_050 }])),
    contacts: [],
    clock: { kind: 'live' },
    provinces: ['47'],
  })
})

/** Records again what Temporal keeps of an office: its runs, the latest first. */
async function retold(office: string, ...runs: readonly History[]) {
  const names = runs.map((_, i) => `run ${runs.length - i}`)
  const client = {
    workflow: {
      getHandle: (_: string, run: string) => ({
        describe: async () => ({ runId: names[0] }),
        fetchHistory: async () => runs[names.indexOf(run)],
      }),
      // As visibility lists them: in no order.
      list: () => names.map((runId, i) => ({ runId, startTime: new Date(-i) })).reverse(),
    },
  }
  return retell(
    { store, client: client as unknown as Client, bundle, programme: (await programmeOf(store, P))! },
    office,
  )
}

const recorded = (office: string): Promise<{ sequence: number; command: string | null }[]> =>
  sql('SELECT sequence, command FROM audit_event WHERE office = $1 ORDER BY sequence', [office])
const isWhole = async () => expect((await verifyAudit(store)).findings).toEqual([])

describe('What a workflow’s histories have is recorded again', () => {
  test('of a run and of the one before it, once', async () => {
    const [first, second] = [recordedAs('continuing'), recordedAs('continued')]
    expect(await retold('4701', second, first)).toMatchObject({ from: 1, to: 13 })
    const events = await recorded('4701')
    expect(events.map((e) => e.sequence)).toEqual(Array.from({ length: 13 }, (_, i) => i + 1))
    expect(events.map((e) => e.command)).toContain('disburse')
    await isWhole()
    await expect(retold('4701', second, first)).rejects.toThrow('its workflow’s history has nothing after event 13')
    expect(await recorded('4701')).toEqual(events)
  })

  test('of a batch, each command with its answer; one that the database refused is not', async () => {
    await retold('4710', recordedAs('batch'))
    await retold('4711', recordedAs('batch-one-by-one'))
    for (const office of ['4710', '4711']) {
      const commands = (await recorded(office)).flatMap((e) => e.command ?? [])
      const receipts = await sql('SELECT command FROM command_receipt WHERE target = $1', [office])
      expect(receipts.map((r) => r.command).sort()).toEqual(commands.sort())
      expect(commands.filter((c) => c === 'disburse').length).toBe(office === '4710' ? 2 : 1)
    }
    await isWhole()
  })

  test('webhooks tell of it under the ids that they have told of it before', async () => {
    await sql(
      `INSERT INTO webhook_endpoint (programme_id, url, description, types, area, secrets, created_by)
               VALUES ($1, 'https://example.org', '', '{}', 'all', '[]', 'a-token')`,
      [P],
    )
    const { to } = await retold('4701', recordedAs('continuing'))
    expect(
      await sql(`SELECT count(*)::int AS all, bool_and(id = webhook_id(endpoint_id, office, sequence)) AS same
                   FROM webhook_delivery WHERE status = 'queued'`),
    ).toEqual([{ all: to, same: true }])
  })

  test('mails are put down as dropped, and words that are gone are named', async () => {
    const { mails, wordless } = await retold('4701', recordedAs('continued'), recordedAs('continuing'))
    const states = await sql('SELECT status, count(*)::int AS mails FROM mail GROUP BY status')
    expect(states).toEqual([{ status: 'dropped', mails }])
    expect(wordless).toContainEqual({ sequence: expect.any(Number), command: 'acknowledge' })
    const said = await sql(`SELECT details FROM audit_record WHERE kind = 'repair'`)
    expect(said).toEqual([
      { details: { retold: { from: 1, to: 13 }, mails, wordless: wordless.map((w) => w.sequence) } },
    ])
  })
})

test('What stood in the place of a step is taken for what it was: a command that was asked for, or what time brought', async () => {
  const asked = (await recordedIn(bundle, recordedAs('continuing'), 'a run')).flatMap(({ steps }) => steps)
  const before = newOffice('4701', { materials: 100_000, training: 50_050 })
  const at = asked.findIndex((step) => step.cause?.command === 'attend-kickoff')
  const { answer, ...cause } = asked[at]!.cause!
  const inPlace: Recording[] = [
    { first: 1, steps: asked.slice(0, 1), before: null },
    {
      first: 2,
      steps: [{ ...asked[1]!, cause: { ...cause, answer: { ...answer, sequence: 2 } } }],
      before: { events: asked.slice(1).flatMap((step) => step.events), answer },
    },
  ]
  const steps = stepsAfter(rules, before, inPlace)
  expect(steps.map((step) => step.events)).toEqual(asked.map((step) => step.events))
  expect(steps.map((step) => step.letters)).toEqual(asked.map((step) => step.letters))
  expect(steps.flatMap((step, i) => (step.cause ? [[i, step.cause]] : []))).toEqual([[at, { ...cause, answer }]])
})

describe('Nothing is recorded', () => {
  test('when the run before is gone', async () => {
    await expect(retold('4701', recordedAs('continued'))).rejects.toThrow(
      new NotRetoldError('Temporal keeps its workflow’s history from event 7 on, and the trail ends with 0'),
    )
    expect(await recorded('4701')).toEqual([])
  })

  test('when the database refuses it by rule', async () => {
    await sql(`UPDATE budget_line SET allocated = 100 WHERE office = '4701'`)
    await expect(retold('4701', recordedAs('continued'), recordedAs('continuing'))).rejects.toThrow(
      new NotRetoldError(`office 4701 of ${P}: more than was allocated to the budget line`),
    )
    expect(await recorded('4701')).toEqual([])
  })

  test('when its history is of other code', async () => {
    const { events } = recordedAs('continuing')
    const marker = events!.findIndex((e) => e.markerRecordedEventAttributes)
    const altered = { events: events!.filter((_, i) => i !== marker) }
    await expect(retold('4701', altered)).rejects.toThrow(NotRetoldError)
    expect(await recorded('4701')).toEqual([])
  })

  test('when trail and history have different pasts', async () => {
    await retold('4701', recordedAs('continuing'))
    await sql(`BEGIN; ALTER TABLE audit_event DISABLE TRIGGER audit_event_append_only;
               UPDATE audit_event SET event = event || '{"on": "2025-01-01"}' WHERE office = '4701' AND sequence = 6;
               ALTER TABLE audit_event ENABLE TRIGGER audit_event_append_only; COMMIT`)
    await expect(retold('4701', recordedAs('continued'), recordedAs('continuing'))).rejects.toThrow(NotRetoldError)
    expect((await recorded('4701')).length).toBe(6)
  })
})
