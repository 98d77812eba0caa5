import type { OfficeEvent } from '../domain/event.ts'
import type { MailItem, MailKind, Recipient } from '../domain/letter.ts'
import { dayOf, type Instant } from '../domain/time.ts'
import { toInstant } from '../store/forms.ts'
import type { Store } from '../store/store.ts'
import { shortDay } from '../thai/dates.ts'
import { baht } from '../thai/money.ts'
import { shortOfficeName } from '../thai/offices.ts'
import { attendedTh, commandTh, eventTh, mailKindTh, obligationShortTh } from '../thai/vocabulary.ts'

/** A line of the timeline: when in programme time, what happened, and who was told. */
export interface TimelineLine {
  readonly at: Instant
  readonly text: string
  readonly tone: 'plain' | 'good' | 'warn' | 'alert'
}

/** Reads what has been recorded of a programme since it was last asked, as lines a person can follow. */
export class Timeline {
  private readonly seen = new Set<string>()
  private since: Date
  private readonly names = new Map<string, string>()
  private readonly store: Store
  private readonly programme: string

  /** @param since nothing recorded before this is told */
  constructor(store: Store, programme: string, since: Date) {
    this.store = store
    this.programme = programme
    this.since = since
  }

  /** New lines in order of programme time. */
  async read(): Promise<TimelineLine[]> {
    if (this.names.size === 0) await this.readNames()
    const { prisma } = this.store
    // A transaction may be seen a moment after its time stamp: the last seconds are read again, and what was told is skipped.
    const from = new Date(this.since.getTime() - 5000)
    const [events, digests] = await Promise.all([
      prisma.auditEvent.findMany({
        where: { programmeId: this.programme, recordedAt: { gte: from } },
        orderBy: { recordedAt: 'asc' },
      }),
      prisma.mail.findMany({
        where: { programmeId: this.programme, kind: 'digest', queuedAt: { gte: from } },
        orderBy: { queuedAt: 'asc' },
      }),
    ])
    const lines: TimelineLine[] = []
    for (const e of events) {
      if (!this.isNew(`${e.office}/${e.sequence}`, e.recordedAt)) continue
      lines.push(this.eventLine(e.office, e.event as unknown as OfficeEvent))
    }
    for (const m of digests) {
      if (!this.isNew(m.id, m.queuedAt)) continue
      lines.push(
        this.digestLine(
          m.recipient as Recipient,
          m.kind as MailKind,
          m.items as unknown as MailItem[],
          toInstant(m.at),
        ),
      )
    }
    return lines.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  }

  /** A step that was refused: it leaves nothing in the database, so whoever sent it tells. */
  refused(
    at: Instant,
    office: string | undefined,
    command: keyof typeof commandTh,
    type: string,
    detail: string,
  ): TimelineLine {
    const who = office === undefined ? 'กรมการปกครอง' : this.name(office)
    return { at, text: `${who}: ${commandTh[command]} ไม่สำเร็จ (${type}) ${detail}`, tone: 'alert' }
  }

  private eventLine(office: string, event: OfficeEvent): TimelineLine {
    const who = this.name(office)
    const line = (text: string, tone: TimelineLine['tone'] = 'plain'): TimelineLine => ({
      at: event.at,
      text: `${who}: ${text}`,
      tone,
    })
    switch (event.type) {
      case 'disbursed':
      case 'funds-returned':
        return line(
          `${eventTh[event.type]} ${baht(event.amount)} (${event.documentNo})${event.late ? ' หลังครบกำหนด' : ''}`,
        )
      case 'entry-reversed':
        return line(`${eventTh[event.type]} ${event.documentNo} ${baht(event.amount)}`, 'warn')
      case 'kickoff-attended':
        return line(`${attendedTh[event.attended]} ${shortDay(event.on)}`)
      case 'extended':
        return line(
          `${eventTh.extended}${obligationShortTh[event.obligation]}ถึง ${shortDay(event.deadline)} → แจ้งหน่วยงาน`,
          'warn',
        )
      case 'escalation-answered':
        return line(
          `${eventTh[event.type]} (${obligationShortTh[event.obligation]}) จะแล้วเสร็จ ${shortDay(event.promisedOn)}`,
          'warn',
        )
      case 'reminded':
        return line(
          `${eventTh.reminded}: ${event.items.map((i) => obligationShortTh[i.obligation]).join(', ')} → แจ้งหน่วยงาน`,
          'warn',
        )
      case 'report-returned':
        return line(`${eventTh[event.type]} ส่งใหม่ภายใน ${shortDay(event.deadline)} → แจ้งหน่วยงาน`, 'warn')
      case 'report-accepted':
        return line(`${eventTh[event.type]} → แจ้งหน่วยงาน`, 'good')
      case 'notified':
      case 'suspended':
      case 'resumed':
        return line(`${eventTh[event.type]} → แจ้งหน่วยงาน`)
      case 'morning':
        return line(...morningText(event))
      default:
        return line(eventTh[event.type])
    }
  }

  private digestLine(to: Recipient, kind: MailKind, items: readonly MailItem[], at: Instant): TimelineLine {
    const count = (state: MailItem['state']) => items.filter((i) => i.state === state).length
    const parts = [
      ['รายการใหม่', count('new')],
      ['ค้างอยู่', count('outstanding')],
      ['พ้นแล้ว', count('settled')],
      ['เบิกจ่ายต่ำกว่าเป้า', count('behind-pace')],
    ].flatMap(([label, n]) => (n ? [`${label} ${n}`] : []))
    const who = to === 'department' ? 'กรมการปกครอง' : `จังหวัด${this.names.get(to.slice(9)) ?? to}`
    return {
      at,
      text: `✉ ${mailKindTh[kind]} → ${who}: ${parts.join(', ')}`,
      tone: count('new') > 0 ? 'alert' : 'plain',
    }
  }

  private isNew(key: string, recordedAt: Date): boolean {
    if (recordedAt > this.since) this.since = recordedAt
    if (this.seen.has(key)) return false
    this.seen.add(key)
    return true
  }

  private name(office: string): string {
    const name = this.names.get(office) ?? office
    return shortOfficeName({ code: office, name, province: this.names.get(office.slice(0, 2)) ?? '' })
  }

  private async readNames(): Promise<void> {
    for (const { code, nameTh } of await this.store.prisma.office.findMany({ where: { programmeId: this.programme } }))
      this.names.set(code, nameTh)
  }
}

/** `วันที่` of a line as the terminal shows it. */
export function timelineTime(at: Instant): string {
  return `${shortDay(dayOf(at)).padStart(13)} ${at.slice(11, 16).replace(':', '.')}`
}

function morningText({ items, raised }: Extract<OfficeEvent, { type: 'morning' }>): [string, TimelineLine['tone']] {
  const list = (state: MailItem['state']) =>
    items.filter((i) => i.state === state).map((i) => obligationShortTh[i.obligation])
  const said = [
    ['แจ้งเตือน', list('reminder')],
    ['เกินกำหนด', list('overdue')],
    ['เบิกจ่ายต่ำกว่าเป้า', list('behind-pace')],
  ].flatMap(([label, names]) => (names!.length > 0 ? [`${label}: ${(names as string[]).join(', ')}`] : []))
  const told = said.length > 0 ? [`✉ ${said.join(' · ')}`] : []
  const up = raised.map((r) => `⇧ ${obligationShortTh[r.obligation]} ถึง${r.level === 1 ? 'จังหวัด' : 'กรมการปกครอง'}`)
  return [[...told, ...up].join('  '), raised.length > 0 ? 'alert' : list('overdue').length > 0 ? 'warn' : 'plain']
}
