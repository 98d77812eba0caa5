import { beforeAll, describe, expect, it } from 'vitest'
import { programme } from './support/programme.ts'
import { openTwoProvinces, startService, TODAY, TOMORROW, YESTERDAY } from './support/service.ts'

const service = await startService()
await service.runWorker()
await openTwoProvinces(service)
const district = await service.as('district', '4701')
const province = await service.as('province', '47')
const department = await service.as('department', 'all')
const auditor = await service.as('auditor', 'all')

const entry = { line: 'materials', amount: '400.5', paidOn: TODAY, documentNo: 'ฎ1/2568', efmsRef: 'E-1' }

beforeAll(async () => {
  const replies = [
    await district.command('4701', 'acknowledge', {
      coordinator: { name: 'สมใจ ตัวอย่าง', email: 'somjai@example.go.th', phone: '0-0000-0000' },
    }),
    await district.command('4701', 'attend-kickoff', { attended: 'briefing', on: TODAY }),
    await district.command('4701', 'disburse', entry),
    await district.command('4701', 'disburse', { ...entry, amount: '99.99', documentNo: 'ฎ2/2568' }),
    await province.command('4701', 'reverse', { documentNo: 'ฎ2/2568', reason: 'ลงผิดรายการ' }),
    await district.command('4701', 'return-funds', {
      ...{ line: 'training', amount: '500.50', returnedOn: TODAY, documentNo: 'นส1/2568' },
    }),
  ]
  expect(replies.map((r) => r.status)).toEqual(replies.map(() => 200))
})

describe('A programme', () => {
  it('says what it is, where it stands, and that it is a rehearsal with samples', async () => {
    const { status, body } = await department.get()
    expect(status).toBe(200)
    expect(body).toMatchObject({
      ...{ id: 'amphoe-ita-2568', fiscalYear: 2568, sample: true, rehearsal: true, openedAt: expect.any(String) },
      now: expect.stringMatching(/^2024-12-26T10:\d\d:\d\d\+07:00$/),
      kickoff: { beginsAt: '2024-12-25T13:30:00+07:00' },
      deadlines: { disbursement: '2025-05-15', report: '2025-05-30' },
      letters: [{ number: 'มท 0322/ว 55878' }, {}],
      lines: [{ code: 'materials' }, { code: 'training' }, { code: 'model-district' }],
    })
    expect(body.summary).toMatchObject({
      ...{ provinces: 2, offices: 23, overdue: 0, escalated: { province: 0, department: 0 } },
      ...{ allocated: '34511.50', disbursed: '400.50', returned: '500.50' },
    })
  })

  it('has provinces with their sums in baht', async () => {
    const { body } = await department.get('/provinces')
    const sums = { disbursed: '400.50', returned: '500.50', allocated: '28509.50' }
    expect(body.provinces).toMatchObject([
      { province: '47', nameTh: expect.stringContaining('สกลนคร'), offices: 19, ...sums },
      {
        province: '83',
        nameEn: expect.stringContaining('Phuket'),
        offices: 4,
        disbursed: '0.00',
        allocated: '6002.00',
      },
    ])
    expect((await province.get('/provinces/47')).body).toEqual(body.provinces[0])
  })
})

describe('The offices of a programme', () => {
  const codes = async (query: string) => {
    const { status, body } = await department.get(`/offices?${query}`)
    expect([query, status]).toEqual([query, 200])
    return body.offices.map((o: { code: string }) => o.code)
  }

  it('are listed by province, phase, obligation and standing', async () => {
    expect(await codes('province=83')).toEqual(['83', '8301', '8302', '8303'])
    expect(await codes('phase=awaiting-notice')).toEqual(['8301', '8302', '8303'])
    expect(await codes('phase=spending')).toEqual(['4701'])
    expect(await codes('province=47&obligation=acknowledge')).toHaveLength(17)
    expect(await codes('overdue=true')).toEqual([])
    expect(await codes('overdue=false')).toHaveLength(23)
    expect(await codes('level=1')).toEqual([])
  })

  it('come page by page', async () => {
    const first = (await department.get('/offices?limit=20')).body
    const second = (await department.get(`/offices?cursor=${first.next}`)).body
    const all = [...first.offices, ...second.offices].map((o) => o.code)
    expect(all).toHaveLength(23)
    expect([...all].sort()).toEqual(all)
    expect(second.next).toBeUndefined()
  })

  it('are ordered by the nearest deadline, page by page, and each is there once', async () => {
    const seen: { code: string; nextDeadline: string | null }[] = []
    let query = 'sort=nextDeadline&limit=5'
    for (;;) {
      const { body } = await department.get(`/offices?${query}`)
      seen.push(...body.offices)
      if (!body.next) break
      query = `limit=5&cursor=${body.next}`
    }
    expect(seen.map((o) => o.code).toSorted()).toEqual(await codes('limit=1000'))
    const deadlines = seen.map((o) => o.nextDeadline ?? '9999')
    expect(deadlines).toEqual(deadlines.toSorted())
    expect(new Set(deadlines).size).toBeGreaterThan(1)
  })

  it.for([
    ['province=4701', 'province'],
    ['phase=sleeping', 'phase'],
    ['overdue=yes', 'overdue'],
    ['level=3', 'level'],
    ['limit=0', 'limit'],
    ['limit=1001', 'limit'],
    ['limit=1&limit=2', 'limit'],
    ['cursor=x', 'cursor'],
    ['sort=name', 'sort'],
    [`cursor=${Buffer.from('["nextDeadline","2025-02-30","47"]').toString('base64url')}`, 'cursor'],
    ['color=red', ''],
  ] as const)('are not listed by ?%s', async ([query, path]) => {
    const { status, body } = await department.get(`/offices?${query}`)
    expect([status, body.type]).toEqual([400, '/problems/invalid-request'])
    expect(body.errors).toMatchObject([{ path }])
  })
})

describe('One office', () => {
  it('shows what it owes, what it has spent on each line and every entry, in baht', async () => {
    const { body } = await district.get('/offices/4701')
    expect(body).toMatchObject({
      ...{ code: '4701', province: '47', tier: 'district', phase: 'spending', report: 'none', level: 0 },
      ...{ overdue: false, nextDeadline: '2025-05-15' },
      obligations: {
        acknowledge: { deadline: '2025-01-03', settledAt: expect.stringMatching(/^2024-12-26T10/), level: 0 },
        kickoff: { settledAt: expect.any(String) },
        disbursement: { deadline: '2025-05-15', settledAt: null },
        report: { deadline: '2025-05-30', settledAt: null },
      },
      lines: [
        { line: 'materials', allocated: '1000.00', disbursed: '400.50', returned: '0.00', remaining: '599.50' },
        { line: 'training', allocated: '500.50', disbursed: '0.00', returned: '500.50', remaining: '0.00' },
      ],
      ledger: [
        { kind: 'disbursement', amount: '400.50', documentNo: 'ฎ1/2568', paidOn: TODAY, efmsRef: 'E-1', late: false },
        { kind: 'disbursement', amount: '99.99', documentNo: 'ฎ2/2568', reversal: false },
        { kind: 'disbursement', amount: '-99.99', documentNo: 'ฎ2/2568', reversal: true },
        { kind: 'return', amount: '500.50', documentNo: 'นส1/2568' },
      ],
      contacts: [{ role: 'coordinator', name: 'สมใจ ตัวอย่าง', email: 'somjai@example.go.th' }, { role: 'mailbox' }],
    })
    expect(body.lines.map((l: { name: string }) => l.name)).toEqual(
      programme.budget.lines.slice(0, 2).map((line) => line.name),
    )
    expect(body.obligations).not.toHaveProperty('forward')
  })

  it('has a timeline that says what happened, when, by whose token and in which words', async () => {
    const { body } = await district.get('/offices/4701/timeline')
    expect(body.events).toMatchObject([
      { sequence: 1, type: 'notified', command: null, by: null },
      {
        ...{ type: 'acknowledged', command: 'acknowledge', by: district.id },
        texts: { coordinator: { name: 'สมใจ ตัวอย่าง' } },
      },
      { type: 'kickoff-attended', event: { attended: 'briefing', on: TODAY } },
      { type: 'disbursed', by: district.id, event: { amount: '400.50', line: 'materials' } },
      { type: 'disbursed', event: { amount: '99.99' } },
      { type: 'entry-reversed', command: 'reverse', by: province.id, texts: { reason: 'ลงผิดรายการ' } },
      { type: 'funds-returned', event: { amount: '500.50' } },
    ])
    expect(body.mails).toMatchObject([{ kind: 'notice' }])
    expect(body.nextAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00$/)
  })

  it('has a timeline that an auditor reads without persons', async () => {
    const { body } = await auditor.get('/offices/4701/timeline')
    expect(body.events[5].texts).toEqual({ reason: 'ลงผิดรายการ' })
    expect(JSON.stringify(body)).not.toMatch(/สมใจ|somjai|0-0000/)
    expect(JSON.stringify((await auditor.get('/offices/4701')).body)).not.toMatch(/สมใจ|somjai|0-0000/)
  })

  it('has a timeline that is read on from where one stopped', async () => {
    const { body } = await district.get('/offices/4701/timeline?after=3&limit=2')
    expect(body.events.map((e: { sequence: number }) => e.sequence)).toEqual([4, 5])
    expect((await district.get('/offices/4701/timeline?after=2147483647')).body.events).toEqual([])
    expect((await district.get('/offices/4701/timeline?after=2147483648')).status).toBe(400)
  })
})

describe('The department’s commands to a province', () => {
  const order = { number: 'มท 0322/9', date: YESTERDAY }

  it('extend every office that owes it, and tell each in its own timeline', async () => {
    const body = { obligation: 'disbursement', deadline: '2025-06-16', order, reason: 'น้ำท่วมทั้งจังหวัด' }
    const reply = await department.areaCommand('47', 'extend', body)
    expect([reply.status, reply.body]).toEqual([200, { accepted: true, area: '47', offices: 19 }])
    const office = (await province.get('/offices/4718')).body
    expect(office.obligations.disbursement.deadline).toBe('2025-06-16')
    const [last] = (await province.get('/offices/4718/timeline')).body.events.slice(-1)
    expect(last).toMatchObject({
      ...{ type: 'extended', command: 'extend', by: department.id, texts: { reason: 'น้ำท่วมทั้งจังหวัด' } },
      event: { previous: '2025-05-15', deadline: '2025-06-16', order },
    })
    expect((await department.get('/offices/83')).body.obligations.disbursement.deadline).toBe('2025-05-15')
  })

  it('suspend it, and let it go on', async () => {
    const suspended = await department.areaCommand('47', 'suspend', { reason: 'น้ำท่วม', order })
    expect(suspended.body).toEqual({ accepted: true, area: '47', offices: 19 })
    expect((await province.get('/offices?phase=suspended')).body.offices).toHaveLength(19)
    const meanwhile = await district.command('4701', 'record-activity', {
      ...{ activity: 'prevention', on: TODAY, note: 'ช่วยผู้ประสบภัย', evidenceUrl: 'https://example.go.th/1' },
    })
    expect(meanwhile.body).toMatchObject({ accepted: true, phase: 'suspended' })
    const resumed = await department.areaCommand('all', 'resume', { reason: 'น้ำลด' })
    expect(resumed.body).toEqual({ accepted: true, area: 'all', offices: 19 })
    expect((await province.get('/offices/4701')).body).toMatchObject({ phase: 'spending', suspendedAt: null })
  })

  it('are refused as a whole where no office may take them', async () => {
    const body = { obligation: 'disbursement', deadline: TOMORROW, order, reason: 'x' }
    const reply = await department.areaCommand('47', 'extend', body)
    expect(reply.status).toBeGreaterThanOrEqual(409)
    expect((await province.get('/offices/4702')).body.obligations.disbursement.deadline).toBe('2025-06-16')
  })
})
