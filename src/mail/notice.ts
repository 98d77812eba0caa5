import { type ObligationName, tierOf } from '../domain/policy.ts'
import type { Day } from '../domain/time.ts'
import { longDay, shortDay } from '../thai/dates.ts'
import { amount, baht } from '../thai/money.ts'
import { headOf } from '../thai/offices.ts'
import { actBlocks, actNote } from './acting.ts'
import type { Block, Draft } from './block.ts'
import type { NoticeView } from './letterView.ts'
import { askToAct, isOver, meetingTh } from './wording.ts'

/** The notice: what the programme asks of a province office, or of a district office once its province has passed it on. */
export function draftNotice(view: NoticeView): Draft {
  const { office, programme, kickoff, allocated, districts } = view
  const isProvince = tierOf(office.code) === 'province'
  const due = (obligation: ObligationName): Day | undefined =>
    view.duties.find((d) => d.obligation === obligation)?.deadline
  const within = (obligation: ObligationName) => {
    const day = due(obligation)
    return day ? ` ภายใน${longDay(day)}` : ''
  }

  const first = isProvince
    ? `แจ้งหนังสือกรมการปกครองให้อำเภอในจังหวัด${districts > 0 ? ` จำนวน ${districts} อำเภอ` : ''} ทราบ พร้อมทั้งมอบหมายผู้ประสานงานระดับจังหวัดและให้อำเภอแจ้งชื่อผู้ประสานงาน แล้วบันทึกการแจ้งในระบบ${within('forward')}`
    : `ตอบรับหนังสือและแจ้งชื่อผู้ประสานงานระดับอำเภอ พร้อมหมายเลขโทรศัพท์และที่อยู่ไปรษณีย์อิเล็กทรอนิกส์ ในระบบ${within('acknowledge')}`
  const meeting = isOver(kickoff, view.at)
    ? `การประชุมชี้แจง (${meetingTh(kickoff)}) ได้เสร็จสิ้นแล้ว ขอให้ผู้ประสานงานที่มิได้เข้าร่วมประชุมรับฟังการชี้แจงภายหลัง และบันทึกในระบบ${within('kickoff')}`
    : `ให้ผู้ประสานงานลงทะเบียนและเข้าร่วมประชุมชี้แจง ${meetingTh(kickoff)} แล้วบันทึกการเข้าร่วมในระบบ${within('kickoff')}`
  const money = `เบิกจ่ายเงินที่ได้รับจัดสรร${allocated > 0 ? ` จำนวน ${baht(allocated)}` : ''} ให้แล้วเสร็จ${within('disbursement')} ภายในวงเงินของแต่ละรายการ ตามวัตถุประสงค์และโดยประหยัด พร้อมทั้งบันทึกการเบิกจ่ายในระบบ e-fms ให้เป็นปัจจุบัน`
  const report = `ส่งรายงานผลการดำเนินโครงการตามแบบที่กรมการปกครองกำหนด ผ่าน Google Forms${within('report')}`
  const drive = 'ขับเคลื่อน AMPHOE ITA อำเภอคุณธรรมต้นแบบ และการป้องกันการทุจริต ตามแนวทางที่กรมการปกครองกำหนดตลอดปีงบประมาณ'
  const supervise =
    'กำกับติดตามการดำเนินงานและการเบิกจ่ายของอำเภอให้เป็นไปตามแนวทางและระยะเวลา และสนับสนุนข้อมูลแก่สำนักงาน ป.ป.ช. ประจำจังหวัดในการลงพื้นที่'

  const body: Block[] = [
    {
      type: 'paragraph',
      text: `ด้วยกรมการปกครองดำเนิน${programme.name} กิจกรรม${programme.activity} ประจำปีงบประมาณ พ.ศ. ${programme.fiscalYear} ${
        isProvince ? '' : `และจังหวัด${office.province}ได้แจ้งหนังสือให้อำเภอทราบแล้ว `
      }จึงขอให้ดำเนินการ ดังนี้`,
    },
    {
      type: 'steps',
      steps: [
        first,
        meeting,
        drive,
        ...(due('disbursement') ? [money] : []),
        report,
        ...(isProvince ? [supervise] : []),
      ],
    },
    ...(due('disbursement')
      ? [
          {
            type: 'banner' as const,
            tone: 'warn' as const,
            text: 'ห้ามถัวจ่าย: เงินของรายการหนึ่งนำไปจ่ายแทนอีกรายการหนึ่งไม่ได้ เงินเหลือจ่ายให้ส่งคืน',
          },
        ]
      : []),
    ...actBlocks(view),
    { type: 'link', label: 'เปิดหน้าของหน่วยงานในระบบ', href: view.link },
    ...actNote(view),
    { type: 'paragraph', text: askToAct },
  ]

  const respondBy = due(isProvince ? 'forward' : 'acknowledge')
  const task = isProvince
    ? `แจ้งหนังสือให้อำเภอทราบ${within('forward')}`
    : `ตอบรับและแจ้งชื่อผู้ประสานงาน${within('acknowledge')}`
  return {
    subject: `[แจ้งดำเนินการ] ${task} - โครงการปีงบประมาณ พ.ศ. ${programme.fiscalYear}`,
    to: headOf(office),
    lead: [
      {
        type: 'figures',
        figures: [
          ...(respondBy
            ? [
                {
                  value: shortDay(respondBy),
                  label: isProvince ? 'แจ้งหนังสือให้อำเภอภายใน' : 'ตอบรับภายใน',
                  tone: 'warn' as const,
                },
              ]
            : []),
          ...(allocated > 0 ? [{ value: amount(allocated), label: 'เงินจัดสรร (บาท)', tone: 'plain' as const }] : []),
        ],
      },
    ],
    body,
  }
}
