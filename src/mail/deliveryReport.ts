import PostalMime from 'postal-mime'
import { type DeliveryReport, type ReportedRecipient, reportedActions } from '../domain/delivery.ts'
import { ENVELOPE_HEADER } from './transport.ts'

/** Reports of mail servers on what became of a mail (RFC 3464). */

/** Reports hold a mail's headers, and the mail at most; anything longer is none of ours. */
export const LONGEST_REPORT = 5 * 1024 * 1024

const KEY = /\b[0-9a-f]{32}\b/g

/** Reads a report. @returns undefined for a mail that is none, or that cannot be read */
export async function readReport(raw: Uint8Array): Promise<DeliveryReport | undefined> {
  const options = { forceRfc822Attachments: true, attachmentEncoding: 'utf8', maxNestingDepth: 20 } as const
  const email = await PostalMime.parse(raw, options).catch(() => undefined)
  const status = email?.attachments.find((a) => a.mimeType === 'message/delivery-status')
  if (!email || !status) return undefined
  const [ofMessage = new Map(), ...ofRecipients] = blocksOf(String(status.content))
  const returned = email.attachments.find((a) => ['text/rfc822-headers', 'message/rfc822'].includes(a.mimeType))
  const returnedName = returned && headersOf(String(returned.content)).get(ENVELOPE_HEADER.toLowerCase())
  const named = [ofMessage.get('original-envelope-id'), returnedName].join(' ')
  return {
    keys: [...new Set(named.toLowerCase().match(KEY) ?? [])],
    recipients: ofRecipients.flatMap((fields) => recipientOf(fields) ?? []),
  }
}

function recipientOf(fields: ReadonlyMap<string, string>): ReportedRecipient | undefined {
  const action = reportedActions.find((a) => a === fields.get('action')?.trim().toLowerCase())
  const status = /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(fields.get('status') ?? '')?.[0]
  const emails = [fields.get('original-recipient'), fields.get('final-recipient')].flatMap((f) => addressIn(f) ?? [])
  if (!action || !status || emails.length === 0) return undefined
  const reason = fields.get('diagnostic-code')?.replace(/^[^;]*;\s*/, '') ?? status
  return { emails: [...new Set(emails)], action, status, reason }
}

/** The address of `rfc822; somjai@example.go.th`. */
function addressIn(field: string | undefined): string | undefined {
  const address = field?.slice(field.indexOf(';') + 1).trim()
  return address?.includes('@') ? address.replace(/^<|>$/g, '').toLowerCase() : undefined
}

/** The groups of fields of a delivery status: of the message, then of each recipient. */
function blocksOf(content: string): Map<string, string>[] {
  return content
    .split(/\r?\n\s*\r?\n/)
    .filter((block) => block.trim() !== '')
    .map(headersOf)
}

/** Header fields up to the first empty line, folded lines put together. */
function headersOf(content: string): Map<string, string> {
  const [head = ''] = content.replace(/^\s+/, '').split(/\r?\n\r?\n/)
  const lines = head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)
  return new Map(
    lines.flatMap((line) => {
      const colon = line.indexOf(':')
      return colon > 0 ? [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()] as const] : []
    }),
  )
}
