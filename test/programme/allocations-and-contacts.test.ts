import { describe, expect, it } from 'vitest'
import { loadAllocations } from '../../src/programme/allocations.ts'
import { loadContacts, sampleContacts } from '../../src/programme/contacts.ts'
import { fileWith, problemsOf, programme2568 } from './support.ts'

describe('An allocation file', () => {
  const loading = (allocations: unknown, sample: unknown = true) =>
    loadAllocations(fileWith('allocations.json', JSON.stringify({ sample, allocations })), programme2568)
  const row = { office: '4701', line: 'materials', amount: '30000.50' }

  it('says what each office has on each line, and whether the amounts are samples', () => {
    const { sample, allocations } = loading([row, { ...row, line: 'training', amount: '1' }, { ...row, office: '47' }])
    expect(sample).toBe(true)
    expect(allocations.get('4701')).toEqual({ materials: 3_000_050, training: 100 })
    expect(allocations.get('47')).toEqual({ materials: 3_000_050 })
  })

  it('names offices and lines of the programme, each pair once, in baht', () => {
    const wrong = (...rows: object[]) => problemsOf(() => loading(rows))
    expect(wrong({ ...row, office: '4799' })).toEqual([
      'allocations.json: allocations.0.office: an office of amphoe-ita-2568, not 4799',
    ])
    expect(wrong({ ...row, line: 'cars' })).toEqual([
      'allocations.json: allocations.0.line: one of materials, training, model-district, not cars',
    ])
    expect(wrong(row, row)).toEqual([
      'allocations.json: allocations.1: one row per office and line: 4701 has materials already',
    ])
    expect(wrong({ ...row, amount: '1,000.00' })).toEqual([
      'allocations.json: allocations.0.amount: an amount in baht such as "30000.00"',
    ])
    expect(problemsOf(() => loading([], 'maybe'))).toHaveLength(1)
  })
})

describe('A contact file', () => {
  const loading = (...contacts: object[]) =>
    loadContacts(fileWith('contacts.json', JSON.stringify({ sample: false, contacts })), programme2568)
  const contact = { recipient: 'office:4701', role: 'mailbox', name: 'ที่ทำการปกครองอำเภอ', email: 'a@example.go.th' }

  it('says whom to write to for an office, a province or the department', () => {
    const manager = { ...contact, recipient: 'department', role: 'manager' }
    expect(loading(contact, manager)).toEqual([
      { ...contact, sample: false },
      { ...manager, sample: false },
    ])
  })

  it('names recipients that there are', () => {
    expect(problemsOf(() => loading({ ...contact, recipient: 'office:4799' }))).toEqual([
      'contacts.json: contacts.0.recipient: an office of amphoe-ita-2568, not office:4799',
    ])
    expect(problemsOf(() => loading({ ...contact, recipient: 'minister' }))).toEqual([
      'contacts.json: contacts.0.recipient: office:4701, province:47 or department',
    ])
    expect(problemsOf(() => loading({ ...contact, email: 'none' }))).toEqual([
      'contacts.json: contacts.0.email: an e-mail address',
    ])
  })

  it('names nobody in a role whose mails would never reach them', () => {
    expect(problemsOf(() => loading({ ...contact, recipient: 'department' }, { ...contact, role: 'manager' }))).toEqual(
      [
        'contacts.json: contacts.0.role: manager for department, not mailbox',
        'contacts.json: contacts.1.role: mailbox or coordinator or deputy for office:4701, not manager',
      ],
    )
  })

  it('may be left out: sample mailboxes say that they are samples, at addresses that reach nobody', () => {
    const samples = sampleContacts(['47', '4701'])
    expect(samples.map((c) => c.recipient)).toEqual(['department', 'office:47', 'province:47', 'office:4701'])
    expect(samples.every((c) => c.sample && c.email.endsWith('.example') && c.name.includes('ตัวอย่าง'))).toBe(true)
  })
})
