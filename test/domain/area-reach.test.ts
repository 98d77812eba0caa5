import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { areaReach, decideArea } from '../../src/domain/area.ts'
import type { AreaCommand } from '../../src/domain/command.ts'
import type { OfficeState } from '../../src/domain/office.ts'
import { isRejection } from '../../src/domain/rejection.ts'
import { acknowledge, notifiedDistrict } from './support/office.ts'
import { at, rules2568 } from './support/year2568.ts'

const { policy } = rules2568
const as = (office: string, changed: Partial<OfficeState> = {}): OfficeState => ({
  ...notifiedDistrict().until('2025-01-02 09:00').state,
  office,
  ...changed,
})
const now = at('2025-01-02 10:00')
const gone = as('4703', { withdrawnAt: at('2025-01-01 10:00') })
const suspended = as('4704', { suspendedAt: at('2025-01-02 09:30') })
const unnotified = as('4705', { notifiedAt: null, obligations: {} })
const acknowledged = { ...notifiedDistrict().after(acknowledge, '2025-01-02 09:30').state, office: '4702' }

describe('Whom a command to an area reaches', () => {
  it('is told with whom it passes over, and why each', () => {
    const offices = [as('4701'), acknowledged, gone, suspended, unnotified]
    const reach = areaReach(policy, offices, { name: 'suspend' }, now)
    expect(reach).toMatchObject({
      taken: ['4701', '4702'],
      left: [
        { office: '4703', refusal: { type: 'withdrawn' } },
        { office: '4704', refusal: { type: 'already-done' } },
        { office: '4705', refusal: { type: 'not-notified' } },
      ],
    })
  })

  it('is nobody when the whole would be refused, and it says why', () => {
    expect(areaReach(policy, [gone, suspended], { name: 'remind' }, now)).toMatchObject({ type: 'nothing-to-remind' })
  })

  it('is whom the decision then takes; and every office is taken or passed over, once', () => {
    const all = [as('4701'), acknowledged, gone, suspended, unnotified, as('4706', { remindedOn: '2025-01-02' })]
    const command = fc.constantFrom<AreaCommand>(
      { name: 'remind' },
      { name: 'suspend' },
      { name: 'resume' },
      { name: 'extend', obligation: 'acknowledge', deadline: '2025-01-20', order: { number: '1', date: '2025-01-02' } },
    )
    fc.assert(
      fc.property(fc.subarray(all, { minLength: 1 }), command, (offices, given) => {
        const [decided, reach] = [decideArea(policy, offices, given, now), areaReach(policy, offices, given, now)]
        if (isRejection(decided) || isRejection(reach)) {
          expect(reach).toEqual(decided)
          return
        }
        expect(reach.taken).toEqual(decided)
        expect([...reach.taken, ...reach.left.map((l) => l.office)].sort()).toEqual(offices.map((o) => o.office))
      }),
    )
  })
})
