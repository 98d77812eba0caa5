import { expect, test } from 'vitest'
import type { DatedLetter } from '../../src/domain/letter.ts'
import { addDays, instantFromMs } from '../../src/domain/time.ts'
import { previewRunning } from '../../src/preview/running.ts'
import { mailLines } from '../../src/rehearsal/outcome.ts'
import { recordDigest } from '../../src/store/digest.ts'
import { programmeOf } from '../../src/store/programmes.ts'
import { programmeStanding } from '../../src/store/standing.ts'
import { at, P, pay, RecordedOffice, rules, saveSakonNakhon } from '../store/support/sakonNakhon.ts'
import { freshStore } from '../support/database.ts'

test('what is previewed from the database is what the service then records, digests and all', async () => {
  const { store, sql } = await freshStore()
  await saveSakonNakhon(store)
  const offices = [
    new RecordedOffice(store, '47', {}),
    new RecordedOffice(store, '4701'),
    new RecordedOffice(store, '4702'),
  ]
  const [, first, second] = offices as [RecordedOffice, RecordedOffice, RecordedOffice]
  const digests = async (day: string) => {
    const calendar = rules.calendar
    const province = { tier: 'province' as const, province: '47' }
    await recordDigest(store, { programme: P, reader: province, at: at(`${day} 09:00`), calendar })
    await recordDigest(store, { programme: P, reader: { tier: 'department' }, at: at(`${day} 09:30`), calendar })
  }
  await first.notified('2024-12-30 10:00')
  await second.notified('2024-12-30 10:00')
  await second.command('2025-01-02 10:00', { name: 'acknowledge' }, 'k1')
  for (const office of offices) await office.until('2025-03-31 08:30')
  await digests('2025-03-31')
  // Before the next digests: one office has paid, something has been settled, and both are found behind pace.
  await first.command('2025-03-31 11:00', pay('materials', '100.00', 'A 1'), 'k2')
  await first.command('2025-03-31 12:00', { name: 'acknowledge' }, 'k3')
  for (const office of offices) await office.until('2025-04-01 08:30')

  const now = at('2025-04-01 08:45')
  const standing = await programmeStanding(store, P, now)
  expect(standing.readers.get('province:47')?.behindPace).toEqual(['4701', '4702'])
  const { mails } = await previewRunning((await programmeOf(store, P))!, standing, { until: '2025-05-02' })

  for (let day = '2025-04-01'; day <= '2025-05-02'; day = addDays(day, 1)) {
    for (const office of offices) await office.until(`${day} 08:30`)
    if (rules.calendar.isWorkingDay(day)) await digests(day)
  }
  const recorded = await sql('SELECT at, recipient, kind, items FROM mail WHERE at > $1', [new Date(now)])
  const letters: DatedLetter[] = recorded.map((row) => ({
    ...{ at: instantFromMs(row.at.getTime()), to: row.recipient, kind: row.kind, items: row.items },
  }))
  expect(mailLines(mails)).toBe(mailLines(letters))
  const states = new Set(mails.flatMap((m) => (m.kind === 'digest' ? m.items.map((i) => i.state) : [])))
  expect([...states].sort()).toEqual(['behind-pace', 'outstanding', 'settled'])
})

test('what has not happened by then is not in it', async () => {
  const { store } = await freshStore()
  await saveSakonNakhon(store)
  const office = await new RecordedOffice(store, '4701').notified('2024-12-30 10:00')
  await office.command('2025-01-02 10:00', { name: 'acknowledge' }, 'k1')
  const settledAt = async (moment: string) =>
    (await programmeStanding(store, P, at(moment))).states.get('4701')?.obligations.acknowledge?.settledAt
  expect(await settledAt('2025-01-02 09:59')).toBeNull()
  expect(await settledAt('2025-01-02 10:00')).toBe(at('2025-01-02 10:00'))
})
