import type { Order } from '../domain/command.ts'
import type { OfficeEvent } from '../domain/event.ts'
import type { EntryKind } from '../domain/office.ts'
import type { LineCode } from '../domain/policy.ts'
import { say } from '../language/say.ts'
import { fullDay, shortDay } from './dates.ts'
import { baht } from './money.ts'
import { activityTh, attendedTh, eventTh, itemStateTh, obligationShortTh } from './vocabulary.ts'

/** What happened to an office, in a sentence each: for pages and papers. No names of people, and nothing that people wrote. */

/** @param lineName a budget line's Thai name from its code */
export function happenedTh(event: OfficeEvent, lineName: (line: LineCode) => string): string {
  const what = say(eventTh[event.type])
  switch (event.type) {
    case 'disbursed':
    case 'funds-returned': {
      const reference = event.type === 'disbursed' && event.efmsRef ? ` e-fms ${event.efmsRef}` : ''
      return say`${what} ${lineName(event.line)} ${baht(event.amount)} จ่ายวันที่ ${shortDay(event.paidOn)} เอกสาร ${event.documentNo}${reference}${lateTh(event)}`
    }
    case 'entry-reversed':
      return say`${entryKindTh({ kind: event.kind, reversal: true })} ${lineName(event.line)} ${baht(event.amount)} เอกสาร ${event.documentNo}${lateTh(event)}`
    case 'kickoff-attended':
      return `${what} (${say(attendedTh[event.attended])} ${shortDay(event.on)})`
    case 'activity-recorded':
      return say`${what} ${say(activityTh[event.activity as keyof typeof activityTh] ?? event.activity)} วันที่ ${shortDay(event.on)}`
    case 'report-submitted': {
      const sum = (of: 'disbursed' | 'returned') => baht(event.lines.reduce((total, l) => total + l[of], 0))
      return say`${what} เบิกจ่าย ${sum('disbursed')} ส่งคืน ${sum('returned')}`
    }
    case 'report-returned':
      return say`${what} ภายในวันที่ ${shortDay(event.deadline)}`
    case 'reminded':
      return `${what}: ${event.items.map((i) => say(obligationShortTh[i.obligation])).join(', ')}`
    case 'escalation-answered':
      return say`${what} ${say(obligationShortTh[event.obligation])} จะแล้วเสร็จวันที่ ${shortDay(event.promisedOn)}`
    case 'extended':
      return say`${what} ${say(obligationShortTh[event.obligation])} จาก ${shortDay(event.previous)} เป็น ${shortDay(event.deadline)}${byOrder(event.order)}`
    case 'suspended':
      return `${what}${byOrder(event.order)}`
    case 'resumed':
      return [
        say`${what}${byOrder(event.order)} หยุดไป ${event.lost} วันทำการ`,
        ...event.moved.map((m) => say`${say(obligationShortTh[m.obligation])} เลื่อนเป็น ${shortDay(m.deadline)}`),
      ].join(' · ')
    case 'morning':
      return morningTh(event)
    case 'notified':
    case 'forwarded':
    case 'acknowledged':
    case 'report-accepted':
    case 'withdrawn':
      return what
  }
}

/** What an office is told on a morning, and who above hears of it. */
export function morningTh({ items, raised }: Extract<OfficeEvent, { type: 'morning' }>): string {
  return [
    ...items.map((i) => `${say(itemStateTh[i.state])}: ${say(obligationShortTh[i.obligation])}`),
    ...raised.map(
      (r) => say`รายงาน${r.level === 1 ? say('จังหวัด') : say('กรมการปกครอง')}: ${say(obligationShortTh[r.obligation])}`,
    ),
  ].join(' · ')
}

/** `เบิกจ่าย`, `กลับรายการส่งคืนเงินเหลือจ่าย` */
export function entryKindTh({ kind, reversal }: { kind: EntryKind; reversal: boolean }): string {
  const what = kind === 'disbursement' ? say('เบิกจ่าย') : say('ส่งคืนเงินเหลือจ่าย')
  return reversal ? say`กลับรายการ${what}` : what
}

function lateTh({ late }: { late: boolean }): string {
  return late ? say(' (หลังกำหนด)') : ''
}

function byOrder(order: Order | undefined): string {
  return order ? say` ตามหนังสือหรือคำสั่งที่ ${order.number} ลงวันที่ ${fullDay(order.date)}` : ''
}
