import { describe, expect, it } from 'vitest'
import { mailKinds } from '../../src/domain/letter.ts'
import { type ActableRow, actsAs, mailActs } from '../../src/domain/mailActs.ts'

const row = (obligation: ActableRow['obligation'], changes: Partial<ActableRow> = {}): ActableRow => ({
  ...{ office: '4701', obligation, isOpen: true, isAnswerable: false },
  ...changes,
})
const path = (['acknowledge', 'kickoff', 'disbursement', 'report'] as const).map((name) => row(name))
const commands = (...of: Parameters<typeof mailActs>) => mailActs(...of).map((a) => `${a.command} ${a.office}`)

describe('From a mail', () => {
  it('an office acknowledges, and says how it heard the kick-off once that is over; nothing that needs papers', () => {
    expect(commands('morning', path, true)).toEqual(['acknowledge 4701', 'attend-kickoff 4701'])
    expect(commands('morning', path, false)).toEqual(['acknowledge 4701'])
    expect(commands('notice', path, true)).toEqual(['acknowledge 4701', 'attend-kickoff 4701'])
    expect(commands('reminder', [row('acknowledge', { isOpen: false })], true)).toEqual([])
  })

  it('a province answers what is escalated to it of its districts, row by row', () => {
    const rows = [
      row('disbursement', { isAnswerable: true }),
      row('report', { isAnswerable: true, office: '4702' }),
      row('kickoff', { isAnswerable: true, office: '47' }),
      row('acknowledge'),
    ]
    expect(commands('digest', rows, true)).toEqual(['answer-escalation 4701', 'answer-escalation 4702'])
  })

  it('nothing is done by what only tells', () => {
    for (const kind of mailKinds.filter((k) => !['notice', 'morning', 'reminder', 'digest'].includes(k)))
      expect([kind, commands(kind, [], true)]).toEqual([kind, []])
  })
})

it('its reader acts as the office or the province that it is to; the department signs in', () => {
  expect(actsAs('office:4701')).toEqual({ role: 'district', area: '4701' })
  expect(actsAs('office:47')).toEqual({ role: 'province', area: '47' })
  expect(actsAs('province:47')).toEqual({ role: 'province', area: '47' })
  expect(actsAs('department')).toBeUndefined()
})
