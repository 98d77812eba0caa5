import type { Satang } from '../domain/money.ts'
import { provinceOf } from '../domain/policy.ts'
import type { ContactRole } from '../domain/readers.ts'
import { type Day, dayOf } from '../domain/time.ts'
import { longMoment, shortDay } from '../thai/dates.ts'
import { amount, baht, percentOf } from '../thai/money.ts'
import { areaName, shortOfficeName } from '../thai/offices.ts'
import { contactRoleTh, levelTh, obligationTh, owedTh } from '../thai/vocabulary.ts'
import { actNote, actOn } from './acting.ts'
import type { Block, Draft, Entry, Figure } from './block.ts'
import { byLateness, timingMark } from './lateness.ts'
import type { DigestRow, DigestView } from './letterView.ts'
import { coordinatorTh } from './wording.ts'

/**
 * How many rows a digest spells out, the latest first. Mail programs cut off a mail beyond about 100 kB; on the worst
 * morning the department's has 878 rows. The figures, and the table by province, always count all of them.
 */
export const ROWS_SPELT_OUT = 50

/** What stands escalated to a province, or to the department: the figures first, then row by row, the latest first. */
export function draftDigest(view: DigestView): Draft {
  const of = (state: DigestRow['state']) =>
    view.rows
      .filter((r) => r.state === state)
      .sort((a, b) => byLateness(a, b) || (a.office.code < b.office.code ? -1 : 1))
  const [fresh, outstanding, settled, behind] = [of('new'), of('outstanding'), of('settled'), of('behind-pace')]
  const open = [...fresh, ...outstanding]
  const isDepartment = view.reader.tier === 'department'

  const figures: Figure[] = [
    { value: String(open.length), label: 'เกินกำหนด', tone: open.length > 0 ? 'alert' : 'plain' },
    { value: String(fresh.length), label: 'รายการใหม่', tone: fresh.length > 0 ? 'warn' : 'plain' },
    { value: String(settled.length), label: 'พ้นรายการค้าง', tone: settled.length > 0 ? 'good' : 'plain' },
    ...(behind.length > 0 ? [{ value: String(behind.length), label: 'เบิกจ่ายช้า', tone: 'warn' as const }] : []),
  ]
  const offices = new Set(open.map((r) => r.office.code)).size
  const unspent = unspentOf(open)
  const sections = spellOut([
    { heading: 'เกินกำหนด รายการใหม่', rows: fresh },
    { heading: 'เกินกำหนด รายงานไปแล้วและยังค้างอยู่', rows: outstanding },
    { heading: 'เบิกจ่ายต่ำกว่าเป้าหมาย', rows: behind },
    { heading: 'พ้นจากรายการค้างแล้ว', rows: settled },
  ])

  const body: Block[] = [
    {
      type: 'paragraph',
      text:
        open.length > 0
          ? `ขอเรียนสรุปรายการ${isDepartment ? 'ที่รายงานถึงกรมการปกครอง' : 'ของอำเภอในจังหวัด'} ที่เกินกำหนดและยังไม่แล้วเสร็จ ${open.length} รายการ ใน ${offices} หน่วยงาน${unspent > 0 ? ` เงินคงเหลือรวม ${baht(unspent)}` : ''} ข้อมูล ณ ${longMoment(view.at)}`
          : `ขอเรียนสรุปรายการ${isDepartment ? 'ที่รายงานถึงกรมการปกครอง' : 'ของอำเภอในจังหวัด'} ขณะนี้ไม่มีรายการเกินกำหนด ข้อมูล ณ ${longMoment(view.at)}`,
    },
    ...(isDepartment && view.rows.length > ROWS_SPELT_OUT ? byProvince(view.rows) : []),
    ...sections.flatMap((s): Block[] => [
      { type: 'heading', text: `${s.heading} (${s.total} รายการ)` },
      { type: 'entries', entries: s.rows.map((row) => entryOf(row, view)) },
      ...(s.rows.length < s.total
        ? [
            {
              type: 'paragraph' as const,
              text: `แสดง ${s.rows.length} รายการแรก อีก ${s.total - s.rows.length} รายการดูได้ในระบบ`,
            },
          ]
        : []),
    ]),
    ...efmsOf(view),
    ...unreachedOf(view),
    ...(!isDepartment && fresh.length > 0
      ? [
          {
            type: 'paragraph' as const,
            text: `รายการที่ยังไม่แล้วเสร็จจะรายงานต่อกรมการปกครองในเช้าวันทำการที่ ${view.departmentOnWorkingDay} หลังครบกำหนด จังหวัดชี้แจงการดำเนินการพร้อมวันที่คาดว่าจะแล้วเสร็จ (ไม่เกิน ${view.promiseWithinWorkingDays} วันทำการ) ได้รายการละหนึ่งครั้ง`,
          },
        ]
      : []),
    { type: 'link', label: isDepartment ? 'ดูทั้งหมดในระบบ' : 'ดูทั้งหมดและชี้แจงในระบบ', href: view.link },
    ...(open.length > 0
      ? [
          {
            type: 'paragraph' as const,
            text: isDepartment
              ? 'ร่างหนังสือเร่งรัดถึงผู้ว่าราชการจังหวัด (.docx) ดาวน์โหลดได้ที่หน้าของแต่ละจังหวัดในระบบ'
              : 'ร่างหนังสือเร่งรัดถึงนายอำเภอ (.docx) ดาวน์โหลดได้ที่หน้าของแต่ละอำเภอในระบบ',
          },
        ]
      : []),
    ...actNote(view),
    { type: 'paragraph', text: isDepartment ? 'จึงเรียนมาเพื่อโปรดทราบ' : 'จึงเรียนมาเพื่อโปรดทราบและเร่งรัดอำเภอที่เกี่ยวข้อง' },
  ]

  const area = view.reader.tier === 'province' ? `จังหวัด${view.reader.province}` : 'ทั่วประเทศ'
  const longest = Math.max(0, ...open.map((r) => r.workingDaysLate))
  const counts = [
    `เกินกำหนด ${open.length} รายการ${fresh.length > 0 ? ` (ใหม่ ${fresh.length})` : ''}`,
    ...(longest > 0 ? [`นานที่สุด ${longest} วันทำการ`] : []),
    ...(settled.length > 0 ? [`พ้นรายการค้าง ${settled.length}`] : []),
    ...(behind.length > 0 ? [`เบิกจ่ายช้า ${behind.length}`] : []),
  ].join(' ')
  return {
    subject: `[สรุปประจำวัน] ${area}: ${counts} - ${shortDay(dayOf(view.at))}`,
    to: view.reader.tier === 'province' ? `ผู้กำกับดูแลโครงการ จังหวัด${view.reader.province}` : 'ผู้บริหารโครงการ กรมการปกครอง',
    lead: [{ type: 'figures', figures }],
    body,
  }
}

/** Where e-fms and the ledger are not the same, office by office. */
function efmsOf({ efms }: DigestView): Block[] {
  if (efms.length === 0) return []
  return [
    { type: 'heading', text: `ข้อมูลไม่ตรงกับ e-fms (${efms.length} หน่วยงาน)` },
    {
      type: 'table',
      head: ['หน่วยงาน', 'ไม่ตรงกัน', 'มีเฉพาะใน e-fms', 'มีเฉพาะในทะเบียน', 'ข้อมูล e-fms ณ วันที่'],
      rows: efms.map((e) => [
        shortOfficeName(e.office),
        ...[e.different, e.missing, e.extra].map(String),
        shortDay(e.on),
      ]),
    },
  ]
}

/** Whom mails do not reach: somebody has to call them, and enter an address. */
function unreachedOf({ unreached, reader }: DigestView): Block[] {
  if (unreached.length === 0) return []
  const rolesTh = (roles: readonly ContactRole[]) => roles.map((role) => contactRoleTh[role]).join(', ')
  return [
    {
      type: 'heading',
      text: `ส่งอีเมลไม่ถึง (${unreached.length} ${reader.tier === 'province' ? 'หน่วยงาน' : 'จังหวัด'})`,
    },
    {
      type: 'table',
      head: ['หน่วยงาน', 'สาเหตุ', 'ขณะนี้ส่งถึง'],
      rows: unreached
        .slice(0, ROWS_SPELT_OUT)
        .map((u) => [
          reader.tier === 'province' ? shortOfficeName(u.office) : areaName(u.office),
          u.unreachable.length > 0 ? `ที่อยู่อีเมลใช้ไม่ได้: ${rolesTh([...new Set(u.unreachable)])}` : 'ยังไม่มีผู้รับ',
          u.told.length > 0 ? rolesTh(u.told) : 'ไม่มีผู้รับ',
        ]),
    },
    {
      type: 'paragraph',
      text: `${unreached.length > ROWS_SPELT_OUT ? `แสดง ${ROWS_SPELT_OUT} รายการแรก ` : ''}โปรดติดต่อหน่วยงานทางโทรศัพท์ และให้แจ้งที่อยู่อีเมลที่ใช้ได้`,
    },
  ]
}

interface Section {
  readonly heading: string
  readonly rows: readonly DigestRow[]
  /** How many there are, spelt out or not. */
  readonly total: number
}

/** The sections with something in them, cut to the number of rows that a mail spells out. */
function spellOut(sections: readonly Omit<Section, 'total'>[]): Section[] {
  let left = ROWS_SPELT_OUT
  const cut: Section[] = []
  // A section that the earlier ones leave no room for still shows its first rows.
  for (const { heading, rows } of sections.filter((s) => s.rows.length > 0)) {
    const shown = rows.slice(0, Math.max(5, left))
    left -= shown.length
    cut.push({ heading, rows: shown, total: rows.length })
  }
  return cut
}

function entryOf(row: DigestRow, view: DigestView): Entry {
  const isDepartment = view.reader.tier === 'department'
  const today = dayOf(view.at)
  const title = isDepartment ? areaName(row.office) : shortOfficeName(row.office)
  const duty = `${owedTh[row.obligation]} กำหนด ${shortDay(row.deadline)}`
  if (row.state === 'settled')
    return {
      title,
      mark: row.settledAt ? 'แล้วเสร็จ' : 'พ้นรายการค้าง',
      tone: 'good',
      lines: [obligationTh[row.obligation], clearedTh(row, today)],
    }
  if (row.state === 'behind-pace')
    return {
      title,
      mark: row.money ? percentOf(row.money.accounted, row.money.allocated) : 'เบิกจ่ายช้า',
      tone: 'warn',
      lines: [
        ...(row.money ? [`คงเหลือ ${baht(row.money.allocated - row.money.accounted)}`] : []),
        coordinatorTh(row.coordinator),
      ],
    }
  return {
    title,
    mark: timingMark(row),
    tone: 'alert',
    lines: [
      row.money ? `${duty} คงเหลือ ${baht(row.money.allocated - row.money.accounted)}` : duty,
      ...(row.promisedOn ? [`จังหวัดชี้แจงว่าจะแล้วเสร็จ ${shortDay(row.promisedOn)}`] : []),
      ...(!isDepartment && row.level === 2 ? [levelTh[2]] : []),
      coordinatorTh(row.coordinator),
    ],
    ...actOn(view, { office: row.office.code, obligation: row.obligation }),
  }
}

function clearedTh(row: DigestRow, today: Day): string {
  if (row.settledAt) return `ดำเนินการแล้วเมื่อ ${shortDay(dayOf(row.settledAt))}`
  if (row.standing === 'withdrawn') return 'ออกจากโครงการ'
  if (row.standing === 'suspended') return 'ระงับการดำเนินการชั่วคราว'
  if (row.deadline < today) return 'เริ่มนับใหม่หลังให้ดำเนินการต่อ'
  return `กำหนดใหม่ ${shortDay(row.deadline)}`
}

/** What is left to pay out or send back behind these rows, each office's once: only its disbursement row bears money. */
function unspentOf(rows: readonly DigestRow[]): Satang {
  return rows.reduce((sum, { money }) => sum + (money ? money.allocated - money.accounted : 0), 0)
}

/** How many rows each province has, most overdue first. */
function byProvince(rows: readonly DigestRow[]): Block[] {
  const provinces = new Map<string, { name: string; open: number; fresh: number; longest: number; unspent: Satang }>()
  for (const row of rows) {
    const { office, state, workingDaysLate } = row
    const code = provinceOf(office.code)
    const p = provinces.get(code) ?? { name: office.province, open: 0, fresh: 0, longest: 0, unspent: 0 }
    if (state === 'new' || state === 'outstanding') {
      p.open++
      p.fresh += Number(state === 'new')
      p.longest = Math.max(p.longest, workingDaysLate)
      p.unspent += unspentOf([row])
    }
    provinces.set(code, p)
  }
  const sorted = [...provinces].sort(([a, p], [b, q]) => q.open - p.open || (a < b ? -1 : 1)).map(([, p]) => p)
  return [
    { type: 'heading', text: `รายจังหวัด (${sorted.length} จังหวัด)` },
    {
      type: 'table',
      head: ['จังหวัด', 'เกินกำหนด', 'ใหม่', 'นานที่สุด (วันทำการ)', 'คงเหลือ (บาท)'],
      rows: sorted.map((p) => [p.name, String(p.open), String(p.fresh), String(p.longest), amount(p.unspent)]),
    },
  ]
}
