import type { Recipient } from '../domain/letter.ts'
import { tierOf } from '../domain/policy.ts'
import type { ContactRole } from '../domain/readers.ts'
import type { Day } from '../domain/time.ts'
import {
  type ColumnMapping,
  problemOf,
  type Records,
  readRecords,
  type TableRecord,
  textOf,
  wordOf,
} from '../spreadsheet/columns.ts'
import type { CellProblem } from '../spreadsheet/problem.ts'
import { referenceOf, type Table } from '../spreadsheet/table.ts'
import type { OfficeNames } from '../thai/offices.ts'
import { basisOf, countsOf, type DryRun, inOrder } from './dryRun.ts'
import { OfficeDirectory } from './offices.ts'
import { namedOffice, officeOfRow } from './rowOffice.ts'

/** Whom the service writes to. */
export interface ContactEntry {
  readonly recipient: Recipient
  readonly role: ContactRole
  readonly name: string
  readonly email: string
  readonly phone: string | null
  /** The first and the last day on which it is written to; left out where the file does not say. */
  readonly validFrom?: Day | null
  readonly validUntil?: Day | null
}

/** A contact as it is kept. */
export interface ContactKept extends Required<ContactEntry> {
  readonly id: string
  readonly sample: boolean
  /** Named in an acknowledgement: part of what an office said, and never removed. */
  readonly acknowledged: boolean
}

/** What a contact file is compared with. */
export interface ContactsNow {
  readonly offices: readonly OfficeNames[]
  readonly contacts: readonly ContactKept[]
}

export interface ContactPlan extends DryRun {
  readonly added: readonly ContactEntry[]
  readonly changed: readonly { readonly from: ContactKept; readonly to: ContactEntry }[]
  readonly unchanged: readonly ContactEntry[]
  /** In a recipient's role that the file names others for. */
  readonly removed: readonly ContactKept[]
  /** Of recipients and roles that the file says nothing of, or named in acknowledgements: they stay. */
  readonly notInFile: readonly ContactKept[]
}

/**
 * What importing a file of contacts would change. Whom the file names in a role of a recipient takes the place of those
 * imported or loaded there before.
 * @throws UnusableFileError when columns are missing or ambiguous
 */
export function planContacts(table: Table, mapping: ColumnMapping, now: ContactsNow): ContactPlan {
  const records = readRecords(table, mapping)
  const directory = new OfficeDirectory(now.offices)
  const problems: CellProblem[] = []
  const entries: ContactEntry[] = []
  const places = new Map<string, string>()
  const filledIn = records.records.filter((record) => namesSomeone(records, record))
  for (const record of filledIn) {
    problems.push(...record.problems)
    const entry = readEntry(directory, records, record, problems)
    if (!entry) continue
    const at = referenceOf({ row: record.row.number, column: records.found.get('email')!.column })
    const place = placeOf(entry)
    const same = places.get(`${place}/${addressOf(entry)}`)
    const other = entry.role === 'coordinator' ? places.get(place) : undefined
    if (same) problems.push(problemOf(records, record, 'email', 'duplicate', { expected: same }))
    else if (other) problems.push(problemOf(records, record, 'role', 'second-coordinator', { expected: other }))
    else entries.push(entry)
    places.set(place, at).set(`${place}/${addressOf(entry)}`, at)
  }
  return {
    sheet: table.sheet,
    counts: countsOf(new Set(filledIn.map((r) => r.row.number)), problems),
    problems: inOrder(problems),
    unread: records.unread,
    ...compare(entries, now.contacts),
    basis: contactBasis(now.contacts),
  }
}

/** What contacts are compared by. */
export function contactBasis(contacts: readonly ContactKept[]): string {
  return basisOf(
    contacts
      .map((c) => [
        c.id,
        c.recipient,
        c.role,
        c.name,
        c.email,
        c.phone,
        c.sample,
        c.acknowledged,
        c.validFrom,
        c.validUntil,
      ])
      .sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1)),
  )
}

/** Whether two say the same of a recipient. */
export function isSameContact(a: ContactEntry, b: ContactEntry): boolean {
  const isSameDay = (x: Day | null | undefined, y: Day | null | undefined) =>
    x === undefined || y === undefined || x === y
  return (
    placeOf(a) === placeOf(b) &&
    a.name === b.name &&
    a.email === b.email &&
    a.phone === b.phone &&
    isSameDay(a.validFrom, b.validFrom) &&
    isSameDay(a.validUntil, b.validUntil)
  )
}

type Comparison = Pick<ContactPlan, 'added' | 'changed' | 'unchanged' | 'removed' | 'notInFile'>

function compare(entries: readonly ContactEntry[], kept: readonly ContactKept[]): Comparison {
  const keptAt = byPlace(kept)
  const comparisons = [...byPlace(entries)].map(([place, named]) => compareAt(named, keptAt.get(place) ?? []))
  const places = byPlace(entries)
  return {
    added: comparisons.flatMap((c) => c.added),
    changed: comparisons.flatMap((c) => c.changed),
    unchanged: comparisons.flatMap((c) => c.unchanged),
    removed: comparisons.flatMap((c) => c.removed),
    notInFile: [...kept.filter((k) => !places.has(placeOf(k))), ...comparisons.flatMap((c) => c.notInFile)],
  }
}

/** The same for one role of one recipient. */
function compareAt(entries: readonly ContactEntry[], kept: readonly ContactKept[]): Comparison {
  const isNamed = (k: ContactKept) => !k.sample && entries.some((entry) => isSameContact(k, entry))
  const unchanged = entries.filter((entry) => kept.some((k) => !k.sample && isSameContact(k, entry)))
  const coming = new Set(entries.filter((entry) => !unchanged.includes(entry)))
  const going = new Set(kept.filter((k) => !k.acknowledged && !isNamed(k)))
  const changed: { from: ContactKept; to: ContactEntry }[] = []
  const pair = (matches: (from: ContactKept, to: ContactEntry) => boolean) => {
    for (const to of coming) {
      const from = [...going].find((k) => matches(k, to))
      if (!from) continue
      // What the file does not say of the same person stays.
      const days = addressOf(from) === addressOf(to) ? { validFrom: from.validFrom, validUntil: from.validUntil } : {}
      changed.push({ from, to: { ...days, ...to } })
      going.delete(from)
      coming.delete(to)
    }
  }
  // The same address is the same person; one who comes where one goes takes over from them.
  pair((from, to) => addressOf(from) === addressOf(to))
  pair(() => true)
  const notInFile = kept.filter((k) => k.acknowledged && !isNamed(k))
  return { added: [...coming], changed, unchanged, removed: [...going], notInFile }
}

/** A row of a template that nobody filled in names an office and a role, and no one. */
function namesSomeone({ found }: Records, { row, values, unfit }: TableRecord): boolean {
  return ['person', 'email', 'phone'].some(
    (field) => values.has(field) || (unfit.has(field) && row.cells[found.get(field)!.column - 1] !== undefined),
  )
}

function readEntry(
  directory: OfficeDirectory,
  records: Records,
  record: TableRecord,
  problems: CellProblem[],
): ContactEntry | undefined {
  const role = roleOf(records, record, problems)
  const recipient = recipientOf(directory, records, record, role, problems)
  const name = textOf(record, 'person')
  const email = textOf(record, 'email')
  if (role === undefined || recipient === undefined || name === undefined || email === undefined) return undefined
  if (record.unfit.size > 0) return undefined
  const validity = {
    ...(records.found.has('from') ? { validFrom: textOf(record, 'from') ?? null } : {}),
    ...(records.found.has('until') ? { validUntil: textOf(record, 'until') ?? null } : {}),
  }
  if (validity.validFrom && validity.validUntil && validity.validUntil < validity.validFrom) {
    problems.push(problemOf(records, record, 'until', 'ends-before-it-begins', { expected: validity.validFrom }))
    return undefined
  }
  return { recipient, role, name, email, phone: textOf(record, 'phone') ?? null, ...validity }
}

function roleOf(records: Records, record: TableRecord, problems: CellProblem[]): ContactRole | undefined {
  const given = textOf(record, 'role')
  if (given === undefined) return undefined
  const role = wordOf(records.mapping, 'role', given)
  if (role !== undefined) return role as ContactRole
  const candidates = Object.values(records.mapping.words.role ?? {}).map(([first]) => first!)
  problems.push(problemOf(records, record, 'role', 'unknown-word', { candidates }))
  return undefined
}

/** The department, a province for its managers, or an office. */
function recipientOf(
  directory: OfficeDirectory,
  records: Records,
  record: TableRecord,
  role: ContactRole | undefined,
  problems: CellProblem[],
): Recipient | undefined {
  const named = namedOffice(record)
  const unfitting = (expected: string) => {
    problems.push(problemOf(records, record, 'role', 'unfitting-role', { given: textOf(record, 'role'), expected }))
    return undefined
  }
  const isDepartment = (['office', 'name'] as const).some(
    (field) => named[field] !== undefined && wordOf(records.mapping, field, named[field]) === 'department',
  )
  if (isDepartment) return role === undefined || role === 'manager' ? 'department' : unfitting('กรมการปกครอง')
  // A manager's province needs no office beside it.
  const isProvinceAlone = named.province !== undefined && !named.office && !named.name && !named.district
  const ofProvince =
    role === 'manager' && isProvinceAlone ? directory.find({ name: `จังหวัด${named.province}` }) : undefined
  const office = typeof ofProvince === 'string' ? ofProvince : officeOfRow(directory, records, record, problems)
  if (office === undefined || role === undefined) return undefined
  if (role !== 'manager') return `office:${office}`
  return tierOf(office) === 'province' ? `province:${office}` : unfitting(directory.label(office))
}

function placeOf({ recipient, role }: ContactEntry): string {
  return `${recipient}/${role}`
}

function byPlace<T extends ContactEntry>(contacts: readonly T[]): Map<string, T[]> {
  const places = new Map<string, T[]>()
  for (const contact of contacts) {
    const there = places.get(placeOf(contact))
    if (there) there.push(contact)
    else places.set(placeOf(contact), [contact])
  }
  return places
}

function addressOf({ email }: ContactEntry): string {
  return email.toLowerCase()
}
