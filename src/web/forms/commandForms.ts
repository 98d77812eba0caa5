import type { CommandName } from '../../domain/command.ts'
import { remaining } from '../../domain/ledger.ts'
import { formatBaht } from '../../domain/money.ts'
import type { ObligationName } from '../../domain/policy.ts'
import { obligationNames } from '../../domain/policy.ts'
import { awaitsAnswer } from '../../domain/supervision.ts'
import type { Day } from '../../domain/time.ts'
import { say } from '../../language/say.ts'
import type { OfficeDetail } from '../../store/offices.ts'
import { lineNames, type StoredProgramme } from '../../store/programmes.ts'
import { fullDay, shortDay } from '../../thai/dates.ts'
import { amount, baht } from '../../thai/money.ts'
import { activityTh, attendedTh, obligationTh } from '../../thai/vocabulary.ts'
import type { Field, Typed } from './field.ts'
import { typedDay } from './fieldView.tsx'
import { answerForm, extendForm, reason, remindForm, resumeForm, suspendForm } from './supervisionForms.ts'

/** What people fill in to give a command to an office. */
export interface CommandForm {
  /** What the act means, before it is done. */
  readonly intro?: string
  readonly fields: readonly Field[]
  readonly button: string
  /** What stands in the form when it is opened. */
  readonly prefilled: Typed
  /** What is sent beside the fields: figures of the ledger that are shown and not typed. */
  readonly fixed?: Readonly<Record<string, unknown>>
  /** Those figures, to be looked at before the form is sent. */
  readonly shown?: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }
  /** Said when it is done. */
  readonly done: string
}

/** The office that a form is for. */
export interface FormSubject {
  readonly programme: StoredProgramme
  readonly office: OfficeDetail
  readonly today: Day
}

/** The form of a command; undefined for one that no page offers. */
export function commandForm(command: CommandName, subject: FormSubject): CommandForm | undefined {
  return forms[command]?.(subject)
}

const documentNo = (): Field => ({
  ...{ kind: 'text', name: 'documentNo', label: say('เลขที่เอกสาร'), max: 60 },
  hint: say('ใช้ได้ครั้งเดียวในหน่วยงาน แม้รายการเดิมจะกลับรายการไปแล้ว'),
})

const forms: Readonly<Partial<Record<CommandName, (subject: FormSubject) => CommandForm>>> = {
  forward: () => ({
    intro: say(
      'บันทึกว่าจังหวัดได้แจ้งหนังสือกรมการปกครองให้อำเภอในจังหวัดทราบแล้ว ระบบจะส่งหนังสือแจ้งไปยังทุกอำเภอทันที และเริ่มนับกำหนดเวลาของอำเภอ',
    ),
    ...{ fields: [], prefilled: {}, button: say('แจ้งอำเภอ'), done: say('บันทึกการแจ้งหนังสือให้อำเภอแล้ว') },
  }),
  acknowledge: () => ({
    intro: say('ผู้ประสานงานจะได้รับหนังสือแจ้งเตือนของหน่วยงานทางอีเมล และจังหวัดจะใช้หมายเลขโทรศัพท์นี้ติดต่อ'),
    fields: [
      { kind: 'text', name: 'coordinator.name', label: say('ชื่อและนามสกุลผู้ประสานงาน'), max: 200, autocomplete: 'name' },
      {
        ...{
          kind: 'text',
          type: 'email',
          name: 'coordinator.email',
          label: say('ที่อยู่ไปรษณีย์อิเล็กทรอนิกส์ (อีเมล)'),
          max: 254,
        },
        ...{ autocomplete: 'email', wrong: say('อีเมลไม่ถูกต้อง ตัวอย่างที่ถูกต้อง: name@example.go.th') },
      },
      {
        ...{
          kind: 'text',
          type: 'tel',
          name: 'coordinator.phone',
          label: say('หมายเลขโทรศัพท์'),
          max: 30,
          isOptional: true,
        },
        ...{ autocomplete: 'tel', wrong: say('หมายเลขโทรศัพท์มีได้เฉพาะตัวเลข ช่องว่าง และเครื่องหมาย + ( ) -') },
      },
    ],
    ...{ prefilled: {}, button: say('ตอบรับหนังสือ'), done: say('ตอบรับหนังสือและบันทึกชื่อผู้ประสานงานแล้ว') },
  }),
  'attend-kickoff': ({ programme, today }) => ({
    intro: say`การประชุมชี้แจงจัดเมื่อวันที่ ${fullDay(programme.rules.policy.kickoff.beginsAt.slice(0, 10))}`,
    fields: [
      {
        ...{ kind: 'choice', name: 'attended', label: say('วิธีรับฟังการชี้แจง') },
        options: Object.entries(attendedTh).map(([value, label]) => ({ value, label: say(label) })),
      },
      { kind: 'day', name: 'on', label: say('วันที่เข้าร่วมหรือรับฟัง') },
    ],
    ...{ prefilled: typedDay('on', today), button: say('บันทึกการเข้าร่วม'), done: say('บันทึกการเข้าร่วมประชุมชี้แจงแล้ว') },
  }),
  'record-activity': ({ today }) => ({
    fields: [
      {
        ...{ kind: 'choice', name: 'activity', label: say('ด้านของกิจกรรม') },
        options: Object.entries(activityTh).map(([value, label]) => ({ value, label: say(label) })),
      },
      { kind: 'day', name: 'on', label: say('วันที่จัดกิจกรรม') },
      { kind: 'text', name: 'note', label: say('รายละเอียดกิจกรรม'), rows: 5, max: 2000 },
      {
        ...{
          kind: 'text',
          type: 'url',
          name: 'evidenceUrl',
          label: say('ที่อยู่เว็บของหลักฐาน'),
          max: 1000,
          isOptional: true,
        },
        ...{ hint: say('เช่น https://www.example.go.th/photos'), wrong: say('ที่อยู่เว็บต้องขึ้นต้นด้วย https:// หรือ http://') },
      },
    ],
    ...{ prefilled: typedDay('on', today), button: say('บันทึกกิจกรรม'), done: say('บันทึกกิจกรรมแล้ว') },
  }),
  disburse: (subject) => ({
    intro: say('เบิกจ่ายได้ภายในวงเงินของแต่ละรายการ ห้ามถัวจ่ายระหว่างรายการ'),
    fields: [
      openLine(subject),
      { kind: 'amount', name: 'amount', label: say('จำนวนเงินที่จ่าย') },
      { kind: 'day', name: 'paidOn', label: say('วันที่จ่าย') },
      documentNo(),
      { kind: 'text', name: 'efmsRef', label: say('เลขอ้างอิงใน e-fms'), max: 60, isOptional: true },
    ],
    ...{ prefilled: typedDay('paidOn', subject.today), button: say('บันทึกการเบิกจ่าย'), done: say('บันทึกการเบิกจ่ายแล้ว') },
  }),
  'return-funds': (subject) => ({
    intro: say('บันทึกเงินเหลือจ่ายที่ส่งคืนแล้ว รายการที่เบิกจ่ายรวมกับส่งคืนครบตามเงินจัดสรรถือว่าแล้วเสร็จ'),
    fields: [
      openLine(subject),
      { kind: 'amount', name: 'amount', label: say('จำนวนเงินที่ส่งคืน') },
      { kind: 'day', name: 'returnedOn', label: say('วันที่ส่งคืน') },
      documentNo(),
    ],
    ...{
      prefilled: typedDay('returnedOn', subject.today),
      button: say('บันทึกการส่งคืน'),
      done: say('บันทึกการส่งคืนเงินเหลือจ่ายแล้ว'),
    },
  }),
  reverse: (subject) => ({
    intro: say(
      'รายการในทะเบียนแก้ไขหรือลบไม่ได้ ระบบจะบันทึกรายการกลับเป็นอีกหนึ่งรายการ หากกลับรายการแล้วเงินยังใช้ไม่ครบ กำหนดการเบิกจ่ายจะกลับมามีผล',
    ),
    fields: [
      {
        ...{ kind: 'choice', name: 'documentNo', label: say('รายการที่จะกลับ') },
        options: reversible(subject).map((e) => ({
          value: e.documentNo,
          label: `${e.documentNo} ${lineNames(subject.programme.details)(e.line)} ${baht(e.amount)}${e.paidOn ? say` จ่ายเมื่อ ${shortDay(e.paidOn)}` : ''}`,
        })),
      },
      reason(say('เหตุผลที่กลับรายการ')),
    ],
    ...{ prefilled: {}, button: say('กลับรายการ'), done: say('กลับรายการแล้ว') },
  }),
  'submit-report': (subject) => ({
    intro: say(
      'จำนวนเงินในรายงานต้องตรงกับทะเบียนเบิกจ่าย ระบบจึงนำมาจากทะเบียน เมื่อส่งแล้วจะบันทึกหรือกลับรายการเบิกจ่ายไม่ได้ จนกว่ากรมการปกครองจะส่งคืนรายงาน',
    ),
    fields: [
      { kind: 'text', name: 'outcome', label: say('ผลการดำเนินโครงการ'), rows: 8, max: 5000 },
      {
        ...{
          kind: 'text',
          name: 'formsResponseId',
          label: say('เลขที่คำตอบใน Google Forms'),
          max: 200,
          isOptional: true,
        },
      },
    ],
    fixed: {
      lines: subject.office.lines.map((l) => ({
        line: l.line,
        disbursed: formatBaht(l.disbursed),
        returned: formatBaht(l.returned),
      })),
    },
    shown: {
      head: [say('รายการ'), say('จัดสรร'), say('เบิกจ่าย'), say('ส่งคืน')],
      rows: subject.office.lines.map((l) => [
        lineNames(subject.programme.details)(l.line),
        ...[l.allocated, l.disbursed, l.returned].map(amount),
      ]),
    },
    ...{ prefilled: {}, button: say('ส่งรายงาน'), done: say('ส่งรายงานผลการดำเนินโครงการแล้ว กรมการปกครองจะตรวจและแจ้งผล') },
  }),
  'accept-report': () => ({
    intro: say('เมื่อตรวจรับรายงานแล้ว หน่วยงานที่ดำเนินการครบทุกรายการจะถือว่าแล้วเสร็จ และได้รับแจ้งทันที'),
    ...{ fields: [], prefilled: {}, button: say('ตรวจรับรายงาน'), done: say('ตรวจรับรายงานแล้ว') },
  }),
  'return-report': () => ({
    intro: say('หน่วยงานจะได้รับแจ้งทันทีพร้อมเหตุผล และบันทึกหรือกลับรายการเบิกจ่ายได้อีกครั้ง'),
    fields: [reason(say('เหตุผลที่ส่งคืน'))],
    ...{ prefilled: {}, button: say('ส่งคืนรายงาน'), done: say('ส่งคืนรายงานให้แก้ไขแล้ว') },
  }),
  'answer-escalation': ({ office, programme: { rules } }) =>
    answerForm(rules.policy, [
      {
        ...{ kind: 'choice', name: 'obligation', label: say('รายการที่ชี้แจง') },
        options: obligationOptions(office, awaitsAnswer),
      },
    ]),
  remind: remindForm,
  extend: ({ office }) => extendForm(obligationNames.filter((name) => office.obligations[name]?.settledAt === null)),
  suspend: suspendForm,
  resume: resumeForm,
  withdraw: () => ({
    intro: say('หน่วยงานจะออกจากโครงการถาวร ไม่มีรายการครบกำหนดและไม่มีการแจ้งเตือนอีก การดำเนินการนี้ย้อนกลับไม่ได้'),
    fields: [reason(say('เหตุผลที่ออกจากโครงการ'))],
    ...{ prefilled: {}, button: say('ให้ออกจากโครงการ'), done: say('หน่วยงานออกจากโครงการแล้ว') },
  }),
}

function openLine(subject: FormSubject): Field {
  return {
    ...{ kind: 'choice', name: 'line', label: say('รายการงบประมาณ') },
    options: subject.office.lines.map((l) => ({
      value: l.line,
      label: say`${lineNames(subject.programme.details)(l.line)} คงเหลือ ${baht(remaining(l))}`,
    })),
  }
}

function reversible({ office: { ledger } }: FormSubject): OfficeDetail['ledger'] {
  const reversed = new Set(ledger.filter((e) => e.reversal).map((e) => e.documentNo))
  return ledger.filter((e) => !e.reversal && !reversed.has(e.documentNo))
}

function obligationOptions(
  { obligations }: OfficeDetail,
  isOffered: (obligation: NonNullable<OfficeDetail['obligations'][ObligationName]>) => boolean,
) {
  return obligationNames
    .filter((name) => obligations[name] && isOffered(obligations[name]))
    .map((value) => ({ value, label: say(obligationTh[value]) }))
}
