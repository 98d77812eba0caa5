import { describe, expect, it } from 'vitest'
import { isOverdue, levelOf, nextDeadline, totals } from '../../src/domain/office.ts'
import { acknowledge, briefed, fullReport, notifiedDistrict, office, pay } from './support/office.ts'
import { at } from './support/year2568.ts'

describe('The phase of an office', () => {
  const district = notifiedDistrict()
  const kickedOff = district.after(acknowledge, '2025-01-02 10:00').after(briefed('2025-01-02'), '2025-01-02 10:00')
  const spent = kickedOff
    .after(pay('materials', '1000.00', '1'), '2025-01-10 10:00')
    .after(pay('training', '500.00', '2'), '2025-01-10 10:00')
  const submitted = spent.after(fullReport, '2025-01-20 10:00')

  it('is awaiting-notice until the notice reaches it', () => {
    expect(office('4701').phase('2025-03-01 10:00')).toBe('awaiting-notice')
    expect(office('47').phase('2024-12-25 08:59')).toBe('awaiting-notice')
    expect(office('47').phase('2024-12-25 09:00')).toBe('kickoff')
  })

  it('is kickoff until that obligation is settled or its deadline has passed', () => {
    expect(district.phase('2025-01-02 09:59')).toBe('kickoff')
    expect(kickedOff.phase('2025-01-02 10:00')).toBe('spending')
    expect(district.phase('2025-01-08 23:59')).toBe('kickoff')
    expect(district.phase('2025-01-09 00:00')).toBe('spending')
  })

  it('is spending until disbursement is settled, and again when a reversal undoes that', () => {
    expect(kickedOff.phase('2025-06-30 10:00')).toBe('spending')
    expect(spent.phase('2025-01-10 10:00')).toBe('reporting')
    expect(spent.after({ name: 'reverse', documentNo: '1' }, '2025-01-11 10:00').phase('2025-01-11 10:00')).toBe(
      'spending',
    )
  })

  it('is reporting at once for an office without allocation', () => {
    const free = office('4701').notified('2024-12-30 10:00').after(briefed('2025-01-02'), '2025-01-02 10:00')
    expect(free.phase('2025-01-02 10:00')).toBe('reporting')
  })

  it('is under-review once the report is in, reporting again when it is returned', () => {
    expect(submitted.phase('2025-01-20 10:00')).toBe('under-review')
    expect(submitted.after({ name: 'return-report' }, '2025-01-21 10:00').phase('2025-01-21 10:00')).toBe('reporting')
  })

  it('is closed when all is settled and the report accepted, and only then', () => {
    const accept = { name: 'accept-report' } as const
    expect(submitted.after(accept, '2025-01-21 10:00').phase('2025-01-21 10:00')).toBe('closed')
    const neverAcknowledged = office('4701')
      .notified('2024-12-30 10:00')
      .after(briefed('2025-01-02'), '2025-01-02 10:00')
      .after({ name: 'submit-report', lines: [] }, '2025-01-03 10:00')
      .after(accept, '2025-01-03 11:00')
    expect(neverAcknowledged.phase('2025-01-03 12:00')).toBe('under-review')
    expect(neverAcknowledged.after(acknowledge, '2025-01-06 12:00').phase('2025-01-06 12:00')).toBe('closed')
  })

  it('is suspended during a suspension, and afterwards what it was', () => {
    const suspended = kickedOff.after({ name: 'suspend' }, '2025-02-03 10:00')
    expect(suspended.phase('2025-02-03 10:00')).toBe('suspended')
    expect(suspended.after({ name: 'resume' }, '2025-02-04 10:00').phase('2025-02-04 10:00')).toBe('spending')
  })

  it('is withdrawn for good', () => {
    expect(submitted.after({ name: 'withdraw' }, '2025-02-03 10:00').phase('2025-02-03 10:00')).toBe('withdrawn')
  })
})

describe('Where an office stands', () => {
  const late = notifiedDistrict().until('2025-01-09 12:00')

  it('has the highest level of any obligation, and the nearest deadline not met, passed or to come', () => {
    expect(levelOf(late.state)).toBe(1)
    expect(levelOf(late.until('2025-01-10 12:00').state)).toBe(2)
    expect(nextDeadline(late.state)).toBe('2025-01-06')
    expect(nextDeadline(late.after(acknowledge, '2025-01-09 13:00').state)).toBe('2025-01-08')
    expect(nextDeadline(office('4701').state)).toBeNull()
    expect(nextDeadline(late.after({ name: 'withdraw' }, '2025-01-09 13:00').state)).toBeNull()
  })

  it('is overdue from the day after a deadline that was not met, not under suspension', () => {
    const district = notifiedDistrict()
    expect(isOverdue(district.state, at('2025-01-06 23:59:59'))).toBe(false)
    expect(isOverdue(district.state, at('2025-01-07 00:00'))).toBe(true)
    expect(isOverdue(late.after({ name: 'suspend' }, '2025-01-09 13:00').state, at('2025-01-10 10:00'))).toBe(false)
  })

  it('sums its lines', () => {
    const paid = late.after(pay('training', '0.01', '1'), '2025-01-10 12:00')
    expect(totals(paid.state)).toEqual({ allocated: 150_000, disbursed: 1, returned: 0 })
  })
})
