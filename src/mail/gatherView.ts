import { Calendar } from '../domain/calendar.ts'
import { isRehearsal, programmeTime } from '../domain/clock.ts'
import type { Order } from '../domain/command.ts'
import type { OfficeEvent } from '../domain/event.ts'
import { latenessOf } from '../domain/lateness.ts'
import { remaining } from '../domain/ledger.ts'
import type { MailItem, MailKind, Recipient } from '../domain/letter.ts'
import { isBehindPace, type Obligation, type OfficeState, totals } from '../domain/office.ts'
import { pastCheckpoint } from '../domain/pace.ts'
import { type ObligationName, type OfficeCode, obligationNames, provinceOf } from '../domain/policy.ts'
import { type Day, dayOf, type Instant, later } from '../domain/time.ts'
import { readersByRecipient } from '../store/contacts.ts'
import { efmsDifferences } from '../store/efmsStanding.ts'
import { officesAsOf } from '../store/officesAsOf.ts'
import type { QueuedMail } from '../store/outbox.ts'
import type { StoredProgramme } from '../store/programmes.ts'
import type { Store } from '../store/store.ts'
import { textsBehind } from '../store/timeline.ts'
import type { OfficeNames } from '../thai/offices.ts'
import type {
  CoordinatorView,
  DigestRow,
  DutyView,
  EfmsRow,
  KickoffView,
  MailBase,
  MailView,
  MoneyView,
  MorningRow,
  OfficeMail,
  RowBase,
  UnreachedRow,
} from './letterView.ts'
import { pageFor } from './links.ts'

/** A mail with all it tells; or why it has nothing to tell any more. */
export type Gathered = { readonly view: MailView } | { readonly nothingLeft: string }

/** Where a mail's names and figures come from. */
export interface Gathering {
  readonly store: Store
  readonly programme: StoredProgramme
  /** The machine's clock. */
  readonly now: Date
  readonly publicUrl: string
}

/**
 * Reads what a mail tells at the moment of sending: names, standings, amounts, and what was written with the command behind
 * it. A morning mail or a reminder that has waited keeps only what still applies.
 */
export async function gatherView(gathering: Gathering, mail: QueuedMail): Promise<Gathered> {
  if (mail.kind === 'digest') return { view: await gatherDigest(gathering, mail) }

  const { store, programme } = gathering
  const at = asOf(gathering, mail)
  const code = mail.to.slice('office:'.length)
  const [names, states] = await Promise.all([
    officeNames(store, programme.id, [code]),
    officesAsOf(store, programme.id, [code], at),
  ])
  const state = states.get(code)!
  const office = nameOf(names, code)
  const of = <K extends MailKind>(kind: K): OfficeMail<K> => ({ ...base(gathering, mail.to, kind, at, office), office })

  switch (mail.kind) {
    case 'notice':
      return {
        view: {
          ...of('notice'),
          kickoff: kickoffOf(programme),
          duties: dutiesOf(state),
          allocated: totals(state).allocated,
          districts: await store.prisma.office.count({
            where: { programmeId: programme.id, province: code, tier: 'district' },
          }),
        },
      }
    case 'morning':
    case 'reminder': {
      const rowOf = mail.kind === 'morning' ? morningRow : reminderRow
      if (state.withdrawnAt) return { nothingLeft: 'the office has left the programme' }
      if (state.suspendedAt) return { nothingLeft: 'the office is suspended' }
      const rows = mail.items.flatMap((item) => rowOf(programme, state, item, at))
      if (rows.length === 0)
        return { nothingLeft: 'everything in it has been done, or has passed, since it was queued' }
      return { view: { ...of(mail.kind), kickoff: kickoffOf(programme), rows } }
    }
    case 'report-returned': {
      const { deadline } = eventOf(mail, 'report-returned')
      return { view: { ...of('report-returned'), deadline, reason: await reasonOf(store, mail, code) } }
    }
    case 'report-accepted':
      return {
        view: {
          ...of('report-accepted'),
          money: moneyOf(programme, state),
          owed: dutiesOf(state).filter(({ obligation }) => !state.obligations[obligation]!.settledAt),
        },
      }
    case 'extension': {
      const { obligation, deadline, previous, order } = eventOf(mail, 'extended')
      const reason = await reasonOf(store, mail, code)
      return { view: { ...of('extension'), obligation, deadline, previous, order, reason } }
    }
    case 'suspension': {
      const order = orderOf(eventOf(mail, 'suspended'))
      return { view: { ...of('suspension'), order, reason: await reasonOf(store, mail, code) } }
    }
    case 'resumption': {
      const event = eventOf(mail, 'resumed')
      return {
        view: {
          ...of('resumption'),
          order: orderOf(event),
          reason: await reasonOf(store, mail, code),
          lost: event.lost,
          moved: event.moved.filter(({ obligation }) => !state.obligations[obligation]?.settledAt),
          risen: event.risen.map((obligation) => ({ obligation, deadline: owed(state, obligation).deadline })),
        },
      }
    }
  }
}

async function gatherDigest(gathering: Gathering, mail: QueuedMail): Promise<MailView> {
  const { store, programme } = gathering
  const province = mail.to === 'department' ? undefined : mail.to.slice('province:'.length)
  const codes = [...new Set(mail.items.map((i) => i.office))]
  const day = dayOf(mail.at)
  const [names, states, coordinators, efms, unreached] = await Promise.all([
    officeNames(store, programme.id, province ? [...codes, province] : codes),
    officesAsOf(store, programme.id, codes, mail.at),
    coordinatorsOf(store, programme.id, codes, day),
    efmsRows(store, programme.id, province, mail.at),
    unreachedRows(store, programme.id, province, day),
  ])
  const { departmentOnWorkingDay, promiseWithinWorkingDays } = programme.rules.policy.escalation
  return {
    ...base(gathering, mail.to, 'digest', mail.at),
    reader: province ? { tier: 'province', province: nameOf(names, province).province } : { tier: 'department' },
    departmentOnWorkingDay,
    promiseWithinWorkingDays,
    efms,
    unreached,
    rows: mail.items.map((item): DigestRow => {
      const state = states.get(item.office)!
      const obligation = owed(state, item.obligation)
      return {
        ...rowBase(programme, state, item.obligation, mail.at),
        state: item.state as DigestRow['state'],
        office: nameOf(names, item.office),
        promisedOn: obligation.answer?.promisedOn ?? null,
        settledAt: obligation.settledAt,
        standing: state.withdrawnAt ? 'withdrawn' : state.suspendedAt ? 'suspended' : 'taking-part',
        coordinator: coordinators.get(item.office) ?? null,
      }
    }),
  }
}

/** A province's offices whose e-fms and ledger are not the same; the department's digest leaves them to the provinces. */
async function efmsRows(
  store: Store,
  programme: string,
  province: OfficeCode | undefined,
  at: Instant,
): Promise<EfmsRow[]> {
  if (province === undefined) return []
  const found = await efmsDifferences(store, programme, province, at)
  const names = await officeNames(
    store,
    programme,
    found.map((f) => f.office),
  )
  return found.map(({ office, at: on, ...counts }) => ({ office: nameOf(names, office), on: dayOf(on), ...counts }))
}

/**
 * The moment that a mail speaks of. A live notice, morning mail or reminder that had to wait speaks of the moment it is sent;
 * what tells of something that happened, and everything in a rehearsal, of the moment it was called for.
 */
function asOf({ programme, now }: Gathering, { kind, at }: QueuedMail): Instant {
  const waits = kind === 'notice' || kind === 'morning' || kind === 'reminder'
  return waits && !isRehearsal(programme.clock) ? later(at, programmeTime(programme.clock, now.getTime())) : at
}

function base<K extends MailKind>(
  { programme, publicUrl }: Gathering,
  recipient: Recipient,
  kind: K,
  at: Instant,
  office?: OfficeNames,
): MailBase<K> {
  const ownProvince = office && office.code.length > 2 ? `จังหวัด${office.province}` : undefined
  return {
    kind,
    recipient,
    at,
    programme: {
      name: programme.name,
      activity: programme.activity,
      fiscalYear: programme.rules.policy.fiscalYear,
      letters: programme.details.letters.filter(({ from }) => !from.startsWith('จังหวัด') || from === ownProvince),
    },
    rehearsal: isRehearsal(programme.clock),
    sample: programme.sample,
    link: pageFor(publicUrl, programme.id, recipient),
  }
}

/** A row of a morning mail, or nothing when it does not apply any more. */
function morningRow(programme: StoredProgramme, state: OfficeState, item: MailItem, at: Instant): MorningRow[] {
  const obligation = state.obligations[item.obligation]
  if (!obligation || obligation.settledAt) return []
  const today = dayOf(at)
  const isPast = later(obligation.deadline, dayOf(obligation.arose)) < today
  const row = rowBase(programme, state, item.obligation, at)
  switch (item.state) {
    case 'reminder':
      // One that could not be sent in time is not sent late: the office is told that it is overdue.
      return isPast ? [] : [{ ...row, state: item.state, checkpoint: null }]
    case 'overdue':
      return isPast ? [{ ...row, state: item.state, checkpoint: null }] : []
    case 'behind-pace': {
      const checkpoint = pastCheckpoint(programme.rules.policy, today)
      return checkpoint && !isBehindPace(state, checkpoint.percent) ? [] : [{ ...row, state: item.state, checkpoint }]
    }
    default:
      throw new Error(`a morning mail has no rows of state ${item.state}`)
  }
}

/** A row of an official's reminder, as it stands by now; nothing when it has been settled. */
function reminderRow(programme: StoredProgramme, state: OfficeState, item: MailItem, at: Instant): MorningRow[] {
  const { deadline, settledAt } = owed(state, item.obligation)
  if (settledAt) return []
  const isPast = deadline < dayOf(at)
  const row = rowBase(programme, state, item.obligation, at)
  return [{ ...row, state: isPast ? 'overdue' : 'reminder', checkpoint: null }]
}

function rowBase(programme: StoredProgramme, state: OfficeState, name: ObligationName, at: Instant): RowBase {
  const obligation = owed(state, name)
  return {
    ...{ obligation: name, deadline: obligation.deadline, level: obligation.level },
    ...latenessOf(obligation, dayOf(at), calendarOf(programme)),
    money: name === 'disbursement' ? moneyOf(programme, state) : null,
  }
}

const calendars = new WeakMap<StoredProgramme, Calendar>()

function calendarOf(programme: StoredProgramme): Calendar {
  const known = calendars.get(programme) ?? new Calendar(programme.rules.calendar)
  calendars.set(programme, known)
  return known
}

function kickoffOf({ details, rules }: StoredProgramme): KickoffView {
  return { ...rules.policy.kickoff, place: details.kickoffPlace }
}

function moneyOf({ details }: StoredProgramme, state: OfficeState): MoneyView | null {
  const { allocated, disbursed, returned } = totals(state)
  if (allocated === 0) return null
  const names = new Map(details.budget.lines.map((l) => [l.code, l.name]))
  return {
    allocated,
    accounted: disbursed + returned,
    open: Object.entries(state.lines)
      .filter(([, line]) => remaining(line) > 0)
      .map(([code, line]) => ({ line: names.get(code) ?? code, remaining: remaining(line) })),
  }
}

function dutiesOf({ obligations }: OfficeState): DutyView[] {
  return obligationNames.flatMap((name) => {
    const obligation = obligations[name]
    return obligation ? [{ obligation: name, deadline: obligation.deadline }] : []
  })
}

function owed(state: OfficeState, name: ObligationName): Obligation {
  const obligation = state.obligations[name]
  if (!obligation) throw new Error(`the audit trail of office ${state.office} knows no obligation ${name}`)
  return obligation
}

function eventOf<T extends OfficeEvent['type']>({ id, event }: QueuedMail, type: T): Extract<OfficeEvent, { type: T }> {
  if (event?.type !== type) throw new Error(`mail ${id} has no ${type} event behind it`)
  return event as Extract<OfficeEvent, { type: T }>
}

function orderOf({ order }: { readonly order?: Order }): Order | null {
  return order ?? null
}

async function reasonOf(
  store: Store,
  { programme, commandKey }: QueuedMail,
  office: OfficeCode,
): Promise<string | null> {
  const texts = commandKey ? await textsBehind(store, programme, office, commandKey) : undefined
  return texts?.reason ?? null
}

/** The Thai names of offices and of their provinces, in one query. */
async function officeNames(
  store: Store,
  programme: string,
  codes: readonly OfficeCode[],
): Promise<Map<OfficeCode, string>> {
  const rows = await store.prisma.office.findMany({
    where: { programmeId: programme, code: { in: [...new Set(codes.flatMap((code) => [code, provinceOf(code)]))] } },
    select: { code: true, nameTh: true },
  })
  return new Map(rows.map((r) => [r.code, r.nameTh]))
}

function nameOf(names: ReadonlyMap<OfficeCode, string>, code: OfficeCode): OfficeNames {
  return { code, name: names.get(code) ?? code, province: names.get(provinceOf(code)) ?? provinceOf(code) }
}

/** Whom to call in each office: who is written to, or who would be if their address were in order. */
async function coordinatorsOf(
  store: Store,
  programme: string,
  codes: readonly OfficeCode[],
  day: Day,
): Promise<Map<OfficeCode, CoordinatorView>> {
  const recipients = codes.map((code) => `office:${code}` as const)
  const readers = await readersByRecipient(store, programme, recipients, day)
  return new Map(
    codes.flatMap((code, i) => {
      const { to, passedOver } = readers.get(recipients[i]!)!
      const unreached = passedOver.flatMap(({ contact, why }) => (why === 'unreachable' ? contact : []))
      const person = [...unreached, ...to].find(({ role }) => role !== 'mailbox')
      return person ? [[code, { name: person.name, phone: person.phone, sample: person.sample }] as const] : []
    }),
  )
}

/** Who below a reader of digests could not be written to: offices for a province, provinces for the department. */
async function unreachedRows(
  store: Store,
  programme: string,
  province: OfficeCode | undefined,
  day: Day,
): Promise<UnreachedRow[]> {
  const offices = await store.prisma.office.findMany({
    where: { programmeId: programme, withdrawnAt: null, ...(province ? { province } : { tier: 'province' }) },
    select: { code: true, nameTh: true, province: true },
    orderBy: { code: 'asc' },
  })
  const recipientOf = (code: OfficeCode): Recipient => (province ? `office:${code}` : `province:${code}`)
  const readers = await readersByRecipient(
    store,
    programme,
    offices.map((o) => recipientOf(o.code)),
    day,
  )
  const names = new Map(offices.map((o) => [o.code, o.nameTh]))
  return offices.flatMap(({ code }) => {
    const { to, passedOver } = readers.get(recipientOf(code))!
    const unreachable = passedOver.filter(({ why }) => why === 'unreachable').map(({ contact }) => contact.role)
    if (to.length > 0 && unreachable.length === 0) return []
    return [{ office: nameOf(names, code), unreachable, told: [...new Set(to.map((c) => c.role))] }]
  })
}
