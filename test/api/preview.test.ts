import { describe, expect, it } from 'vitest'
import { expectProblem } from './support/caller.ts'
import { openTwoProvinces, startService, TODAY } from './support/service.ts'

const service = await startService()
await service.runWorker()
await openTwoProvinces(service)
const department = await service.as('department', 'all')
const until = '2025-06-30'

interface DayOfPreview {
  day: string
  mails: { office: number; province: number; department: number }
  skipped: { what: string; why: string; count: number }[]
  moved: { stated: string; because: string; count: number }[]
}

describe('A preview of a programme that runs', () => {
  it('has the mails to come by day, from where its offices stand', async () => {
    const { status, body } = await department.post('/preview', { until })
    expect(status).toBe(200)
    const days: DayOfPreview[] = body.days
    expect(body).toMatchObject({ programme: 'amphoe-ita-2568', until })
    // The notices of 25 and 26 December have gone; every office of 47 and the office of 83 is told on 16 May.
    expect(days[0]!.day >= TODAY).toBe(true)
    expect(days.find((d) => d.day === '2025-05-16')?.mails).toEqual({ office: 20, province: 1, department: 1 })
    expect(days.find((d) => d.day === '2025-04-11')?.moved).toContainEqual(
      expect.objectContaining({ stated: '2025-04-15', because: 'holiday', count: 20 }),
    )
    // 83 has not passed the notice on: its 3 districts wait.
    const waiting = { what: 'notice', tier: 'office', why: 'not-notified', count: 3 }
    expect(days.find((d) => d.day === TODAY)?.skipped).toContainEqual(waiting)
    const total = days.flatMap((d) => Object.values(d.mails)).reduce((a, b) => a + b)
    expect(total).toBe(body.mails.office + body.mails.province + body.mails.department)
  })

  it('knows what the database knows: a settled obligation is skipped as settled, and a suspended office is silent', async () => {
    const district = await service.as('district', '4701')
    const coordinator = { name: 'ผู้ประสานงาน', email: 'c@example.go.th' }
    expect((await district.command('4701', 'acknowledge', { coordinator })).status).toBe(200)
    const order = { number: 'มท 1/1', date: TODAY }
    expect((await department.command('4702', 'suspend', { reason: 'น้ำท่วม', order })).status).toBe(200)

    const { body } = await department.post('/preview/skipped?limit=1000', { until, province: '47' })
    const of = (office: string) => body.skipped.filter((s: { to: string }) => s.to === `office:${office}`)
    expect(of('4701')).toContainEqual({
      ...{ at: '2025-01-02T08:30:00+07:00', to: 'office:4701', what: 'reminder', obligation: 'acknowledge' },
      ...{ daysBefore: 1, why: 'settled', since: TODAY },
    })
    const suspended = of('4702').filter((s: { why: string }) => s.why !== 'merged')
    expect(suspended.length).toBeGreaterThan(10)
    expect(suspended.every((s: { why: string; since: string }) => s.why === 'suspended' && s.since === TODAY)).toBe(
      true,
    )
    expect(body.skipped.some((s: { to: string }) => s.to === 'department' || s.to.includes('83'))).toBe(false)
  })

  it('has every mail once over its pages, and as many as the days count', async () => {
    const { body: counted } = await department.post('/preview', { until, province: '47' })
    const mails: { at: string; to: string; kind: string }[] = []
    let next: string | undefined
    do {
      const query = `?limit=37${next ? `&cursor=${next}` : ''}`
      const { status, body } = await department.post(`/preview/mails${query}`, { until, province: '47' })
      expect(status).toBe(200)
      expect(body.mails.length).toBeLessThanOrEqual(37)
      mails.push(...body.mails)
      next = body.next
    } while (next)
    const keys = mails.map((m) => `${m.at} ${m.to} ${m.kind}`)
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys).toHaveLength(counted.mails.office + counted.mails.province)
    expect(keys.length).toBeGreaterThan(37)
  })

  it('of an extension is what an extension then brings about, and itself changes nothing', async () => {
    const before = await service.written()
    const body = { obligation: 'report', deadline: '2025-06-16' }
    const asked = await department.post('/preview/extension', { area: '83', until, body })
    const seen = await department.post('/preview/extension', { area: '83', until, province: '83', body })
    expect(asked.status).toBe(200)
    expect(await service.written()).toEqual(before)
    expect(asked.body.offices).toBe(1)
    // 1 day before 16 June is a Sunday: said on Friday the 13th, with the reminder 3 days before.
    expect(seen.body.told).toContainEqual({
      ...{ told: 'reminder', obligation: 'report', before: 6, after: 5 },
      ...{ fallsAway: 1, comesAnew: 0, moves: 5, saysElse: 0 },
    })
    const day = seen.body.days.find((d: { day: string }) => d.day === '2025-06-13')
    expect(day.changes).toContainEqual({
      ...{ change: 'moves-here', told: 'reminder', obligation: 'report', tier: 'office' },
      ...{ other: '2025-05-27', count: 1 },
    })

    const order = { number: 'มท 1/2', date: TODAY }
    const given = await department.areaCommand('83', 'extend', { ...body, order, reason: 'อุทกภัย' })
    expect(given.status).toBe(200)
    const { body: now } = await department.post('/preview', { until })
    // The letter about it has gone meanwhile.
    const told = { ...asked.body.after.mails, office: asked.body.after.mails.office - 1 }
    expect(now.mails).toEqual(told)
  })

  it('of an extension is refused as the extension would be', async () => {
    const preview = (body: object) => department.post('/preview/extension', body)
    const body = { obligation: 'report', deadline: '2025-06-16' }
    expectProblem(await preview({ area: '83', body: { ...body, deadline: '2025-10-01' } }), 'invalid-deadline', {
      limit: '2025-09-30',
    })
    expectProblem(await preview({ area: '83', body: { ...body, deadline: '9999-99-99' } }), 'invalid-deadline')
    expectProblem(await preview({ area: '83', body: { ...body, obligation: 'acknowledge' } }), 'nothing-to-extend')
    expectProblem(await preview({ area: '99', body }), 'unknown-office')
    expectProblem(await preview({ area: '83', offices: ['4701'], body }), 'unknown-office', { offices: ['4701'] })
    const order = { number: 'มท 1/2', date: '2025-12-31' }
    expectProblem(await preview({ area: '83', body: { ...body, order } }), 'invalid-date')
  })

  it('says what is wrong with a request', async () => {
    const errors = (path: string) => ({ errors: [expect.objectContaining({ path })] })
    expectProblem(await department.post('/preview', { until: '2024-12-01' }), 'invalid-request', errors('until'))
    expectProblem(await department.post('/preview', { until: '2027-12-01' }), 'invalid-request', errors('until'))
    expectProblem(await department.post('/preview', { until: '31/12/2567' }), 'invalid-request', errors('until'))
    expectProblem(await department.post('/preview', { province: '4701' }), 'invalid-request', errors('province'))
    expectProblem(await department.post('/preview/mails?cursor=x', {}), 'invalid-request', errors('cursor'))
    expectProblem(await department.post('/preview/mails?limit=5000', {}), 'invalid-request', errors('limit'))
    expectProblem(await department.post('/preview', { province: '99' }), 'unknown-office')
  })

  it('is the department’s and the operator’s to ask for', async () => {
    const province = await service.as('province', '47')
    expectProblem(await province.post('/preview', {}), 'forbidden', { right: 'preview' })
    const operator = await service.as('operator', 'all')
    expect((await operator.post('/preview', {})).status).toBe(200)
  })

  it('is asked one after the other; who comes when many wait is told to come again', async () => {
    const replies = await Promise.all(Array.from({ length: 8 }, () => department.post('/preview', { until })))
    const answered = replies.filter((r) => r.status === 200)
    const turnedAway = replies.filter((r) => r.status !== 200)
    expect(answered.length).toBeGreaterThanOrEqual(4)
    expect(turnedAway.length).toBeGreaterThan(0)
    for (const reply of turnedAway) {
      expectProblem(reply, 'unavailable')
      expect(reply.headers.get('retry-after')).toBe('5')
    }
    expect((await department.post('/preview', {})).status).toBe(200)
  })
})
