import { beforeAll, describe, expect, test } from 'vitest'
import { lastExamination } from '../../src/doctor/examinations.ts'
import { programmeOf, type StoredProgramme } from '../../src/store/programmes.ts'
import { keepNightlyExamination } from '../../src/temporal/nightly.ts'
import { examinationScheduleId } from '../../src/workflows/protocol.ts'
import { programme } from '../api/support/programme.ts'
import { openTwoProvinces, type Service, startService } from '../api/support/service.ts'

let service: Service
let stored: StoredProgramme
beforeAll(async () => {
  service = await startService()
  await service.runWorker()
  await openTwoProvinces(service)
  stored = (await programmeOf(service.store, programme.id))!
})

const schedule = () => service.client.schedule.getHandle(examinationScheduleId(programme.id))
/** As of a programme whose calendar goes on for long. */
const lasting = () => ({ ...stored.rules, calendar: { ...stored.rules.calendar, through: '2099-12-31' } })
const keep = (clock: StoredProgramme['clock']) =>
  keepNightlyExamination({
    client: service.client,
    taskQueue: service.setting.taskQueue,
    programme: { ...stored, clock, rules: lasting() },
  })

/** What a night comes to. */
async function night() {
  const before = (await lastExamination(service.store, programme.id))?.at
  await schedule().trigger()
  await expect
    .poll(async () => (await lastExamination(service.store, programme.id))?.at, { timeout: 30_000 })
    .not.toBe(before)
  return lastExamination(service.store, programme.id)
}

describe('Each night', () => {
  test('a rehearsal is left alone', async () => {
    await keep(stored.clock)
    await expect(schedule().describe()).rejects.toThrow(/not found/i)
  })

  test('a live programme is examined at 02.30 in Thailand, until its calendar has ended; made sure of twice, once', async () => {
    await keep({ kind: 'live' })
    await keep({ kind: 'live' })
    const { spec, info } = await schedule().describe()
    expect(spec).toMatchObject({
      timezone: 'Asia/Bangkok',
      calendars: [{ hour: [{ start: 2 }], minute: [{ start: 30 }] }],
    })
    expect(spec.endAt!.toISOString()).toBe('2100-01-01T16:59:59.000Z')
    expect(info.nextActionTimes.length).toBeGreaterThan(5)
    for (const at of info.nextActionTimes) expect(at.toISOString()).toMatch(/T19:30:00/)
    expect(await night()).toMatchObject({ area: 'all', offices: 23, found: 0 })
  })

  test('what does not agree is recorded with where and which fields, and nothing is changed', async () => {
    const { prisma } = service.store
    const where = { programmeId_code: { programmeId: programme.id, code: '4701' } }
    await prisma.office.update({ where, data: { level: 2 } })
    // Seconds are what an examination is told apart by.
    await new Promise((resolve) => setTimeout(resolve, 1100))
    const examined = await night()
    expect(examined).toMatchObject({
      found: 1,
      findings: [{ office: '4701', record: 'read-model', fields: ['level'] }],
    })
    expect((await prisma.office.findUniqueOrThrow({ where })).level).toBe(2)
  })
})
