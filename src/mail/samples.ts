import type { Recipient } from '../domain/letter.ts'
import type { OfficeNames } from '../thai/offices.ts'
import { actsFrom, hrefOf } from './actLinks.ts'
import type { CoordinatorView, DigestRow, MailBase, MailView, MoneyView, ProgrammeView } from './letterView.ts'
import { pageFor } from './links.ts'

/** One mail of every kind, and of the forms that matter, with data that says of itself that it is a sample. */

const programme: ProgrammeView = {
  name: 'โครงการป้องกันการทุจริตและประพฤติมิชอบในการปฏิบัติราชการ',
  activity: 'พัฒนาและส่งเสริมคุณธรรมและความโปร่งใสในการปฏิบัติราชการ (DOPA x AMPHOE ITA)',
  fiscalYear: 2568,
  letters: [{ from: 'กรมการปกครอง', number: 'มท 0322/ว 55878', date: '2024-12-25' }],
}
const passedOn: ProgrammeView = {
  ...programme,
  letters: [...programme.letters, { from: 'จังหวัดสกลนคร', number: 'สน 0018.1/ว 26144', date: '2024-12-27' }],
}

const province: OfficeNames = { code: '47', name: 'สกลนคร', province: 'สกลนคร' }
const district: OfficeNames = { code: '4701', name: 'เมืองสกลนคร', province: 'สกลนคร' }
const districts: readonly OfficeNames[] = [
  { code: '4702', name: 'กุสุมาลย์', province: 'สกลนคร' },
  { code: '4703', name: 'กุดบาก', province: 'สกลนคร' },
  { code: '4704', name: 'พรรณานิคม', province: 'สกลนคร' },
  { code: '4705', name: 'พังโคน', province: 'สกลนคร' },
  { code: '4706', name: 'วาริชภูมิ', province: 'สกลนคร' },
  { code: '4711', name: 'สว่างแดนดิน', province: 'สกลนคร' },
]
const kickoff = {
  beginsAt: '2024-12-25T13:30:00+07:00',
  endsAt: '2024-12-25T15:30:00+07:00',
  place: 'ประชุมทางไกลผ่านระบบ Zoom',
}
const money: MoneyView = {
  allocated: 4_500_000,
  accounted: 3_249_950,
  open: [
    { line: 'ค่าวัสดุ (ตัวอย่าง)', remaining: 250_050 },
    { line: 'ค่าใช้จ่ายในการฝึกอบรม (ตัวอย่าง)', remaining: 1_000_000 },
  ],
}
const coordinator: CoordinatorView = { name: 'ผู้ประสานงาน (ตัวอย่าง)', phone: '0-0000-0000', sample: true }
const order = { number: 'มท 0322/0000 (ตัวอย่าง)', date: '2025-05-13' }

const base = <K extends MailView['kind']>(
  kind: K,
  at: string,
  recipient: Recipient = `office:${district.code}`,
): MailBase<K> => ({
  kind,
  recipient,
  at,
  programme: recipient === `office:${district.code}` ? passedOn : programme,
  rehearsal: false,
  sample: true,
  link: pageFor('https://amphoe-ita.example.go.th', 'amphoe-ita-2568', recipient),
})

const provinceRow = (state: DigestRow['state'], i: number, changes: Partial<DigestRow> = {}): DigestRow => ({
  state,
  office: districts[i]!,
  obligation: 'disbursement',
  deadline: '2025-05-15',
  daysLeft: -6,
  workingDaysLate: 4,
  level: 1,
  money,
  promisedOn: null,
  settledAt: null,
  standing: 'taking-part',
  coordinator,
  ...changes,
})

const provinceRows: readonly DigestRow[] = [
  provinceRow('new', 0, {
    obligation: 'report',
    deadline: '2025-05-20',
    daysLeft: -1,
    workingDaysLate: 1,
    money: null,
  }),
  provinceRow('outstanding', 1, { level: 2 }),
  provinceRow('outstanding', 2, { promisedOn: '2025-05-23' }),
  provinceRow('outstanding', 3, { coordinator: null }),
  provinceRow('settled', 4, { settledAt: '2025-05-20T14:05:00+07:00', level: 0 }),
  provinceRow('behind-pace', 5, { level: 0, daysLeft: 45, workingDaysLate: 0 }),
]

/** A digest as long as the country: every district of 76 sample provinces. */
const nationRows: readonly DigestRow[] = Array.from({ length: 878 }, (_, i): DigestRow => {
  const number = 11 + (i % 76)
  return {
    ...provinceRow(i < 700 ? 'new' : 'outstanding', 0),
    office: {
      code: `${number}${String(1 + Math.floor(i / 76)).padStart(2, '0')}`,
      name: `ตัวอย่าง ${i + 1}`,
      province: `ตัวอย่าง ${number - 10}`,
    },
    workingDaysLate: 4 + (i % 9),
    level: 2,
  }
})

/** Every sample by a file name. */
const views: Readonly<Record<string, MailView>> = {
  'notice-province': {
    ...base('notice', '2024-12-25T09:00:00+07:00', 'office:47'),
    office: province,
    kickoff,
    allocated: 6_000_000,
    districts: 18,
    duties: [
      { obligation: 'forward', deadline: '2025-01-02' },
      { obligation: 'kickoff', deadline: '2025-01-06' },
      { obligation: 'disbursement', deadline: '2025-05-15' },
      { obligation: 'report', deadline: '2025-05-30' },
    ],
  },
  'notice-district-late': {
    ...base('notice', '2024-12-27T10:15:00+07:00'),
    office: district,
    kickoff,
    allocated: 4_500_000,
    districts: 0,
    duties: [
      { obligation: 'acknowledge', deadline: '2025-01-06' },
      { obligation: 'kickoff', deadline: '2025-01-08' },
      { obligation: 'disbursement', deadline: '2025-05-15' },
      { obligation: 'report', deadline: '2025-05-30' },
    ],
  },
  'morning-kickoff': {
    ...base('morning', '2024-12-25T08:30:00+07:00', 'office:47'),
    office: province,
    kickoff,
    rows: [
      {
        obligation: 'kickoff',
        state: 'reminder',
        deadline: '2025-01-06',
        daysLeft: 12,
        workingDaysLate: 0,
        level: 0,
        money: null,
        checkpoint: null,
      },
    ],
  },
  'morning-reminder': {
    ...base('morning', '2025-05-08T08:30:00+07:00'),
    office: district,
    kickoff,
    rows: [
      {
        obligation: 'disbursement',
        state: 'reminder',
        deadline: '2025-05-15',
        daysLeft: 7,
        workingDaysLate: 0,
        level: 0,
        money,
        checkpoint: null,
      },
    ],
  },
  'morning-overdue': {
    ...base('morning', '2025-05-23T08:30:00+07:00'),
    office: district,
    kickoff,
    rows: [
      {
        obligation: 'report',
        state: 'reminder',
        deadline: '2025-05-30',
        daysLeft: 7,
        workingDaysLate: 0,
        level: 0,
        money: null,
        checkpoint: null,
      },
      {
        obligation: 'disbursement',
        state: 'overdue',
        deadline: '2025-05-15',
        daysLeft: -8,
        workingDaysLate: 6,
        level: 2,
        money,
        checkpoint: null,
      },
    ],
  },
  'morning-behind-pace': {
    ...base('morning', '2025-04-01T08:30:00+07:00'),
    office: district,
    kickoff,
    rows: [
      {
        obligation: 'disbursement',
        state: 'behind-pace',
        deadline: '2025-05-15',
        daysLeft: 44,
        workingDaysLate: 0,
        level: 0,
        money: { allocated: 4_500_000, accounted: 2_249_999, open: [{ line: 'ค่าวัสดุ (ตัวอย่าง)', remaining: 2_250_001 }] },
        checkpoint: { on: '2025-03-31', percent: 50 },
      },
    ],
  },
  'digest-province': {
    ...base('digest', '2025-05-21T09:00:00+07:00', 'province:47'),
    reader: { tier: 'province', province: 'สกลนคร' },
    departmentOnWorkingDay: 4,
    promiseWithinWorkingDays: 5,
    rows: provinceRows,
    efms: [{ office: district, on: '2025-05-20', different: 1, missing: 2, extra: 0 }],
    unreached: [{ office: district, unreachable: ['coordinator'], told: ['mailbox'] }],
  },
  'digest-department': {
    ...base('digest', '2025-05-21T09:30:00+07:00', 'department'),
    reader: { tier: 'department' },
    departmentOnWorkingDay: 4,
    promiseWithinWorkingDays: 5,
    rows: provinceRows.filter((r) => r.level === 2 || r.state === 'settled'),
    efms: [],
    unreached: [],
  },
  'digest-department-worst': {
    ...base('digest', '2025-05-21T09:30:00+07:00', 'department'),
    reader: { tier: 'department' },
    departmentOnWorkingDay: 4,
    promiseWithinWorkingDays: 5,
    rows: nationRows,
    efms: [],
    unreached: [],
  },
  reminder: {
    ...base('reminder', '2025-05-21T14:05:00+07:00'),
    office: district,
    kickoff,
    rows: [
      {
        obligation: 'disbursement',
        state: 'overdue',
        deadline: '2025-05-15',
        daysLeft: -6,
        workingDaysLate: 4,
        level: 1,
        money,
        checkpoint: null,
      },
      {
        obligation: 'report',
        state: 'reminder',
        deadline: '2025-05-30',
        daysLeft: 9,
        workingDaysLate: 0,
        level: 0,
        money: null,
        checkpoint: null,
      },
    ],
  },
  'report-returned': {
    ...base('report-returned', '2025-06-10T14:20:00+07:00'),
    office: district,
    deadline: '2025-06-17',
    reason: 'ผลการดำเนินงานไม่ครบทุกกิจกรรม (ตัวอย่าง)\nโปรดเพิ่มภาพกิจกรรมอำเภอคุณธรรมต้นแบบ',
  },
  'report-accepted': {
    ...base('report-accepted', '2025-06-18T10:00:00+07:00'),
    office: district,
    money: { allocated: 4_500_000, accounted: 4_500_000, open: [] },
    owed: [],
  },
  extension: {
    ...base('extension', '2025-05-14T11:00:00+07:00'),
    office: district,
    obligation: 'disbursement',
    previous: '2025-05-15',
    deadline: '2025-06-16',
    order,
    reason: 'ผู้ขายส่งมอบพัสดุล่าช้า (ตัวอย่าง)',
  },
  suspension: {
    ...base('suspension', '2025-05-14T16:00:00+07:00'),
    office: district,
    order,
    reason: 'อุทกภัยในพื้นที่ (ตัวอย่าง)',
  },
  resumption: {
    ...base('resumption', '2025-05-21T09:10:00+07:00'),
    office: district,
    order: null,
    reason: 'สถานการณ์คลี่คลายแล้ว (ตัวอย่าง)',
    lost: 5,
    moved: [
      { obligation: 'disbursement', deadline: '2025-05-22' },
      { obligation: 'report', deadline: '2025-06-10' },
    ],
    risen: [{ obligation: 'acknowledge', deadline: '2025-01-06' }],
  },
  'rehearsal-morning': {
    ...base('morning', '2025-05-15T08:30:00+07:00'),
    rehearsal: true,
    office: district,
    kickoff,
    rows: [
      {
        obligation: 'disbursement',
        state: 'reminder',
        deadline: '2025-05-15',
        daysLeft: 0,
        workingDaysLate: 0,
        level: 0,
        money,
        checkpoint: null,
      },
    ],
  },
}

/** A link of the form that mails bear; it opens nothing. */
const SAMPLE_LINK = hrefOf('https://amphoe-ita.example.go.th', 'A'.repeat(43))

/** Every kind of mail as it goes out, by a name for each. */
export const sampleMails: Readonly<Record<string, MailView>> = Object.fromEntries(
  Object.entries(views).map(([name, view]) => {
    const acts = view.recipient === 'department' ? [] : actsFrom(view)
    return [name, { ...view, acts: acts.map((act) => ({ ...act, href: SAMPLE_LINK })) }]
  }),
)
