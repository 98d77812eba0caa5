import type { ClockSetting } from '../domain/clock.ts'
import type { Satang } from '../domain/money.ts'
import { type LineCode, type OfficeCode, provinceOf, type RulesData, tierOf } from '../domain/policy.ts'
import type { Instant } from '../domain/time.ts'
import type { Allocations } from '../programme/allocations.ts'
import type { Contact } from '../programme/contacts.ts'
import type { Programme } from '../programme/load.ts'
import { recordAudit, recordingOf } from './audit.ts'
import { toInstantOrNull, toSatang } from './forms.ts'
import type { Prisma, Programme as ProgrammeRow } from './generated/client.ts'
import { sqlErrorOf } from './sqlError.ts'
import type { Store } from './store.ts'

/** A programme of this id is in the database; a running programme is amended, never loaded anew. */
export class ProgrammeExistsError extends Error {
  override readonly name = 'ProgrammeExistsError'
  constructor(id: string) {
    super(`programme ${id} is in the database already`)
  }
}

/** A code that the programme does not know, among provinces, allocations or contacts. */
export class NotInProgrammeError extends Error {
  override readonly name = 'NotInProgrammeError'
}

export interface ProgrammeSetup {
  /** Satang per office and budget line. */
  readonly allocations: Allocations
  readonly contacts: readonly Contact[]
  readonly clock: ClockSetting
  /** The provinces taking part; all of the programme's when left out. */
  readonly provinces?: readonly OfficeCode[] | undefined
  /** Whether the allocations are made up. Lines and contacts say so themselves. */
  readonly sampleAllocations?: boolean | undefined
  /** Who loads it: the id of a token or user; left out for the terminal. */
  readonly by?: string | undefined
}

/** What mails and pages show of a programme, and no rule looks at. */
export type ProgrammeDetails = Pick<Programme, 'letters' | 'kickoffPlace' | 'budget'>

/**
 * The letters that somebody is referred to: the department's, and a province's only within that province.
 * @param province whose office it is, by its bare Thai name; left out for the whole country
 */
export function lettersFor({ letters }: ProgrammeDetails, province?: string): ProgrammeDetails['letters'] {
  return letters.filter(({ from }) => !from.startsWith('จังหวัด') || from === `จังหวัด${province}`)
}

/** A budget line's Thai name from its code. */
export function lineNames({ budget }: ProgrammeDetails): (code: LineCode) => string {
  return (code) => budget.lines.find((l) => l.code === code)?.name ?? code
}

/** A programme as the database has it. */
export interface StoredProgramme {
  readonly id: string
  readonly name: string
  readonly activity: string
  readonly details: ProgrammeDetails
  readonly rules: RulesData
  /** Whether lines, allocations or contacts are samples and not the department's own. */
  readonly sample: boolean
  readonly clock: ClockSetting
  /** When it was loaded and opened, by the machine's clock. */
  readonly loadedAt: Instant
  readonly openedAt: Instant | null
  /** Programme time at which a paced rehearsal was stopped. */
  readonly pausedAt: Instant | null
}

/** One office as its workflow is started. */
export interface OfficeToStart {
  readonly code: OfficeCode
  /** Thai and English, for the operator's page. */
  readonly name: string
  /** Satang per budget line. */
  readonly allocation: Readonly<Record<LineCode, Satang>>
}

/** Rows of one INSERT: PostgreSQL takes 65,535 parameters a statement. */
const ROWS_AT_ONCE = 2000

/**
 * Puts a programme with its offices, allocations and contacts into the database: all of it or nothing. Allocations and
 * contacts of provinces that do not take part are left out.
 *
 * @throws ProgrammeExistsError when the id is taken
 * @throws NotInProgrammeError for a province, an office or a budget line that the programme has not
 */
export async function saveProgramme(store: Store, programme: Programme, setup: ProgrammeSetup): Promise<void> {
  const { allocations, contacts, clock } = setup
  checkCodes(programme, setup)
  const taking = new Set(setup.provinces ?? programme.provinces.map((p) => p.code))
  const programmeId = programme.id
  const offices = programme.provinces
    .filter((p) => taking.has(p.code))
    .flatMap((p) => [p, ...p.districts])
    .map(({ code, nameTh, nameEn }) => ({
      programmeId,
      code,
      province: provinceOf(code),
      tier: tierOf(code),
      nameTh,
      nameEn,
    }))
  const lines = [...allocations]
    .filter(([office]) => taking.has(provinceOf(office)))
    .flatMap(([office, amounts]) =>
      Object.entries(amounts)
        .filter(([, amount]) => amount > 0)
        .map(([line, amount]) => ({ programmeId, office, line, allocated: BigInt(amount) })),
    )
  const people = contacts
    .filter(({ recipient }) => recipient === 'department' || taking.has(provinceOf(codeOf(recipient))))
    .map(({ recipient, role, name, email, phone, sample }) => ({
      programmeId,
      recipient,
      role,
      name,
      email,
      phone: phone ?? null,
      sample,
    }))
  const { letters, kickoffPlace, budget } = programme
  const row = {
    id: programmeId,
    name: programme.name,
    activity: programme.activity,
    details: asJson({ letters, kickoffPlace, budget } satisfies ProgrammeDetails),
    policy: asJson(programme.policy),
    calendar: asJson(programme.calendar),
    sample: budget.sample || setup.sampleAllocations === true || people.some((p) => p.sample),
    clock: asJson(clock),
  }
  const details = { offices: offices.length, lines: lines.length, contacts: people.length, sample: row.sample }
  try {
    await store.prisma.$transaction([
      store.prisma.programme.create({ data: row }),
      ...chunks(offices).map((data) => store.prisma.office.createMany({ data })),
      ...chunks(lines).map((data) => store.prisma.budgetLine.createMany({ data })),
      ...chunks(people).map((data) => store.prisma.contact.createMany({ data })),
      store.prisma.$queryRaw(
        recordingOf([{ kind: 'programme-loaded', programme: programmeId, actor: setup.by, details }]),
      ),
    ])
  } catch (error) {
    if (isTaken(error)) throw new ProgrammeExistsError(programmeId)
    throw error
  }
}

/** A programme with everything a workflow or a page needs of it, or undefined when there is none. */
export async function programmeOf(store: Store, id: string): Promise<StoredProgramme | undefined> {
  const row = await store.prisma.programme.findUnique({ where: { id } })
  return row ? storedProgramme(row) : undefined
}

/** All programmes, the one loaded last first. */
export async function listProgrammes(store: Store): Promise<StoredProgramme[]> {
  const rows = await store.prisma.programme.findMany({ orderBy: [{ loadedAt: 'desc' }, { id: 'asc' }] })
  return rows.map(storedProgramme)
}

/** Notes that a programme's workflows are about to be started: an import under way ends first, and none begins after. */
export async function markOpening(store: Store, id: string, at: Instant): Promise<void> {
  await store.prisma.programme.updateMany({ where: { id, openingAt: null }, data: { openingAt: new Date(at) } })
}

/**
 * Notes when a programme's workflows were started (machine's clock). The first time stays.
 * @param by who opened it: the id of a token or user; left out for the terminal
 */
export async function markOpened(store: Store, id: string, at: Instant, by?: string): Promise<void> {
  await store.prisma.$transaction(async (tx) => {
    const { count } = await tx.programme.updateMany({ where: { id, openedAt: null }, data: { openedAt: new Date(at) } })
    if (count > 0) await recordAudit(tx, { kind: 'programme-opened', programme: id, actor: by })
  })
}

/** Sets how programme time goes from now on. The workflows are told by a signal; this is what those started later get. */
export async function setClock(store: Store, id: string, clock: ClockSetting): Promise<void> {
  await store.prisma.programme.update({ where: { id }, data: { clock: asJson(clock) } })
}

/** Keeps the programme time at which a paced rehearsal stands still; null when it goes on. */
export async function savePausedAt(store: Store, id: string, at: Instant | null): Promise<void> {
  await store.prisma.programme.update({ where: { id }, data: { pausedAt: at && new Date(at) } })
}

/** What the offices of a programme or of one province were allocated, in satang. Offices without money have no entry. */
export async function allocationsOf(
  store: { readonly prisma: Prisma.TransactionClient },
  programme: string,
  province?: OfficeCode,
): Promise<Map<OfficeCode, Record<LineCode, Satang>>> {
  const rows = await store.prisma.budgetLine.findMany({
    where: { programmeId: programme, ...(province === undefined ? {} : { of: { province } }) },
    select: { office: true, line: true, allocated: true },
    orderBy: [{ office: 'asc' }, { line: 'asc' }],
  })
  const allocations = new Map<OfficeCode, Record<LineCode, Satang>>()
  for (const { office, line, allocated } of rows) {
    const own = allocations.get(office) ?? {}
    own[line] = toSatang(allocated)
    allocations.set(office, own)
  }
  return allocations
}

/** Codes of the offices taking part, of a programme or of one province: each province office before its districts. */
export async function officeCodesOf(store: Store, programme: string, province?: OfficeCode): Promise<OfficeCode[]> {
  const rows = await officeRows(store, programme, province)
  return rows.map((r) => r.code)
}

/** Codes of the provinces taking part. */
export async function provinceCodesOf(store: Store, programme: string): Promise<OfficeCode[]> {
  const rows = await store.prisma.office.findMany({
    where: { programmeId: programme, tier: 'province' },
    select: { code: true },
    orderBy: { code: 'asc' },
  })
  return rows.map((r) => r.code)
}

/** The offices of a province as their workflows are started, the province office first. */
export async function officesToStart(store: Store, programme: string, province: OfficeCode): Promise<OfficeToStart[]> {
  const [rows, allocations] = await Promise.all([
    officeRows(store, programme, province),
    allocationsOf(store, programme, province),
  ])
  return rows.map(({ code, nameTh, nameEn }) => ({
    code,
    name: `${nameTh} ${nameEn}`,
    allocation: allocations.get(code) ?? {},
  }))
}

function officeRows(store: Store, programme: string, province: OfficeCode | undefined) {
  return store.prisma.office.findMany({
    where: { programmeId: programme, ...(province === undefined ? {} : { province }) },
    select: { code: true, nameTh: true, nameEn: true },
    orderBy: [{ province: 'asc' }, { code: 'asc' }],
  })
}

function storedProgramme(row: ProgrammeRow): StoredProgramme {
  const { id, name, activity, details, policy, calendar, sample, clock, loadedAt, openedAt, pausedAt } = row
  return {
    id,
    name,
    activity,
    details: details as unknown as ProgrammeDetails,
    rules: { policy, calendar } as unknown as RulesData,
    sample,
    clock: clock as unknown as ClockSetting,
    loadedAt: toInstantOrNull(loadedAt)!,
    openedAt: toInstantOrNull(openedAt),
    pausedAt: toInstantOrNull(pausedAt),
  }
}

function checkCodes(programme: Programme, { provinces, allocations, contacts }: ProgrammeSetup): void {
  const known = new Set(programme.provinces.map((p) => p.code))
  const offices = new Set(programme.provinces.flatMap((p) => [p.code, ...p.districts.map((d) => d.code)]))
  const expect = (holds: boolean, what: string) => {
    if (!holds) throw new NotInProgrammeError(`${programme.id} has no ${what}`)
  }
  for (const code of provinces ?? []) expect(known.has(code), `province ${code}`)
  for (const [office, amounts] of allocations) {
    expect(offices.has(office), `office ${office}`)
    for (const line of Object.keys(amounts)) expect(programme.policy.lines.includes(line), `budget line ${line}`)
  }
  for (const { recipient } of contacts)
    if (recipient !== 'department')
      expect((recipient.startsWith('office:') ? offices : known).has(codeOf(recipient)), `recipient ${recipient}`)
}

/** The code in `office:4701` or `province:47`. */
function codeOf(recipient: string): OfficeCode {
  return recipient.slice(recipient.indexOf(':') + 1)
}

function isTaken(error: unknown): boolean {
  const { code, message } = sqlErrorOf(error) ?? { code: '', message: '' }
  return code === '23505' && message.includes('"programme_pkey"')
}

function chunks<T>(rows: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(rows.length / ROWS_AT_ONCE) }, (_, i) =>
    rows.slice(i * ROWS_AT_ONCE, (i + 1) * ROWS_AT_ONCE),
  )
}

/** Domain objects are JSON by construction; their read-only types are not Prisma's. */
function asJson(value: object): object {
  return value
}
