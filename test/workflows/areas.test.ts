import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { AreaRequest } from '../../src/commands/gateway.ts'
import { tierOf } from '../../src/domain/policy.ts'
import type { Instant } from '../../src/domain/time.ts'
import { officeCodesIn } from '../../src/store/offices.ts'
import { rehearsedMails } from '../../src/store/outbox.ts'
import { openProgramme } from '../../src/temporal/open.ts'
import { country, programme, TASK_QUEUE } from './support/country.ts'

const MONDAY = '2025-01-06T10:00:00+07:00'
const TUESDAY = '2025-01-07T10:00:00+07:00'
const WEDNESDAY = '2025-01-08T10:00:00+07:00'

describe('An area, or the offices chosen of it', async () => {
  const c = await country({ kind: 'stepped', origin: MONDAY })
  await c.runWorker()
  const request = (command: AreaRequest['command'], at: Instant, rest: Partial<AreaRequest> = {}): AreaRequest => ({
    ...{ programme: programme.id, command, body: {}, key: crypto.randomUUID(), by: 'test', at },
    ...rest,
  })
  const remind = (area: string, at: Instant, rest: Partial<AreaRequest> = {}) =>
    c.gateway.toArea(area, request('remind', at, rest))
  /** The offices that have been reminded by an official at a moment. */
  const reminded = async (at: Instant) =>
    (await rehearsedMails(c.store, programme.id))
      .filter((m) => m.kind === 'reminder' && m.at === at)
      .map((m) => m.to.slice('office:'.length))
      .sort()

  beforeAll(async () => {
    await openProgramme({ store: c.store, client: c.env.client, taskQueue: TASK_QUEUE, programme: programme.id })
    await c.gateway.toOffice('47', request('forward', MONDAY))
    const unnotified = () => c.store.prisma.office.count({ where: { notifiedAt: null } })
    await vi.waitFor(async () => expect(await unnotified()).toBe(0), { timeout: 20_000 })
  })

  it('an office is reminded at once, by a mail of its own kind, and once a day', async () => {
    const sent = await c.gateway.toOffice('4701', request('remind', MONDAY))
    expect(sent).toMatchObject({ outcome: 'accepted', answer: { events: ['reminded'], phase: 'kickoff' } })
    const mails = await rehearsedMails(c.store, programme.id)
    expect(mails.filter((m) => m.kind === 'reminder')).toEqual([
      {
        at: MONDAY,
        to: 'office:4701',
        kind: 'reminder',
        items: ['acknowledge', 'kickoff', 'disbursement', 'report'].map((obligation) => ({
          office: '4701',
          obligation,
          state: 'reminder',
        })),
      },
    ])
    const again = await c.gateway.toOffice('4701', request('remind', MONDAY))
    expect(again).toMatchObject({ outcome: 'refused', type: 'already-done', facts: { remindedOn: '2025-01-06' } })
  })

  it('of those chosen the command reaches those whom it concerns, and nobody else', async () => {
    const offices = ['4703', '4701', '4702', '4703']
    expect(await remind('47', MONDAY, { offices })).toMatchObject({ answer: { area: '47', offices: 2 } })
    expect(await reminded(MONDAY)).toEqual(['4701', '4702', '4703'])
    expect(await remind('all', MONDAY, { offices: ['4702'] })).toMatchObject({ type: 'already-done' })
  })

  it('is refused before anything is done when one that is chosen does not lie in it', async () => {
    const refused = await remind('47', MONDAY, { offices: ['4704', '4799', '8301'] })
    expect(refused).toMatchObject({ type: 'unknown-office', facts: { area: '47', offices: ['4799', '8301'] } })
    expect(await remind('48', MONDAY, { offices: ['4704'] })).toMatchObject({ type: 'unknown-office' })
    expect(await reminded(MONDAY)).not.toContain('4704')
  })

  it('has from one to a thousand offices chosen', async () => {
    const codes = Array.from({ length: 1001 }, (_, i) => String(1000 + i))
    for (const [offices, path] of [
      [[], 'offices'],
      [codes, 'offices'],
      [['4701', 'x'], 'offices.1'],
    ] as const)
      expect(await remind('47', MONDAY, { offices })).toMatchObject({ outcome: 'invalid', invalid: [{ path }] })
  })

  it('gives the same answer under the same key, which is for those who were chosen', async () => {
    const first = await remind('47', TUESDAY, { key: 'k', offices: ['4701', '4702'] })
    expect(await remind('47', TUESDAY, { key: 'k', offices: ['4702', '4701'] })).toEqual(first)
    expect(await remind('47', TUESDAY, { key: 'k', offices: ['4703'] })).toEqual({ outcome: 'key-reused' })
    expect(await remind('47', TUESDAY, { key: 'k' })).toEqual({ outcome: 'key-reused' })
    expect(await reminded(TUESDAY)).toEqual(['4701', '4702'])
  })

  it('are the districts of a province, reminded by it; its own office is the department’s to remind', async () => {
    const codes = await officeCodesIn(c.store, programme.id, '47')
    const districts = codes.filter((code) => tierOf(code) === 'district')
    const sent = await remind('47', TUESDAY, { offices: districts })
    expect(sent).toMatchObject({ outcome: 'accepted', answer: { offices: districts.length - 2 } })
    expect(await reminded(TUESDAY)).toEqual(districts)
    expect(await remind('all', TUESDAY)).toMatchObject({ answer: { area: 'all', offices: 1 } })
    expect(await remind('all', TUESDAY)).toMatchObject({ type: 'already-done' })
  })

  it('are suspended and resumed by choice too', async () => {
    const offices = ['4704', '4705']
    const body = { reason: 'อุทกภัย' }
    expect(await c.gateway.toArea('47', request('suspend', WEDNESDAY, { body, offices }))).toMatchObject({
      answer: { offices: 2 },
    })
    expect(await remind('47', WEDNESDAY, { offices })).toMatchObject({ type: 'nothing-to-remind' })
    expect(await c.gateway.toArea('47', request('resume', WEDNESDAY, { body }))).toMatchObject({
      answer: { offices: 2 },
    })
  })
})
