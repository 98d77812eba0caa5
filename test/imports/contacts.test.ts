import { describe, expect, it } from 'vitest'
import { type ContactKept, planContacts } from '../../src/imports/contacts.ts'
import { loadColumns } from '../../src/spreadsheet/columns.ts'
import type { Values } from '../spreadsheet/support/files.ts'
import { offices, tableOf } from './support.ts'

const columns = loadColumns('contacts')
const plan = async (values: Values, contacts: readonly ContactKept[] = []) =>
  planContacts(await tableOf(values), columns, { offices, contacts })
const HEADERS = ['รหัสหน่วยงาน', 'จังหวัด', 'อำเภอ', 'หน้าที่', 'ชื่อ-นามสกุล', 'อีเมล', 'โทรศัพท์']
const problemsOf = async (...rows: Values) =>
  (await plan([HEADERS, ...rows])).problems.map((p) => `${p.cell} ${p.problem}`)
const kept = (id: string, of: Partial<ContactKept> = {}): ContactKept => ({
  id,
  recipient: 'office:4701',
  role: 'coordinator',
  name: 'นาง ก',
  email: `${id}@example.go.th`,
  phone: null,
  sample: false,
  acknowledged: false,
  validFrom: null,
  validUntil: null,
  ...of,
})
const named = (id: string, name = 'นาง ก') => ['4701', null, null, 'ผู้ประสานงาน', name, `${id}@example.go.th`, null]

describe('A file of contacts', () => {
  it('names people of offices, managers of provinces, and of the department', async () => {
    const { added, problems } = await plan([
      ['รหัสหน่วยงาน', 'หน่วยงาน', 'จังหวัด', 'หน้าที่', 'ชื่อ - สกุล', 'E-mail', 'เบอร์โทร'],
      ['4701', null, null, 'ผู้ประสานงาน', 'นาง ก', 'a@example.go.th', '๐๘๑-๒๓๔-๕๖๗๘'],
      [null, 'อำเภอกุสุมาลย์', 'สกลนคร', 'กล่องจดหมาย', 'อำเภอกุสุมาลย์', 'b@example.go.th', 42_711_111],
      [null, null, 'สกลนคร', 'ผู้กำกับดูแล', 'นาย ข', 'c@example.go.th', '-'],
      ['47', null, null, 'Mailbox', 'จังหวัดสกลนคร', 'd@example.go.th', null],
      [null, 'กรมการปกครอง', null, 'ผู้จัดการโครงการ', 'นางสาว ค', 'e@example.go.th', null],
    ])
    expect(problems).toEqual([])
    expect(added.map((c) => `${c.recipient} ${c.role} ${c.email} ${c.phone}`)).toEqual([
      'office:4701 coordinator a@example.go.th 081-234-5678',
      'office:4702 mailbox b@example.go.th 042711111',
      'province:47 manager c@example.go.th null',
      'office:47 mailbox d@example.go.th null',
      'department manager e@example.go.th null',
    ])
  })

  it('may say from and until when, in either era; what it does not say of the same person stays', async () => {
    const dated = [...HEADERS, 'ตั้งแต่วันที่', 'ถึงวันที่']
    const now = kept('a', { validFrom: '2025-01-01', validUntil: '2025-03-31' })
    const said = await plan([dated, [...named('a'), '1 ม.ค. 2568', '30/06/2568']], [now])
    expect(said.changed.map(({ to }) => [to.validFrom, to.validUntil])).toEqual([['2025-01-01', '2025-06-30']])
    expect((await plan([HEADERS, named('a')], [now])).unchanged).toHaveLength(1)
    const renamed = await plan([HEADERS, named('a', 'นาง ข')], [now])
    expect(renamed.changed[0]!.to).toMatchObject({ validFrom: '2025-01-01', validUntil: '2025-03-31' })
    const wrong = await plan([dated, [...named('a'), '1 ก.พ. 2568', '1 ม.ค. 2568']])
    expect(wrong.problems.map((p) => `${p.cell} ${p.problem}`)).toEqual(['I2 ends-before-it-begins'])
  })

  it('says what is wrong with which cell', async () => {
    expect(
      await problemsOf(
        ['4799', null, null, 'ผู้ประสานงาน', 'ก', 'a@example.go.th', null],
        ['4701', null, null, 'คนขับรถ', 'ก', 'a@example.go.th', null],
        ['4701', null, null, 'ผู้ประสานงาน', null, 'a at example', 'โทร'],
        ['4701', null, null, 'ผู้กำกับดูแล', 'ก', 'a@example.go.th', null],
        [null, 'สกลนคร', null, 'ผู้ประสานงาน', 'ก', 'a@example.go.th', null],
        [null, 'สกลนคน', null, 'ผู้กำกับดูแล', 'ก', 'a@example.go.th', null],
        ['department', null, null, 'ผู้ประสานงาน', 'ก', 'a@example.go.th', null],
        ['4701', null, null, 'ผู้ประสานงาน', 'ก'.repeat(201), 'a@example.go.th', null],
      ),
    ).toEqual([
      'A2 unknown-office',
      'D3 unknown-word',
      'E4 missing-value',
      'F4 not-an-email',
      'G4 not-a-phone',
      'D5 unfitting-role',
      'C6 missing-value',
      'B7 unknown-province',
      'D8 unfitting-role',
      'E9 too-long',
    ])
  })

  it('names nobody twice, and one coordinator an office', async () => {
    expect(
      await problemsOf(
        named('a'),
        named('b'),
        ['4701', null, null, 'กล่องจดหมาย', 'ก', 'A@example.go.th', null],
        ['4701', null, null, 'กล่องจดหมาย', 'ข', 'a@example.go.th', null],
      ),
    ).toEqual(['D3 second-coordinator', 'F5 duplicate'])
  })
})

describe('Compared with the contacts that there are', () => {
  const compared = async (contacts: ContactKept[], ...rows: Values) => {
    const { added, changed, unchanged, removed, notInFile } = await plan([HEADERS, ...rows], contacts)
    return {
      added: added.map((c) => c.email),
      changed: changed.map(({ from, to }) => `${from.id} -> ${to.email}`),
      unchanged: unchanged.map((c) => c.email),
      removed: removed.map((c) => c.id),
      notInFile: notInFile.map((c) => c.id),
    }
  }
  const NONE = { added: [], changed: [], unchanged: [], removed: [], notInFile: [] }

  it('a person of the same address is the same, changed or not', async () => {
    expect(await compared([kept('a')], named('a'))).toEqual({ ...NONE, unchanged: ['a@example.go.th'] })
    expect(await compared([kept('a')], named('a', 'นาง ใหม่'))).toEqual({ ...NONE, changed: ['a -> a@example.go.th'] })
  })

  it('who comes takes the place of who was there in the role; other roles and recipients stay', async () => {
    const mailbox = kept('m', { role: 'mailbox' })
    const elsewhere = kept('e', { recipient: 'office:4702' })
    expect(await compared([kept('a'), mailbox, elsewhere], named('b'))).toEqual({
      ...NONE,
      changed: ['a -> b@example.go.th'],
      notInFile: ['m', 'e'],
    })
  })

  it('several in one place are paired by address first, and those left over go', async () => {
    const managers = ['x', 'y', 'z'].map((id) => kept(id, { recipient: 'province:47', role: 'manager' }))
    const manager = (id: string, name = 'นาง ก') => ['47', null, null, 'ผู้กำกับดูแล', name, `${id}@example.go.th`, null]
    expect(await compared(managers, manager('z', 'ใหม่'), manager('w'))).toEqual({
      ...NONE,
      changed: ['z -> z@example.go.th', 'x -> w@example.go.th'],
      removed: ['y'],
    })
  })

  it('who was named in an acknowledgement is never changed or removed', async () => {
    const acknowledged = kept('a', { acknowledged: true })
    expect(await compared([acknowledged], named('b'))).toEqual({
      ...NONE,
      added: ['b@example.go.th'],
      notInFile: ['a'],
    })
    expect(await compared([acknowledged], named('a', 'ใหม่'))).toEqual({
      ...NONE,
      added: ['a@example.go.th'],
      notInFile: ['a'],
    })
    expect(await compared([acknowledged], named('a'))).toEqual({ ...NONE, unchanged: ['a@example.go.th'] })
  })

  it('a sample gives way even to one who reads the same', async () => {
    expect(await compared([kept('a', { sample: true })], named('a'))).toEqual({
      ...NONE,
      changed: ['a -> a@example.go.th'],
    })
  })
})
