import { beforeEach, describe, expect, test, vi } from 'vitest'
import { instantFromMs } from '../../src/domain/time.ts'
import { listAudit, listEvents, recordAudit } from '../../src/store/audit.ts'
import { deleteTexts, putTexts, saveReceipt } from '../../src/store/commands.ts'
import { claimMails, markDropped, markFailed, markFailedAttempt, markSent } from '../../src/store/outbox.ts'
import { markOpened, ProgrammeExistsError } from '../../src/store/programmes.ts'
import { recordStep } from '../../src/store/recordStep.ts'
import type { Store } from '../../src/store/store.ts'
import { createToken, revokeToken } from '../../src/store/tokens.ts'
import { verifyAudit } from '../../src/store/verifyAudit.ts'
import { freshStore, type Sql } from '../support/database.ts'
import { recordOfEveryKind } from './support/recorded.ts'
import { at, bodyUnder, P, pay, RecordedOffice, saveSakonNakhon } from './support/sakonNakhon.ts'

let store: Store
let sql: Sql
beforeEach(async () => {
  const fresh = await freshStore()
  store = fresh.store
  sql = fresh.sql
})

const recorded = () => listAudit(store, { limit: 1000 })

describe('recording', () => {
  test('numbers without a gap, and what was rolled back leaves none', async () => {
    expect(await recordAudit(store, { kind: 'denial' })).toBe(1)
    const rolledBack = store.prisma.$transaction(async (tx) => {
      await recordAudit(tx, { kind: 'denial' })
      throw new Error('crash')
    })
    await expect(rolledBack).rejects.toThrow('crash')
    expect(await recordAudit(store, [{ kind: 'export' }, { kind: 'export' }])).toBe(3)
    expect(await recordAudit(store, [])).toBeNull()
    expect((await recorded()).map((r) => [r.sequence, r.kind])).toEqual([
      [1, 'denial'],
      [2, 'export'],
      [3, 'export'],
    ])
  })

  test('keeps all that is said of it, and when', async () => {
    const entry = {
      kind: 'denial',
      programme: P,
      office: '4701',
      actor: 'token-1',
      role: 'district',
      requestId: '6f1f0c0e',
      details: { type: 'forbidden' },
    } as const
    const earliest = instantFromMs(Date.now() - 1000)
    await recordAudit(store, entry)
    const [record] = await recorded()
    expect(record).toEqual({ ...entry, sequence: 1, at: record!.at, hash: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(record!.at >= earliest && record!.at <= instantFromMs(Date.now() + 1000)).toBe(true)
  })
})

describe('what the service does is recorded with it', () => {
  test('a token made and revoked: its id and what it may, never its words', async () => {
    const { id, token, prefix } = await createToken(store, {
      label: 'สมศรี',
      role: 'district',
      area: '4701',
      by: 'token-9',
    })
    expect(await revokeToken(store, prefix, 'token-9')).toBe(true)
    expect(await revokeToken(store, prefix)).toBe(false)
    expect(await recorded()).toMatchObject([
      { kind: 'token-created', actor: 'token-9', details: { token: id, role: 'district', area: '4701' } },
      { kind: 'token-revoked', actor: 'token-9', details: { token: id } },
    ])
    expect(JSON.stringify(await recorded())).not.toMatch(new RegExp(`${token}|สมศรี`))
  })

  test('a programme loaded, with every allocation, and opened once', async () => {
    await saveSakonNakhon(store)
    await expect(saveSakonNakhon(store)).rejects.toThrow(ProgrammeExistsError)
    await markOpened(store, P, at('2024-12-25 09:00'), 'token-9')
    await markOpened(store, P, at('2024-12-26 09:00'), 'token-9')
    await markOpened(store, 'another', at('2024-12-26 09:00'))
    const money = [
      ['materials', 100_000],
      ['training', 50_000],
    ]
    expect(await recorded()).toMatchObject([
      {
        kind: 'allocation',
        programme: P,
        details: { set: ['4701', '4702'].flatMap((office) => money.map((line) => [office, ...line])) },
      },
      { kind: 'programme-loaded', programme: P, details: { offices: 19, lines: 4, contacts: 2, sample: true } },
      { kind: 'programme-opened', programme: P, actor: 'token-9' },
    ])
  })

  test('the end of every mail, once: sent, given up and dropped; not what is tried again', async () => {
    await saveSakonNakhon(store)
    for (const code of ['4701', '4702', '4703', '4704'])
      await new RecordedOffice(store, code).notified('2024-12-30 10:00')
    const [a, b, c, d] = await claimMails(store, { limit: 10, leaseMs: 60_000 })
    await markSent(store, a!.id, [], new Date())
    await markSent(store, a!.id, [], new Date())
    await markFailed(store, a!.id, 'timed out', [], new Date())
    await markDropped(store, b!.id, 'settled meanwhile', new Date())
    await markFailed(store, c!.id, '550 somsri@amphoe-ita.example unknown', [], new Date())
    await markFailedAttempt(store, d!.id, {
      reason: '451 try later',
      outcomes: [],
      nextAttemptAt: new Date(),
      now: new Date(),
    })
    const ends = await listAudit(store, { kind: 'mail', limit: 10 })
    expect(ends.map(({ programme, office, details }) => ({ programme, office, details }))).toEqual(
      [[a, 'sent'] as const, [b, 'dropped'] as const, [c, 'failed'] as const].map(([mail, status]) => ({
        programme: P,
        office: mail!.to.slice('office:'.length),
        details: { mail: mail!.id, recipient: mail!.to, kind: 'notice', status },
      })),
    )
  })

  test("the answer to an area's command, once, with who gave it", async () => {
    await putTexts(store, P, 'area:47', { ...bodyUnder('area:47 k'), texts: { reason: 'น้ำท่วม' } })
    const receipt = { programme: P, target: 'area:47', ...bodyUnder('area:47 k'), command: 'suspend', answer: {} }
    await saveReceipt(store, { ...receipt, by: 'token-9' })
    await saveReceipt(store, { ...receipt, by: 'token-9' })
    const hash = expect.stringMatching(/^[0-9a-f]{64}$/)
    expect(await recorded()).toMatchObject([
      {
        kind: 'area-command',
        programme: P,
        actor: 'token-9',
        details: { target: 'area:47', key: 'area:47 k', command: 'suspend', receiptHash: hash, textHash: hash },
      },
    ])
    expect(JSON.stringify(await recorded())).not.toContain('น้ำท่วม')
  })
})

describe('words that come while the step that answers their key is being recorded', () => {
  beforeEach(() => saveSakonNakhon(store))

  test.each([
    ['are not kept when it had none', undefined, []],
    ['do not replace its own', { reason: 'its own' }, [{ texts: { reason: 'its own' } }]],
  ])('%s', async (_, own, expected) => {
    const office = await new RecordedOffice(store, '4701').notified('2024-12-30 09:00')
    if (own) await putTexts(store, P, '4701', { ...bodyUnder('k'), texts: own })
    const step = office.stepFor('2024-12-30 10:00', pay('materials', '1.00', 'A 1', '2024-12-30'), 'k')
    const late = await store.prisma.$transaction(async (tx) => {
      const ask = (_: string, text: string, values: readonly unknown[]) => tx.$queryRawUnsafe(text, ...values)
      await recordStep({ ...store, prisma: tx, ask } as Store, step)
      const another = Promise.all([
        putTexts(store, P, '4701', { ...bodyUnder('k'), texts: { reason: 'of another command' } }),
        deleteTexts(store, P, '4701', bodyUnder('k')),
      ])
      await vi.waitFor(async () =>
        expect(await sql(`SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`)).not.toEqual([]),
      )
      return { another }
    })
    await late.another
    expect(await sql(`SELECT texts FROM command_text WHERE key = 'k'`)).toEqual(expected)
    expect((await verifyAudit(store)).findings).toEqual([])
  })

  test('control: the words of a command that was refused go, whatever else is recorded', async () => {
    const office = await new RecordedOffice(store, '4701').notified('2024-12-30 09:00')
    await putTexts(store, P, '4701', { ...bodyUnder('another key'), texts: { reason: 'waits' } })
    await office.command('2024-12-30 10:00', pay('materials', '1.00', 'A 1', '2024-12-30'), 'k')
    await deleteTexts(store, P, '4701', bodyUnder('another key'))
    expect(await sql('SELECT FROM command_text')).toEqual([])
  })
})

describe('reading', () => {
  beforeEach(() => recordOfEveryKind(store))

  test('records of the service by programme, office, province, actor, kind and time, in pages', async () => {
    await recordAudit(store, [
      { kind: 'denial', programme: P, office: '4701', actor: 'token-1' },
      { kind: 'denial', programme: 'another', office: '4801', actor: 'token-1' },
    ])
    const numbers = async (filter: object) =>
      (await listAudit(store, { limit: 100, ...filter })).map(({ sequence, kind }) => `${sequence} ${kind}`)
    const all = ['1 allocation', '2 programme-loaded', '3 token-created', '4 area-command', '5 denial', '6 denial']
    expect(await numbers({})).toEqual(all)
    expect(await numbers({ programme: P })).toEqual(all.filter((_, i) => i !== 2 && i !== 5))
    expect(await numbers({ actor: 'token-1' })).toEqual(all.slice(4))
    expect(await numbers({ kind: 'denial', office: '4701' })).toEqual(all.slice(4, 5))
    expect(await numbers({ province: '48' })).toEqual(all.slice(5))
    expect(await numbers({ after: 2, limit: 2 })).toEqual(all.slice(2, 4))
    const now = Date.now()
    expect(await numbers({ from: instantFromMs(now + 60_000) })).toEqual([])
    expect(await numbers({ to: instantFromMs(now - 60_000) })).toEqual([])
    expect(await numbers({ from: instantFromMs(now - 60_000), to: instantFromMs(now + 60_000) })).toEqual(all)
  })

  test('events of offices in order of programme time, by office, province, actor, type and time, in pages', async () => {
    const places = async (filter: object) => {
      const { events, next } = await listEvents(store, { programme: P, limit: 100, ...filter })
      return { places: events.map(({ office, sequence }) => `${office}/${sequence}`), next }
    }
    const all = ['4701/1', '4702/1', '4701/2', '4702/2', '4701/3', '4701/4', '4701/5', '4701/6']
    expect(await places({})).toEqual({ places: all, next: null })
    expect((await places({ office: '4702' })).places).toEqual(['4702/1', '4702/2'])
    expect((await places({ province: '48' })).places).toEqual([])
    expect((await places({ type: 'disbursed' })).places).toEqual(['4701/3', '4701/4'])
    expect((await places({ actor: 'token-1', to: at('2024-12-30 11:00') })).places).toEqual(['4701/2', '4702/2'])
    expect((await places({ from: at('2024-12-30 13:00') })).places).toEqual(['4701/5', '4701/6'])
    expect((await places({ programme: 'another' })).places).toEqual([])
    for (let limit = 1; limit <= 8; limit++) {
      const seen: string[] = []
      for (let after: string | undefined | null; after !== null; ) {
        const page = await places({ limit, after })
        seen.push(...page.places)
        after = page.next
      }
      expect(seen).toEqual(all)
    }
    await expect(places({ after: 'nonsense' })).rejects.toThrow(RangeError)
  })

  test('an event is given with who caused it and its hash, and without the words', async () => {
    const { events } = await listEvents(store, { programme: P, office: '4701', type: 'entry-reversed', limit: 1 })
    expect(events).toEqual([
      {
        office: '4701',
        sequence: 5,
        type: 'entry-reversed',
        at: at('2024-12-30 13:00'),
        recordedAt: expect.any(String),
        event: expect.objectContaining({ type: 'entry-reversed', documentNo: 'A 1' }),
        command: 'reverse',
        commandKey: 'k13',
        by: 'token-1',
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ])
  })
})
