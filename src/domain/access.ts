import { type Area, isWithin } from './area.ts'
import type { CommandName } from './command.ts'
import { type OfficeCode, provinceOf, tierOf } from './policy.ts'

/** Who may do what. A token has a role and an area: its office for a district, its province, or all. */

export const roles = ['district', 'province', 'department', 'auditor', 'operator'] as const
export type Role = (typeof roles)[number]

export interface Principal {
  readonly role: Role
  readonly area: OfficeCode | Area
}

/** By whom a command may be given: the office itself, the district's province, the department. */
type Giver = 'office' | 'its-province' | 'department'

const givers: Readonly<Record<CommandName, readonly Giver[]>> = {
  forward: ['office', 'department'],
  acknowledge: ['office', 'its-province'],
  'attend-kickoff': ['office', 'department'],
  'record-activity': ['office'],
  disburse: ['office', 'its-province'],
  reverse: ['office', 'its-province'],
  'return-funds': ['office', 'its-province'],
  virement: ['office', 'its-province', 'department'],
  'submit-report': ['office'],
  'accept-report': ['department'],
  'return-report': ['department'],
  'answer-escalation': ['its-province'],
  remind: ['its-province', 'department'],
  extend: ['department'],
  suspend: ['department'],
  resume: ['department'],
  withdraw: ['department'],
}

/** Whether a principal may give a command to an office. */
export function mayCommand(principal: Principal, command: CommandName, office: OfficeCode): boolean {
  return givers[command].some((giver) => isGiver(principal, giver, office))
}

/**
 * Whether a principal may give a command to an area: the department to any; a province to its own, where it may to each of
 * its districts.
 */
export function mayCommandArea({ role, area: own }: Principal, command: CommandName, area: Area): boolean {
  return role === 'department' || (role === 'province' && area === own && givers[command].includes('its-province'))
}

/** Whether a command to an area is for an office of it too: a province commands its districts that way, not its own office. */
export function isMeantByArea({ role }: Principal, office: OfficeCode): boolean {
  return role !== 'province' || tierOf(office) === 'district'
}

/** Whether a principal may read an office. */
export function mayRead({ role, area }: Principal, office: OfficeCode): boolean {
  if (area === 'all') return role !== 'district' && role !== 'province'
  return role === 'district' ? area === office : area === provinceOf(office)
}

/**
 * What a role may do within its area, besides commands. docs/access.md shows this table, and which request needs which
 * right.
 */
export const rights = {
  /** What the programme is, and what lies in one's area. */
  read: ['district', 'province', 'department', 'auditor', 'operator'],
  /** One's own token: seeing it, and changing it for a new one. */
  'own-token': ['district', 'province', 'department', 'auditor', 'operator'],
  /** Commands; which role gives which, the table of commands says. */
  command: ['district', 'province', 'department'],
  /** Commands to an area; a province to its own districts. */
  'command-area': ['province', 'department'],
  /** Other systems that are told what happens in one's area. */
  'manage-webhooks': ['district', 'province', 'department', 'operator'],
  /** What happened, with who did it. */
  'read-audit': ['province', 'department', 'auditor', 'operator'],
  /** What concerns the service as a whole, and whether it is all as it was recorded. */
  'read-records': ['department', 'auditor', 'operator'],
  'manage-programme': ['department', 'operator'],
  /** What is to come by itself, and what an extension would change, before it happens. */
  preview: ['department', 'operator'],
  /** Holding files from elsewhere against the ledgers of one's area. */
  reconcile: ['province', 'department', 'operator'],
  /** What offices have said elsewhere: the form's answers, the meeting's list. */
  'import-responses': ['department'],
  /** National summaries that were handed on; of the whole country. */
  'read-summaries': ['department', 'auditor', 'operator'],
  /** Freezing the national summary for the NACC. */
  'take-snapshot': ['department'],
  /** Whom mails to an office go to. */
  'manage-contacts': ['district', 'province', 'department', 'operator'],
  /** Every mail, and what became of it. */
  'see-mails': ['department', 'operator'],
  /** How the parts of the service do, and whether its records agree. */
  operate: ['operator'],
  /** Holding mail back, and deciding on what was held. */
  'pause-mail': ['operator'],
  /** Letters of a province to the chiefs of its districts. */
  'draft-letter': ['province', 'department'],
  /** Letters of the department to a province's governor. */
  'draft-governor-letter': ['department'],
  'manage-tokens': ['operator'],
} as const satisfies Record<string, readonly Role[]>
export type Right = keyof typeof rights

/** Rights over what is of the whole country: not for those who see a part of it, whatever their role. */
export const nationalRights: readonly Right[] = ['read-summaries']

/** Whether a principal's role and area give a right. */
export function holds({ role, area }: Principal, right: Right): boolean {
  return (rights[right] as readonly Role[]).includes(role) && (area === 'all' || !nationalRights.includes(right))
}

/**
 * How far a list reaches that a principal asks for, of an office or of all: its area narrows it. Of an office outside it there
 * is nothing to be seen, which is undefined.
 */
export function reachOf(
  { area }: Principal,
  office: OfficeCode | undefined,
): { readonly province?: OfficeCode } | undefined {
  if (area === 'all') return {}
  return office === undefined || office.startsWith(area) ? { province: area } : undefined
}

/** Whether a principal may have another system told of an area, and see to whom it is told: its own area, but no auditor. */
export function mayConnect({ role, area }: Principal, told: OfficeCode | Area): boolean {
  return role !== 'auditor' && isWithin(told, area)
}

/** Whether an area makes sense for a role: `district` has a district office, `province` a province, others a province or all. */
export function fitsRole(role: Role, area: string): boolean {
  if (role === 'district') return /^\d{4}$/.test(area)
  if (role === 'province') return /^\d{2}$/.test(area)
  if (role === 'auditor') return area === 'all' || /^\d{2}$/.test(area)
  return area === 'all'
}

function isGiver({ role, area }: Principal, giver: Giver, office: OfficeCode): boolean {
  switch (giver) {
    case 'department':
      return role === 'department'
    case 'its-province':
      return role === 'province' && tierOf(office) === 'district' && area === provinceOf(office)
    case 'office':
      return tierOf(office) === 'district'
        ? role === 'district' && area === office
        : role === 'province' && area === office
  }
}
