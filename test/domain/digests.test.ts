import { describe, expect, it } from 'vitest'
import { digest, nextDigestAt } from '../../src/domain/digest.ts'
import { coordinator, extension, type Step, year } from './support/year.ts'
import { at, rules2568 } from './support/year2568.ts'

const calendar = rules2568.calendar
const one = { office: '4701', obligation: 'report' } as const
const two = { office: '4702', obligation: 'report' } as const
const said = (made: ReturnType<typeof digest>) => made?.items.map((i) => `${i.office} ${i.obligation} ${i.state}`)

describe('A digest', () => {
  const tuesday = '2025-01-21'
  const monday = '2025-01-20'

  it('is not sent when there is nothing to say', () => {
    expect(digest([], [], [], tuesday, calendar)).toBeNull()
    expect(digest([], [], [], monday, calendar)).toBeNull()
  })

  it('calls new what is unsettled and was not listed before', () => {
    expect(said(digest([one], [], [], tuesday, calendar))).toEqual(['4701 report new'])
  })

  it('with something new also lists what is outstanding, and what was settled since', () => {
    const three = { office: '4703', obligation: 'report' } as const
    expect(said(digest([one, two], [two, three], [], tuesday, calendar))).toEqual([
      '4701 report new',
      '4702 report outstanding',
      '4703 report settled',
    ])
  })

  it('with something settled is sent, and says it once', () => {
    const made = digest([], [one], [], tuesday, calendar)
    expect(said(made)).toEqual(['4701 report settled'])
    expect(digest([], made!.listed, [], '2025-01-22', calendar)).toBeNull()
  })

  it('with only outstanding things is sent on the first working day of the ISO week', () => {
    expect(digest([one], [one], [], tuesday, calendar)).toBeNull()
    expect(said(digest([one], [one], [], monday, calendar))).toEqual(['4701 report outstanding'])
    // The week of 2 and 3 June begins its work on Wednesday.
    expect(said(digest([one], [one], [], '2025-06-04', calendar))).toEqual(['4701 report outstanding'])
    expect(digest([one], [one], [], '2025-06-05', calendar)).toBeNull()
  })

  it('names an office behind pace, and is sent for that alone', () => {
    expect(said(digest([], [], ['4701'], '2025-04-01', calendar))).toEqual(['4701 disbursement behind-pace'])
  })

  it('calls new again what was said to be settled and has been escalated again', () => {
    const settled = digest([], [one], [], tuesday, calendar)
    expect(said(digest([one], settled!.listed, [], '2025-01-22', calendar))).toEqual(['4701 report new'])
  })

  it('tells one obligation of an office from another, and one office from another', () => {
    const other = { office: '4701', obligation: 'kickoff' } as const
    expect(said(digest([one], [other], [], tuesday, calendar))).toEqual(['4701 kickoff settled', '4701 report new'])
  })
})

describe('The time of a digest', () => {
  it('is 09:00 for the provinces and 09:30 for the department, on working days', () => {
    expect(nextDigestAt(rules2568, 'province', at('2025-01-20 08:00'))).toBe(at('2025-01-20 09:00'))
    expect(nextDigestAt(rules2568, 'department', at('2025-01-20 08:00'))).toBe(at('2025-01-20 09:30'))
    expect(nextDigestAt(rules2568, 'province', at('2025-01-20 09:00'))).toBe(at('2025-01-21 09:00'))
    expect(nextDigestAt(rules2568, 'department', at('2025-01-20 09:15'))).toBe(at('2025-01-20 09:30'))
    expect(nextDigestAt(rules2568, 'province', at('2025-05-30 09:00'))).toBe(at('2025-06-04 09:00'))
  })

  it('ends where the calendar ends', () => {
    expect(nextDigestAt(rules2568, 'province', at('2026-12-31 23:00'))).toBeNull()
  })
})

describe('Digests through the year', () => {
  const offices = ['47', '4701', '4702']
  const opened: Step[] = [
    ['2024-12-25 14:00', '47', 'attend-kickoff', { attended: 'meeting', on: '2024-12-25' }],
    ['2024-12-30 10:00', '47', 'forward'],
    ['2025-01-02 10:00', '4702', 'acknowledge', coordinator],
    ['2025-01-02 10:00', '4702', 'attend-kickoff', { attended: 'briefing', on: '2025-01-02' }],
    ['2025-01-02 10:00', '4701', 'attend-kickoff', { attended: 'briefing', on: '2025-01-02' }],
  ]

  it('go to the province of the district from level 1 and to the department from level 2', () => {
    // Acknowledgement of 4701 was due on Monday 6 January: w1 = 7, w4 = 10, settled on the 22nd.
    const slow = year({
      offices,
      steps: [...opened, ['2025-01-22 10:00', '4701', 'acknowledge', coordinator]],
      until: '2025-02-10',
    })
    expect(slow.digests('province:47')).toEqual([
      '2025-01-07 09:00: 4701 acknowledge new',
      '2025-01-13 09:00: 4701 acknowledge outstanding',
      '2025-01-20 09:00: 4701 acknowledge outstanding',
      '2025-01-23 09:00: 4701 acknowledge settled',
    ])
    expect(slow.digests('department')).toEqual([
      '2025-01-10 09:30: 4701 acknowledge new',
      '2025-01-13 09:30: 4701 acknowledge outstanding',
      '2025-01-20 09:30: 4701 acknowledge outstanding',
      '2025-01-23 09:30: 4701 acknowledge settled',
    ])
  })

  it('do not mention what was escalated and settled between two of them', () => {
    const quick = year({
      offices,
      steps: [...opened, ['2025-01-07 08:45', '4701', 'acknowledge', coordinator]],
      until: '2025-02-10',
    })
    expect(quick.digests('province:47')).toEqual([])
    expect(quick.digests('department')).toEqual([])
  })

  it('come before what is settled at their very moment', () => {
    const justThen = year({
      offices,
      steps: [...opened, ['2025-01-07 09:00', '4701', 'acknowledge', coordinator]],
      until: '2025-01-31',
    })
    expect(justThen.digests('province:47')).toEqual([
      '2025-01-07 09:00: 4701 acknowledge new',
      '2025-01-08 09:00: 4701 acknowledge settled',
    ])
  })

  it('never tell a province of its own office, which stands before the department', () => {
    const silent = year({ offices: ['47'], steps: [], until: '2025-01-06' })
    expect(silent.digests('province:47')).toEqual([])
    expect(silent.digests('department')).toEqual([
      '2025-01-03 09:30: 47 forward new',
      '2025-01-06 09:30: 47 forward outstanding',
    ])
  })

  it('go to no other province', () => {
    const two = year({
      offices: ['47', '4701', '48', '4801'],
      steps: [['2024-12-30 10:00', '47', 'forward']],
      until: '2025-01-08',
    })
    expect(two.digests('province:47')).toEqual(['2025-01-07 09:00: 4701 acknowledge new'])
    expect(two.digests('province:48')).toEqual([])
  })

  it('say settled, once, of what an extension, a suspension or leaving the programme cleared', () => {
    const cleared = (step: Step) =>
      year({ offices, steps: [...opened, step], until: '2025-01-09' }).digests('province:47')
    const twoMails = ['2025-01-07 09:00: 4701 acknowledge new', '2025-01-08 09:00: 4701 acknowledge settled']
    expect(cleared(['2025-01-07 10:00', '4701', 'extend', extension('acknowledge', '2025-01-31')])).toEqual(twoMails)
    expect(cleared(['2025-01-07 10:00', 'area:47', 'suspend', { reason: 'อุทกภัย' }])).toEqual(twoMails)
    expect(cleared(['2025-01-07 10:00', '4701', 'withdraw', { reason: 'ยุบรวม' }])).toEqual(twoMails)
  })

  it('go on as outstanding when something was settled and escalated again in between', () => {
    const steps: Step[] = [
      ...opened,
      ['2025-01-02 11:00', '4701', 'acknowledge', coordinator],
      [
        '2025-05-19 10:00',
        '4701',
        'disburse',
        { line: 'materials', amount: '5.00', paidOn: '2025-05-19', documentNo: '1' },
      ],
      ['2025-05-19 11:00', '4701', 'reverse', { documentNo: '1', reason: 'ผิดรายการ' }],
    ]
    const risen = year({ offices, allocations: { '4701': '5.00' }, steps, until: '2025-05-20' })
    expect(risen.digests('province:47').slice(1)).toEqual([
      '2025-05-16 09:00: 4701 disbursement new',
      '2025-05-19 09:00: 4701 disbursement outstanding',
    ])
  })

  it('on the worst morning are 76 + 1 mails to managers, whatever the number of late offices', () => {
    const late = year({
      offices: ['47', '4701', '4702', '4703', '4704', '48', '4801', '4802'],
      steps: [
        ['2024-12-30 10:00', '47', 'forward'],
        ['2024-12-30 10:00', '48', 'forward'],
      ],
      until: '2025-06-30',
    })
    const perDay = late.outcome.mails.filter((m) => m.kind === 'digest').map((m) => `${m.at.slice(0, 10)} ${m.to}`)
    expect(new Set(perDay).size).toBe(perDay.length)
    expect(perDay.filter((d) => d.startsWith('2025-06-09'))).toEqual([
      '2025-06-09 province:47',
      '2025-06-09 province:48',
      '2025-06-09 department',
    ])
  })
})
