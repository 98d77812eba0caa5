import type { AreaCommand, CommandName } from '../domain/command.ts'
import type { RejectionType } from '../domain/rejection.ts'

/** What the API's document says of each command. */
export interface CommandGuide {
  readonly summary: string
  readonly example: unknown
  /** How the rules may refuse it, besides what any command may meet. */
  readonly refusals: readonly RejectionType[]
}

/** How any command to an office may be refused. A date beyond the end of the holiday calendar is one. */
export const anyCommandRefusals = ['not-notified', 'withdrawn', 'forbidden', 'unknown-office', 'invalid-date'] as const

const order = { number: 'มท 0322/123', date: '2024-12-26' }

export const commandGuides: Readonly<Record<CommandName, CommandGuide>> = {
  forward: {
    summary: 'Passes the notice on to the districts of the province',
    example: {},
    refusals: ['already-done'],
  },
  acknowledge: {
    summary: 'Acknowledges the notice and names the coordinator',
    example: { coordinator: { name: 'ผู้ประสานงาน (ตัวอย่าง)', email: 'coordinator@amphoe-ita.example' } },
    refusals: ['already-done'],
  },
  'attend-kickoff': {
    summary: 'Records attendance of the kick-off meeting, or a briefing afterwards',
    example: { attended: 'briefing', on: '2024-12-26' },
    refusals: ['already-done'],
  },
  'record-activity': {
    summary: 'Records an activity of the office',
    example: { activity: 'prevention', on: '2024-12-26', note: 'ประชุมคณะทำงาน' },
    refusals: [],
  },
  disburse: {
    summary: 'Records a disbursement from a budget line',
    example: { line: 'materials', amount: '1.00', paidOn: '2024-12-26', documentNo: 'ฎ42/2568' },
    refusals: ['invalid-amount', 'unknown-line', 'duplicate-document', 'line-exceeded', 'report-open'],
  },
  reverse: {
    summary: 'Takes a wrong entry back as a whole; its document number stays used',
    example: { documentNo: 'ฎ42/2568', reason: 'บันทึกผิดรายการ' },
    refusals: ['unknown-document', 'already-done', 'report-open'],
  },
  'return-funds': {
    summary: 'Records funds returned from a budget line',
    example: { line: 'materials', amount: '1.00', returnedOn: '2024-12-26', documentNo: 'นส1/2568' },
    refusals: ['invalid-amount', 'unknown-line', 'duplicate-document', 'line-exceeded', 'report-open'],
  },
  virement: {
    summary: 'Asks for money to move between budget lines: always refused, with the rule',
    example: { from: 'materials', to: 'training', amount: '100.00' },
    refusals: ['virement-forbidden'],
  },
  'submit-report': {
    summary: 'Submits the final report; its amounts must equal the ledger’s',
    example: {
      lines: [{ line: 'materials', disbursed: '30000.00', returned: '0.00' }],
      outcome: 'ดำเนินการครบถ้วนตามแนวทาง',
    },
    refusals: ['disbursement-incomplete', 'report-mismatch', 'already-done'],
  },
  'accept-report': {
    summary: 'Accepts the final report',
    example: {},
    refusals: ['not-under-review'],
  },
  'return-report': {
    summary: 'Returns the final report to the office',
    example: { reason: 'ยอดเงินไม่ตรงกับเอกสารแนบ' },
    refusals: ['not-under-review'],
  },
  'answer-escalation': {
    summary: 'Answers an escalation to the province: what is done, and by when it is promised',
    example: { obligation: 'disbursement', action: 'ติดตามอำเภอแล้ว', promisedOn: '2025-05-20' },
    refusals: ['not-escalated', 'already-done'],
  },
  remind: {
    summary: 'Reminds at once of everything that is not settled',
    example: {},
    refusals: ['nothing-to-remind', 'already-done'],
  },
  extend: {
    summary: 'Extends a deadline',
    example: { obligation: 'report', deadline: '2025-06-16', order, reason: 'อุทกภัย' },
    refusals: ['invalid-deadline', 'nothing-to-extend'],
  },
  suspend: {
    summary: 'Suspends: nothing is due until resumed',
    example: { reason: 'อุทกภัย', order },
    refusals: ['already-done'],
  },
  resume: {
    summary: 'Resumes: deadlines move by the working days lost',
    example: { reason: 'สถานการณ์คลี่คลาย', order },
    refusals: ['not-suspended'],
  },
  withdraw: {
    summary: 'The office leaves the programme',
    example: { reason: 'ยุบรวมหน่วยงาน' },
    refusals: [],
  },
}

/** How a command to an area may be refused. */
export const areaRefusals: Readonly<Record<AreaCommand['name'], readonly RejectionType[]>> = {
  remind: ['not-notified', 'nothing-to-remind', 'already-done'],
  extend: ['invalid-deadline', 'invalid-date', 'nothing-to-extend'],
  suspend: ['invalid-date', 'not-notified', 'already-done'],
  resume: ['invalid-date', 'not-suspended'],
}
