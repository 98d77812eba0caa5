import { describe, expect, it } from 'vitest'
import type { ProblemType } from '../../src/api/problem.ts'
import { rejectionTypes } from '../../src/domain/rejection.ts'
import { createToken, revokeToken } from '../../src/store/tokens.ts'
import { expectProblem, type Sending } from './support/caller.ts'
import { openTwoProvinces, startService, TODAY, TOMORROW, YESTERDAY } from './support/service.ts'

const service = await startService()
await service.runWorker()
await openTwoProvinces(service)

const people = {
  'district 4701': await service.as('district', '4701'),
  'district 4702': await service.as('district', '4702'),
  'district 4703': await service.as('district', '4703'),
  'district 4704': await service.as('district', '4704'),
  'province 47': await service.as('province', '47'),
  'province 83': await service.as('province', '83'),
  department: await service.as('department', 'all'),
  operator: await service.as('operator', 'all'),
}
type Person = keyof typeof people

const entry = { line: 'materials', amount: '100.00', paidOn: TODAY, documentNo: 'ฎ9/2568' }
const returned = { line: 'training', amount: '100.00', returnedOn: TODAY, documentNo: 'ฎ9/2568' }
const order = { number: 'มท 0322/1', date: TODAY }
const extension = { obligation: 'disbursement', deadline: '2025-06-15', order, reason: 'น้ำท่วม' }
const report = (materials: string, training: string) => ({
  lines: [
    { line: 'materials', disbursed: materials, returned: '0.00' },
    { line: 'training', disbursed: training, returned: '0.00' },
  ],
  outcome: 'ดำเนินการครบถ้วน',
})

/**
 * Where the offices stand: 4701 has spent 400.00 of its 1,000.00 of materials, 4702 has settled all and its report is under review, 4703 has
 * spent all and not reported, 4704 has left the programme, 8301 has not been notified.
 */
const prepared = [
  await people['district 4701'].command('4701', 'disburse', { ...entry, amount: '400.00', documentNo: 'ฎ1/2568' }),
  await people['district 4701'].command('4701', 'disburse', { ...entry, amount: '1.00', documentNo: 'ฎ2/2568' }),
  await people['district 4701'].command('4701', 'reverse', { documentNo: 'ฎ2/2568', reason: 'ผิดรายการ' }),
  ...(await Promise.all(
    ['4702', '4703'].flatMap((office) => [
      people['province 47'].command(office, 'disburse', { ...entry, amount: '1000.00', documentNo: 'ฎ1/2568' }),
      people['province 47'].command(office, 'disburse', {
        ...{ ...entry, line: 'training' },
        ...{ amount: '500.50', documentNo: 'ฎ2/2568' },
      }),
    ]),
  )),
  await people['district 4702'].command('4702', 'submit-report', report('1000.00', '500.50')),
  await people.department.command('4704', 'withdraw', { reason: 'ยุบรวม' }),
  await people['district 4702'].command('4702', 'acknowledge', {
    coordinator: { name: 'ก', email: 'k@example.go.th' },
  }),
  await people['district 4702'].command('4702', 'attend-kickoff', { attended: 'briefing', on: TODAY }),
]

interface Case {
  readonly name: string
  readonly as: Person
  /** The office or, with a scope, the area. */
  readonly office?: string
  readonly area?: string
  readonly command: string
  readonly body?: unknown
  readonly sending?: Sending
  readonly type: ProblemType
  readonly facts?: Record<string, unknown>
}

const district = { as: 'district 4701', office: '4701' } as const
const department = { as: 'department', office: '4701' } as const
const disburse = { ...district, command: 'disburse' }
const errors = (...found: { path: string; expected?: unknown }[]) => ({
  errors: found.map(({ path, expected = expect.stringMatching(/\S/) }) => ({ path, expected })),
})

/** Refusals of the rules: the shape is right, and the answer is no. */
const refusals: Case[] = [
  {
    name: 'an office that does not exist',
    ...{ as: 'department', office: '4799', command: 'suspend', body: { reason: 'น้ำท่วม' } },
    ...{ type: 'unknown-office', facts: { office: '4799' } },
  },
  {
    name: 'an office of a province that does not take part',
    ...{ as: 'department', office: '1101', command: 'suspend', body: { reason: 'น้ำท่วม' } },
    ...{ type: 'unknown-office', facts: { office: '1101' } },
  },
  {
    name: 'an area that does not take part',
    ...{ as: 'department', area: '11', command: 'suspend', body: { reason: 'น้ำท่วม' } },
    ...{ type: 'unknown-office', facts: { office: '11' } },
  },
  {
    name: 'a reminder of nothing',
    ...{ as: 'department', office: '4702', command: 'remind', body: {} },
    type: 'nothing-to-remind',
  },
  {
    name: 'a budget line that the programme has not',
    ...{ ...disburse, body: { ...entry, line: 'travel' } },
    ...{ type: 'unknown-line', facts: { line: 'travel', known: ['materials', 'training'] } },
  },
  {
    name: 'a budget line without an allocation to the office',
    ...{ ...disburse, body: { ...entry, line: 'model-district' } },
    ...{ type: 'unknown-line', facts: { line: 'model-district' } },
  },
  {
    name: 'a budget line called like something every object has',
    ...{ ...disburse, body: { ...entry, line: 'constructor' } },
    ...{ type: 'unknown-line', facts: { line: 'constructor' } },
  },
  ...['0', '0.00', '-1.00', '1.005', '1,000.00', '1e2', '๑๐๐', '', 'ร้อยบาท'].map(
    (amount): Case => ({
      name: `an amount of "${amount}"`,
      ...{ ...disburse, body: { ...entry, amount }, type: 'invalid-amount', facts: { amount } },
    }),
  ),
  {
    name: 'funds returned of nothing',
    ...{ ...district, command: 'return-funds', body: { ...returned, amount: '0.00' } },
    ...{ type: 'invalid-amount', facts: { amount: '0.00' } },
  },
  {
    name: 'one satang over what remains of the line',
    ...{ ...disburse, body: { ...entry, amount: '600.01' }, type: 'line-exceeded' },
    facts: {
      ...{ line: 'materials', amount: '600.01', remaining: '600.00', excess: '0.01' },
      ...{ titleTh: 'เกินวงเงินของรายการ', detailTh: expect.stringContaining('รายการ ค่าวัสดุ (ตัวอย่าง)') },
    },
  },
  {
    name: 'one satang too many returned',
    ...{ ...district, command: 'return-funds', body: { ...returned, amount: '500.51' } },
    ...{ type: 'line-exceeded', facts: { line: 'training', remaining: '500.50', excess: '0.01' } },
  },
  {
    name: 'a payment tomorrow',
    ...{ ...disburse, body: { ...entry, paidOn: TOMORROW }, type: 'invalid-date' },
    facts: { date: TOMORROW, earliest: YESTERDAY, latest: TODAY },
  },
  ...['2024-12-24', '2024-02-30', '26/12/2567', '2567-12-26', ''].map(
    (paidOn): Case => ({
      name: `a payment on "${paidOn}", before the allocation or on no day at all`,
      ...{ ...disburse, body: { ...entry, paidOn }, type: 'invalid-date', facts: { date: paidOn } },
    }),
  ),
  {
    name: 'the same document number twice',
    ...{ ...disburse, body: { ...entry, documentNo: 'ฎ1/2568' } },
    ...{ type: 'duplicate-document', facts: { documentNo: 'ฎ1/2568' } },
  },
  {
    name: 'the document number of a reversed entry',
    ...{ ...disburse, body: { ...entry, documentNo: ' ฎ2/2568 ' } },
    ...{ type: 'duplicate-document', facts: { documentNo: 'ฎ2/2568' } },
  },
  {
    name: 'a reversal of a document that is not there',
    ...{ ...district, command: 'reverse', body: { documentNo: 'ฎ404', reason: 'ผิด' } },
    ...{ type: 'unknown-document', facts: { documentNo: 'ฎ404' } },
  },
  {
    name: 'a reversal of what has been reversed',
    ...{ ...district, command: 'reverse', body: { documentNo: 'ฎ2/2568', reason: 'ผิด' } },
    ...{ type: 'already-done', facts: { documentNo: 'ฎ2/2568' } },
  },
  {
    name: 'money of one line for another',
    ...{ ...district, command: 'virement', body: { from: 'training', to: 'materials', amount: '1.00' } },
    ...{ type: 'virement-forbidden', facts: { from: 'training', to: 'materials' } },
  },
  {
    name: 'a command before the notice has come',
    ...{ as: 'province 83', office: '8301', command: 'disburse', body: entry, type: 'not-notified' },
  },
  {
    name: 'a province of which no district has the notice and the office has settled nothing to resume',
    ...{ as: 'department', area: '83', command: 'resume', body: { reason: 'น้ำลด' }, type: 'not-suspended' },
  },
  {
    name: 'the notice passed on twice',
    ...{ as: 'province 47', office: '47', command: 'forward', type: 'already-done', facts: { obligation: 'forward' } },
  },
  {
    name: 'the notice passed on by a district',
    ...{ ...district, command: 'forward', type: 'forbidden' },
  },
  {
    name: 'acceptance where no report is',
    ...{ ...department, command: 'accept-report', type: 'not-under-review', facts: { report: 'none' } },
  },
  {
    name: 'return of a report where none is',
    ...{ ...department, command: 'return-report', body: { reason: 'ไม่ครบ' }, type: 'not-under-review' },
  },
  {
    name: 'a payment after the report',
    ...{ as: 'district 4702', office: '4702', command: 'disburse', body: entry },
    ...{ type: 'report-open', facts: { report: 'under-review' } },
  },
  {
    name: 'a reversal after the report',
    ...{ as: 'district 4702', office: '4702', command: 'reverse', body: { documentNo: 'ฎ1/2568', reason: 'ผิด' } },
    type: 'report-open',
  },
  {
    name: 'a second report',
    ...{ as: 'district 4702', office: '4702', command: 'submit-report', body: report('1000.00', '500.50') },
    type: 'already-done',
  },
  {
    name: 'a report before everything is spent or returned',
    ...{ ...district, command: 'submit-report', body: report('400.00', '0.00'), type: 'disbursement-incomplete' },
    facts: {
      lines: [
        { line: 'materials', remaining: '600.00' },
        { line: 'training', remaining: '500.50' },
      ],
    },
  },
  {
    name: 'an escalation answered that is none',
    ...{ as: 'province 47', office: '4701', command: 'answer-escalation', type: 'not-escalated' },
    body: { obligation: 'disbursement', action: 'โทรตามแล้ว', promisedOn: TOMORROW },
    facts: { obligation: 'disbursement', level: 0 },
  },
  ...[TODAY, YESTERDAY, '2025-05-14', '2025-10-01', '2025-06-31'].map(
    (deadline): Case => ({
      name: `an extension to ${deadline}`,
      ...{ ...department, command: 'extend', body: { ...extension, deadline } },
      ...{ type: 'invalid-deadline', facts: { deadline } },
    }),
  ),
  {
    name: 'an extension of a whole province into the past',
    ...{ as: 'department', area: '47', command: 'extend', body: { ...extension, deadline: YESTERDAY } },
    ...{ type: 'invalid-deadline', facts: { deadline: YESTERDAY } },
  },
  {
    name: 'an extension by an order of tomorrow',
    ...{ ...department, command: 'extend', body: { ...extension, order: { number: '1', date: TOMORROW } } },
    ...{ type: 'invalid-date', facts: { date: TOMORROW } },
  },
  {
    name: 'an extension of what is settled',
    ...{ as: 'department', office: '4702', command: 'extend', body: extension },
    ...{ type: 'nothing-to-extend', facts: { obligation: 'disbursement' } },
  },
  {
    name: 'an end to a suspension that never began',
    ...{ ...department, command: 'resume', body: { reason: 'น้ำลด' }, type: 'not-suspended' },
  },
  {
    name: 'an end to a suspension that never began, of a province',
    ...{ as: 'department', area: '47', command: 'resume', body: { reason: 'น้ำลด' }, type: 'not-suspended' },
  },
  {
    name: 'anything from an office that has left',
    ...{ as: 'district 4704', office: '4704', command: 'disburse', body: entry, type: 'withdrawn' },
  },
  {
    name: 'a report that differs from the ledger by a satang',
    ...{ as: 'district 4703', office: '4703', command: 'submit-report', body: report('999.99', '500.50') },
    type: 'report-mismatch',
    facts: {
      differences: [
        {
          ...{ line: 'materials', timesReported: 1 },
          reported: { disbursed: '999.99', returned: '0.00' },
          ledger: { disbursed: '1000.00', returned: '0.00' },
        },
      ],
    },
  },
]

/** Requests that are fine, by someone whose they are not. */
const notTheirs: Case[] = [
  {
    name: 'a payment for another district',
    ...{ as: 'district 4702', office: '4701', command: 'disburse', body: entry },
    ...{ type: 'unknown-office', facts: { office: '4701' } },
  },
  {
    name: 'an activity of a district in another province',
    ...{ as: 'province 83', office: '4701', command: 'record-activity', type: 'unknown-office' },
    body: { activity: 'prevention', on: TODAY, note: 'ไม่ใช่ของเรา' },
  },
  {
    name: 'a report accepted by its own office',
    ...{ as: 'district 4702', office: '4702', command: 'accept-report' },
    ...{ type: 'forbidden', facts: { command: 'accept-report', office: '4702' } },
  },
  {
    name: 'a report accepted by the province',
    ...{ as: 'province 47', office: '4702', command: 'accept-report', type: 'forbidden' },
  },
  {
    name: 'a report written by the province for its district',
    ...{ as: 'province 47', office: '4703', command: 'submit-report', body: report('1000.00', '500.50') },
    type: 'forbidden',
  },
  {
    name: 'a payment by the department',
    ...{ ...department, command: 'disburse', body: entry, type: 'forbidden' },
  },
  {
    name: 'an extension by the office itself',
    ...{ ...district, command: 'extend', body: extension, type: 'forbidden' },
  },
  {
    name: 'a payment by an operator',
    ...{ as: 'operator', office: '4701', command: 'disburse', body: entry, type: 'forbidden' },
  },
  {
    name: 'a whole province suspended by itself',
    ...{ as: 'province 47', area: '47', command: 'suspend', body: { reason: 'น้ำท่วม' }, type: 'forbidden' },
  },
]

/** Requests of the wrong shape, or to nowhere. */
const malformed: Case[] = [
  {
    name: 'an obligation that does not exist',
    ...{ ...department, command: 'extend', body: { ...extension, obligation: 'homework' }, type: 'invalid-request' },
    facts: errors({ path: 'obligation', expected: 'one of forward, acknowledge, kickoff, disbursement, report' }),
  },
  {
    name: 'a field too many',
    ...{ ...disburse, body: { ...entry, note: 'x' }, type: 'invalid-request' },
    facts: errors({ path: '', expected: expect.stringContaining('note') }),
  },
  {
    name: 'fields that are missing',
    ...{ ...disburse, body: { line: 'materials', amount: '1.00' }, type: 'invalid-request' },
    facts: errors({ path: 'paidOn' }, { path: 'documentNo' }),
  },
  { name: 'no body', ...disburse, body: undefined, type: 'invalid-request' },
  { name: 'a list for a body', ...disburse, body: [entry], type: 'invalid-request' },
  {
    name: 'an amount that is a number',
    ...{ ...disburse, body: { ...entry, amount: 100 }, type: 'invalid-request' },
    facts: errors({ path: 'amount', expected: 'an amount in baht as a text, such as "12500.50"' }),
  },
  {
    name: 'a wrong field deep in a body',
    ...{ as: 'district 4701', office: '4701', command: 'acknowledge', type: 'invalid-request' },
    body: { coordinator: { name: 'ก', email: 'nowhere' } },
    facts: errors({ path: 'coordinator.email', expected: 'an e-mail address' }),
  },
  {
    name: 'a document number with a character that no database holds',
    ...{ ...disburse, body: { ...entry, documentNo: 'ฎ\u00009' }, type: 'invalid-request' },
    facts: errors({ path: 'documentNo' }),
  },
  {
    name: 'half a character in a reason',
    ...{ ...department, command: 'suspend', type: 'invalid-request' },
    ...{ body: { reason: 'น้ำท่วม \ud83d' }, facts: errors({ path: 'reason' }) },
  },
  {
    name: 'an area that is none',
    ...{ as: 'department', area: '4701', command: 'suspend', body: { reason: 'น้ำท่วม' }, type: 'invalid-request' },
    facts: errors({ path: 'area', expected: 'a province code of two digits, or all' }),
  },
  { name: 'not JSON', ...disburse, sending: { raw: '{"line": materials}' }, type: 'invalid-json' },
  { name: 'JSON that is a bare word', ...disburse, sending: { raw: '"materials"' }, type: 'invalid-json' },
  {
    name: 'a form',
    ...{ ...disburse, type: 'unsupported-media-type' },
    sending: { raw: 'line=materials', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
  },
  {
    name: 'JSON in a character set of old',
    ...{ ...disburse, type: 'unsupported-media-type' },
    sending: { raw: '{}', headers: { 'content-type': 'application/json; charset=tis-620' } },
  },
  {
    name: 'a body of more than 100 kB',
    ...{ ...disburse, body: { ...entry, documentNo: 'x'.repeat(110_000) }, type: 'body-too-large' },
  },
  { name: 'no key', ...disburse, body: entry, sending: { key: null }, type: 'idempotency-key-required' },
  ...['', 'a key', 'x'.repeat(201)].map(
    (key): Case => ({
      name: `a key of ${key.length} characters such as "${key.slice(0, 5)}"`,
      ...{ ...disburse, body: entry, sending: { key }, type: 'invalid-request' },
      facts: errors({ path: 'Idempotency-Key', expected: '1 to 200 visible ASCII characters' }),
    }),
  ),
  { name: 'a command that does not exist', ...district, command: 'spend', body: entry, type: 'not-found' },
  { name: 'a command called like an object’s own', ...district, command: 'constructor', type: 'not-found' },
  {
    name: 'a command that is no area’s',
    ...{ as: 'department', area: '47', command: 'withdraw', body: { reason: 'x' }, type: 'not-found' },
  },
  {
    name: 'an office whose code is no code',
    ...{ as: 'department', office: '%00', command: 'suspend', body: { reason: 'น้ำท่วม' }, type: 'unknown-office' },
  },
  {
    name: 'an office whose code is longer than an address may be',
    ...{ as: 'department', office: '4'.repeat(2000), command: 'suspend', body: { reason: 'น้ำท่วม' } },
    type: 'unknown-office',
  },
]

function send({ as, office, area, command, body, sending }: Case) {
  return area === undefined
    ? people[as].command(office!, command, body, sending)
    : people[as].areaCommand(area, command, body, sending)
}

describe('A bad request gets a clear refusal, and leaves nothing behind', () => {
  it('the offices stand as these tests expect', () => {
    expect(prepared.map((reply) => reply.status)).toEqual(prepared.map(() => 200))
  })

  it.for([...refusals, ...notTheirs, ...malformed])('$name: $type', async (given) => {
    const offices = ['4701', '4702', '4703', '4704', '8301']
    const histories = () => Promise.all(offices.map((o) => service.historyLength(o)))
    const before = { written: await service.written(), histories: await histories() }
    expectProblem(await send(given), given.type, given.facts)
    expect({ written: await service.written(), histories: await histories() }).toEqual(before)
  })

  it('every refusal of the rules has been met', () => {
    expect(rejectionTypes.filter((type) => !refusals.some((r) => r.type === type))).toEqual([])
  })
})

describe('However many come at once', () => {
  const statusesOf = async (bodies: object[]) =>
    (await Promise.all(bodies.map((body) => people['province 47'].command('4705', 'disburse', body)))).map((reply) =>
      reply.status === 200 ? 'accepted' : reply.body.type.replace('/problems/', ''),
    )

  it('a line is never overspent', async () => {
    const payments = Array.from({ length: 8 }, (_, i) => ({ ...entry, amount: '200.00', documentNo: `ฎ${i}` }))
    expect((await statusesOf(payments)).sort()).toEqual([
      ...Array.from({ length: 5 }, () => 'accepted'),
      ...Array.from({ length: 3 }, () => 'line-exceeded'),
    ])
    const { lines } = (await people['province 47'].get('/offices/4705')).body
    expect(lines[0]).toMatchObject({ disbursed: '1000.00', remaining: '0.00' })
  })

  it('a document number is used once', async () => {
    const payment = { ...entry, line: 'training', amount: '1.00', documentNo: 'ฎ100' }
    const statuses = await statusesOf(Array.from({ length: 6 }, () => payment))
    expect(statuses.sort()).toEqual(['accepted', ...Array.from({ length: 5 }, () => 'duplicate-document')])
  })
})

describe('A programme that cannot be loaded is not loaded in part', () => {
  const row = { office: '4701', line: 'materials', amount: '1000.00' }
  const mailbox = { recipient: 'office:4701', role: 'mailbox', name: 'กล่องจดหมาย', email: 'a@example.go.th' }
  const load = { file: 'amphoe-ita-2568', sample: true, allocations: [row], provinces: ['47'] }
  const cases: [string, object, ProblemType, Record<string, unknown>?][] = [
    ['a file that is not there', { file: 'amphoe-ita-2500' }, 'invalid-programme', { file: 'amphoe-ita-2500' }],
    ['a file from somewhere else', { file: '../package' }, 'invalid-request', errors({ path: 'file' })],
    ['nothing said about samples', { sample: undefined }, 'invalid-request', errors({ path: 'sample' })],
    [
      'an office and line twice',
      { allocations: [row, row] },
      'invalid-programme',
      { errors: [{ path: 'allocations.1', expected: expect.stringContaining('4701') }] },
    ],
    [
      'an office that does not exist',
      { allocations: [{ ...row, office: '4799' }] },
      'invalid-programme',
      { errors: [{ path: 'allocations.0.office' }] },
    ],
    [
      'a line that does not exist',
      { allocations: [{ ...row, line: 'travel' }] },
      'invalid-programme',
      { errors: [{ path: 'allocations.0.line' }] },
    ],
    [
      'an amount of three decimals',
      { allocations: [{ ...row, amount: '1.005' }] },
      'invalid-request',
      errors({ path: 'allocations.0.amount' }),
    ],
    [
      'a contact of no office',
      { contacts: [{ ...mailbox, recipient: 'office:4799' }] },
      'invalid-programme',
      { errors: [{ path: 'contacts.0.recipient' }] },
    ],
    ['a province that does not take part', { provinces: ['99'] }, 'invalid-programme'],
    ['a programme that has been loaded', {}, 'programme-exists'],
  ]

  it.for(cases)('%s', async ([, change, type, facts]) => {
    const before = await service.written()
    const reply = await people.operator.request('POST', '/api/v1/programmes', { ...load, ...change })
    expectProblem(reply, type, facts)
    expect(JSON.stringify(reply.body)).not.toContain(process.cwd())
    expect(await service.written()).toEqual(before)
  })
})

describe('Without a valid token', () => {
  const label = 'ทดสอบ'
  const make = (change: { expiresAt?: Date } = {}) =>
    createToken(service.store, { label, role: 'department', area: 'all', ...change })

  it.for<[string, () => Promise<string | undefined>]>([
    ['none', async () => undefined],
    ['an empty one', async () => ''],
    ['one that nobody made', async () => `aita_${'x'.repeat(43)}`],
    ['one that has expired', async () => (await make({ expiresAt: new Date(Date.now() - 1000) })).token],
    [
      'one that was revoked',
      async () => {
        const { token, id } = await make()
        expect((await service.withToken(token).get()).status).toBe(200)
        await revokeToken(service.store, id)
        return token
      },
    ],
    ['the prefix of a valid one', async () => (await make()).prefix],
    ['a valid one in other letters', async () => (await make()).token.toUpperCase()],
  ])('%s: nothing is told and nothing done', async ([, token]) => {
    const caller = service.withToken(await token())
    const before = await service.written()
    for (const reply of [
      await caller.get(),
      await caller.get('/offices/4701'),
      await caller.command('4701', 'disburse', entry),
      await caller.request('POST', '/api/v1/programmes', {}),
      await caller.request('GET', '/api/v1/nothing'),
      await caller.request('POST', '/api/v1/programmes', undefined, { raw: 'x'.repeat(200_000) }),
    ]) {
      expectProblem(reply, 'unauthenticated')
      expect(reply.headers.get('www-authenticate')).toBe('Bearer realm="amphoe-ita"')
    }
    expect(await service.written()).toEqual(before)
  })

  it('another scheme', async () => {
    const { token } = await make()
    const headers = { authorization: `Basic ${token}` }
    expectProblem(
      await service.withToken(undefined).request('GET', '/api/v1/programmes', undefined, { headers }),
      'unauthenticated',
    )
  })
})

describe('An address at which there is nothing to be had so', () => {
  const programmes = '/api/v1/programmes'
  it.for<[string, string, ProblemType]>([
    ['GET', '/', 'not-found'],
    ['GET', '/api/v1', 'not-found'],
    ['GET', '/api/v1/offices', 'not-found'],
    ['PUT', `${programmes}/amphoe-ita-2568`, 'method-not-allowed'],
    ['DELETE', `${programmes}/amphoe-ita-2568/offices/4701`, 'method-not-allowed'],
    ['PATCH', `${programmes}/amphoe-ita-2568/offices/4701/ledger/1`, 'not-found'],
    ['GET', `${programmes}/amphoe-ita-2568/offices/4701/commands/disburse`, 'method-not-allowed'],
    ['GET', `${programmes}/amphoe-ita-2570`, 'unknown-programme'],
    ['GET', `${programmes}/amphoe-ita-2570/provinces`, 'unknown-programme'],
    ['GET', `${programmes}/amphoe-ita-2570/offices`, 'unknown-programme'],
    ['GET', `${programmes}/amphoe-ita-2570/offices/4701`, 'unknown-programme'],
    ['GET', `${programmes}/amphoe-ita-2570/offices/4701/timeline`, 'unknown-programme'],
    ['POST', `${programmes}/amphoe-ita-2570/open`, 'unknown-programme'],
    ['POST', `${programmes}/amphoe-ita-2570/offices/4701/commands/accept-report`, 'unknown-programme'],
    ['GET', `${programmes}/%00`, 'unknown-programme'],
    ['GET', `${programmes}/amphoe-ita-2568/offices/%00`, 'unknown-office'],
    ['GET', `${programmes}/amphoe-ita-2568/provinces/4701`, 'unknown-office'],
    ['GET', `${programmes}/%E0%A4%A`, 'invalid-request'],
  ])('%s %s: %s', async ([method, path, type]) => {
    const before = await service.written()
    expectProblem(await people.department.request(method, path, undefined, { key: 'k' }), type)
    expect(await service.written()).toEqual(before)
  })
})

describe('Every answer', () => {
  it('bears the id that the caller gave it, or one of its own', async () => {
    const ids = async (given: string) =>
      (
        await people.operator.request('GET', '/api/v1/programmes', undefined, { headers: { 'x-request-id': given } })
      ).headers.get('x-request-id')
    expect(await ids('ticket-42')).toBe('ticket-42')
    expect(await ids('<script>')).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('tells nothing of what it is made with', async () => {
    const { headers } = await people.operator.request('GET', '/api/v1/programmes')
    expect(headers.get('x-powered-by')).toBeNull()
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })
})
