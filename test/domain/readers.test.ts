import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { type Contact, contactRoles, readersOf } from '../../src/domain/readers.ts'

const TODAY = '2025-02-10'
const contact = (id: string, changes: Partial<Contact> = {}): Contact => ({
  ...{ id, role: 'coordinator', email: `${id}@example.go.th` },
  ...{ validFrom: null, validUntil: null, standsInFor: null, isUnreachable: false },
  ...changes,
})
const told = (...contacts: Contact[]) => readersOf(contacts, TODAY).to.map((c) => c.id)
const why = (...contacts: Contact[]) =>
  Object.fromEntries(readersOf(contacts, TODAY).passedOver.map((p) => [p.contact.id, p.why]))

describe('An office is written to', () => {
  const mailbox = contact('mailbox', { role: 'mailbox' })
  const deputy = contact('deputy', { role: 'deputy' })

  it('at its mailbox, when nobody has been named', () => {
    expect(told(mailbox)).toEqual(['mailbox'])
  })

  it('through the coordinator named last, and at its mailbox', () => {
    const contacts = [contact('second'), contact('first'), mailbox] as const
    expect(told(...contacts)).toEqual(['second', 'mailbox'])
    expect(why(...contacts)).toEqual({ first: 'next-in-line' })
  })

  it('through whoever is next, when an address is out of reach: a coordinator named before, then a deputy', () => {
    const gone = contact('second', { isUnreachable: true })
    expect(told(gone, contact('first'), deputy, mailbox)).toEqual(['first', 'mailbox'])
    expect(told(gone, deputy, mailbox)).toEqual(['deputy', 'mailbox'])
    expect(told(gone, mailbox)).toEqual(['mailbox'])
    expect(why(gone, mailbox)).toEqual({ second: 'unreachable' })
  })

  it('on the first and the last day that a contact is valid, and on no day beside them', () => {
    for (const [validFrom, validUntil, isTold] of [
      [TODAY, TODAY, true],
      ['2025-02-11', null, false],
      [null, '2025-02-09', false],
    ] as const)
      expect(told(contact('a', { validFrom, validUntil }))).toEqual(isTold ? ['a'] : [])
    expect(why(contact('a', { validFrom: '2025-02-11' }), contact('b', { validUntil: '2025-02-09' }))).toEqual({
      ...{ a: 'not-yet', b: 'no-longer' },
    })
  })

  it('through the acting officer while one stands in, and through the coordinator again after', () => {
    const coordinator = contact('coordinator')
    const acting = contact('acting', { standsInFor: 'coordinator', validUntil: TODAY })
    expect(told(acting, coordinator, mailbox)).toEqual(['acting', 'mailbox'])
    expect(why(acting, coordinator, mailbox)).toEqual({ coordinator: 'stood-in-for' })
    const before = { ...acting, validUntil: '2025-02-09' }
    expect(told(before, coordinator, mailbox)).toEqual(['coordinator', 'mailbox'])
    expect(told({ ...acting, isUnreachable: true }, coordinator)).toEqual(['coordinator'])
  })

  it('through the acting officer also when the address of whom they act for is out of reach or no longer valid', () => {
    const acting = contact('acting', { standsInFor: 'coordinator' })
    expect(told(acting, contact('coordinator', { isUnreachable: true }))).toEqual(['acting'])
    expect(told(acting, contact('coordinator', { validUntil: '2025-01-01' }))).toEqual(['acting'])
  })

  it('once at an address that two contacts share', () => {
    expect(told(contact('a'), { ...mailbox, email: 'A@example.go.th' })).toEqual(['a'])
  })

  it('not at all when there is nobody', () => {
    expect(told()).toEqual([])
    expect(told(contact('a', { isUnreachable: true }), { ...mailbox, isUnreachable: true })).toEqual([])
  })
})

describe('Managers are written to', () => {
  const manager = (id: string, changes: Partial<Contact> = {}) => contact(id, { role: 'manager', ...changes })

  it('all of them, each in person or by who stands in, and not at the office’s mailbox', () => {
    const acting = manager('acting', { standsInFor: 'a' })
    expect(told(acting, manager('a'), manager('b'), contact('mailbox', { role: 'mailbox' }))).toEqual(['acting', 'b'])
  })

  it('by their deputy and their office’s mailbox when none can be reached', () => {
    const mailbox = contact('mailbox', { role: 'mailbox' })
    const gone = manager('a', { isUnreachable: true })
    expect(told(gone, contact('deputy', { role: 'deputy' }), mailbox)).toEqual(['deputy', 'mailbox'])
  })
})

const day = fc.constantFrom('2025-02-08', '2025-02-09', TODAY, '2025-02-11')
const contacts = fc.uniqueArray(
  fc.record({
    id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    role: fc.constantFrom(...contactRoles),
    email: fc.constantFrom('1@x', '2@x', '3@x', '4@x'),
    validFrom: fc.option(day),
    validUntil: fc.option(day),
    standsInFor: fc.option(fc.constantFrom('a', 'b', 'c')),
    isUnreachable: fc.boolean(),
  }),
  { selector: (c) => c.id },
)

test('whoever is written to is valid and can be reached, once an address; everybody else is said why not', () => {
  fc.assert(
    fc.property(contacts, (all) => {
      const { to, passedOver } = readersOf(all, TODAY)
      for (const { validFrom, validUntil, isUnreachable } of to) {
        expect(isUnreachable).toBe(false)
        expect((validFrom ?? TODAY) <= TODAY && (validUntil ?? TODAY) >= TODAY).toBe(true)
      }
      expect(new Set(to.map((c) => c.email)).size).toBe(to.length)
      const named = [...to, ...passedOver.map((p) => p.contact)].map((c) => c.id)
      expect([...named].sort()).toEqual(all.map((c) => c.id).sort())
    }),
  )
})

test('an office with somebody in reach who stands in for nobody is never silent', () => {
  fc.assert(
    fc.property(contacts, (all) => {
      const isInReach = (c: Contact) =>
        !c.standsInFor && !c.isUnreachable && (c.validFrom ?? TODAY) <= TODAY && (c.validUntil ?? TODAY) >= TODAY
      if (all.some(isInReach)) expect(readersOf(all, TODAY).to).not.toEqual([])
    }),
  )
})
