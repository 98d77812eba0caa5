import { defineSearchAttributeKey } from '@temporalio/common'

/**
 * What operators filter workflows by. They must exist, with these types, before a worker starts: upserting one that is not
 * registered fails the workflow task for ever, so the worker checks them at boot.
 */
export const programme = defineSearchAttributeKey('Programme', 'KEYWORD')
export const province = defineSearchAttributeKey('Province', 'KEYWORD')
export const office = defineSearchAttributeKey('Office', 'KEYWORD')
export const phase = defineSearchAttributeKey('Phase', 'KEYWORD')
export const escalationLevel = defineSearchAttributeKey('EscalationLevel', 'INT')
export const nextDeadline = defineSearchAttributeKey('NextDeadline', 'DATETIME')
export const overdue = defineSearchAttributeKey('Overdue', 'BOOL')

/** Name and type as `temporal operator search-attribute create` takes them. */
export const searchAttributeTypes = {
  Programme: 'Keyword',
  Province: 'Keyword',
  Office: 'Keyword',
  Phase: 'Keyword',
  EscalationLevel: 'Int',
  NextDeadline: 'Datetime',
  Overdue: 'Bool',
} as const
