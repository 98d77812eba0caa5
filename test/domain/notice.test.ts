import { describe, expect, it } from 'vitest'
import { notifiedDistrict, office } from './support/office.ts'
import { year } from './support/year.ts'
import { rulesWith } from './support/year2568.ts'

describe('The notice', () => {
  it('reaches a province office when the programme opens', () => {
    const province = office('47', { materials: '100.00' })
    expect(province.agenda()).toBe('2024-12-25 09:00 notified')
    expect(province.until('2024-12-25 08:59').state.notifiedAt).toBeNull()
    expect(province.until('2024-12-25 09:00').told()).toEqual(['2024-12-25 09:00 notice'])
  })

  it('reaches a district only when its province passes it on', () => {
    expect(office('4701').agenda()).toBeNull()
    const passedOn = year({
      offices: ['47', '4701', '4702', '48', '4801'],
      steps: [['2024-12-27 14:00', '47', 'forward']],
      until: '2024-12-31',
    })
    expect(passedOn.letters('4701')).toEqual(['2024-12-27 14:00 notice'])
    expect(passedOn.letters('4702')).toEqual(['2024-12-27 14:00 notice'])
    expect(passedOn.letters('4801')).toEqual([])
    expect(passedOn.outcome.offices['4801']).toEqual({ phase: 'awaiting-notice', obligations: {} })
  })

  it('is passed on once, by the end of the third working day after the programme opens', () => {
    const province = office('47').notified('2024-12-25 09:00')
    // 26 and 27 December; 30, 31 and 1 January are holidays; 2 January.
    expect(province.deadline('forward')).toBe('2025-01-02')
    province
      .after({ name: 'forward' }, '2024-12-27 10:00')
      .when({ name: 'forward' }, '2024-12-27 11:00')
      .thenRefused('already-done', { obligation: 'forward', settledAt: '2024-12-27T10:00:00+07:00' })
  })

  it('is not passed on before it has come: at the very moment of the opening it has', () => {
    office('47').when({ name: 'forward' }, '2024-12-25 08:59').thenRefused('not-notified')
    office('47')
      .when({ name: 'forward' }, '2024-12-25 09:00')
      .thenEvents([{ type: 'forwarded' }])
  })

  it('is not passed on by a district', () => {
    notifiedDistrict().when({ name: 'forward' }, '2025-01-02 10:00').thenRefused('forbidden', { obligation: 'forward' })
  })

  it('does not reach an office that has left the programme', () => {
    const passedOn = year({
      offices: ['47', '4701', '4702'],
      steps: [
        ['2024-12-26 10:00', '4701', 'withdraw', { reason: 'ยุบรวม' }],
        ['2024-12-27 14:00', '47', 'forward'],
      ],
      until: '2024-12-31',
    })
    expect(passedOn.results).toEqual(['accepted', 'accepted'])
    expect(passedOn.letters('4701')).toEqual([])
    expect(passedOn.letters('4702')).toEqual(['2024-12-27 14:00 notice'])
  })

  it('passed on by a province under suspension still arrives: officials may record what happens meanwhile', () => {
    const flooded = year({
      offices: ['47', '4701'],
      steps: [
        ['2024-12-26 10:00', 'area:47', 'suspend', { reason: 'อุทกภัย' }],
        ['2024-12-27 14:00', '47', 'forward'],
      ],
      until: '2024-12-31',
    })
    expect(flooded.outcome.offices['47']?.phase).toBe('suspended')
    expect(flooded.outcome.offices['4701']?.phase).toBe('kickoff')
  })

  it('brings an office the obligations it is bound by, with the letter’s deadlines', () => {
    const allOf = (o: ReturnType<typeof office>) =>
      Object.entries(o.state.obligations).map(([name, { deadline }]) => `${name} ${deadline}`)
    expect(allOf(office('47', { materials: '1.00' }).notified('2024-12-25 09:00'))).toEqual([
      'forward 2025-01-02',
      'kickoff 2025-01-06',
      'disbursement 2025-05-15',
      'report 2025-05-30',
    ])
    expect(allOf(notifiedDistrict())).toEqual([
      'acknowledge 2025-01-06',
      'kickoff 2025-01-08',
      'disbursement 2025-05-15',
      'report 2025-05-30',
    ])
  })

  it('brings no disbursement obligation to an office without allocation', () => {
    expect(office('4701').notified('2024-12-27 10:00').deadline('disbursement')).toBeUndefined()
    expect(office('4701', { materials: '0.00' }).notified('2024-12-27 10:00').deadline('disbursement')).toBeUndefined()
    expect(office('4701', { materials: '0.01' }).notified('2024-12-27 10:00').deadline('disbursement')).toBe(
      '2025-05-15',
    )
  })

  it('that comes late starts every counted deadline on the day it comes', () => {
    const late = office('4701').notified('2025-03-03 10:00')
    expect(late.deadline('acknowledge')).toBe('2025-03-06')
    expect(late.deadline('kickoff')).toBe('2025-03-10')
    expect(late.deadline('report')).toBe('2025-05-30')
  })

  it('that comes before the kick-off leaves the kick-off’s deadline to count from the kick-off', () => {
    const rules = rulesWith({ kickoff: { beginsAt: '2025-01-15T13:30:00+07:00', endsAt: '2025-01-15T15:30:00+07:00' } })
    expect(office('4701', {}, rules).notified('2024-12-27 10:00').deadline('kickoff')).toBe('2025-01-22')
  })

  it('that comes after the fixed deadlines makes them overdue from the next working day', () => {
    const late = office('4701', { materials: '1.00' }).notified('2025-06-06 10:00').until('2025-06-12 12:00')
    expect(late.deadline('disbursement')).toBe('2025-05-15')
    expect(late.told('disbursement')).toEqual(['2025-06-09 08:30 disbursement overdue'])
    expect(late.escalations('report')).toEqual(['2025-06-09 08:30 report level 1', '2025-06-12 08:30 report level 2'])
  })

  it('comes before anything else: every command of an office that it has not reached is refused', () => {
    const waiting = office('4701', { materials: '1.00' })
    waiting.when({ name: 'acknowledge' }, '2024-12-26 10:00').thenRefused('not-notified')
    waiting.when({ name: 'suspend' }, '2024-12-26 10:00').thenRefused('not-notified')
    waiting
      .when({ name: 'virement', from: 'materials', to: 'training' }, '2024-12-26 10:00')
      .thenRefused('not-notified')
  })
})

describe('Acknowledgement', () => {
  it('is due by the end of the third working day after the notice, and settles the obligation', () => {
    const district = notifiedDistrict()
    expect(district.deadline('acknowledge')).toBe('2025-01-06')
    const done = district
      .when({ name: 'acknowledge' }, '2025-01-03 10:00')
      .thenEvents([{ type: 'acknowledged', at: '2025-01-03T10:00:00+07:00' }])
    expect(done.isSettled('acknowledge')).toBe(true)
    expect(done.until('2025-02-28 10:00').told('acknowledge')).toEqual(['2025-01-03 08:30 acknowledge reminder'])
  })

  it('is made once', () => {
    notifiedDistrict()
      .after({ name: 'acknowledge' }, '2025-01-03 10:00')
      .when({ name: 'acknowledge' }, '2025-01-08 10:00')
      .thenRefused('already-done', { obligation: 'acknowledge' })
  })

  it('is still taken when it is late, and clears the escalation', () => {
    const late = notifiedDistrict().after({ name: 'acknowledge' }, '2025-01-15 10:00')
    expect(late.escalations('acknowledge')).toEqual([
      '2025-01-07 08:30 acknowledge level 1',
      '2025-01-10 08:30 acknowledge level 2',
    ])
    expect(late.level('acknowledge')).toBe(0)
  })

  it('is not a province office’s to make', () => {
    office('47').notified('2024-12-25 09:00').when({ name: 'acknowledge' }, '2024-12-26 10:00').thenRefused('forbidden')
  })
})
