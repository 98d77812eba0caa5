import { createHash } from 'node:crypto'
import nodemailer from 'nodemailer'
import { isAddressGone } from '../domain/enhancedStatus.ts'
import { isLocalHost } from '../localHost.ts'
import type { RenderedMail } from './render.ts'

/** A mail ready to be handed to the mail server. */
export interface OutgoingMail extends RenderedMail {
  /** The outbox's id: the same mail always bears the same Message-ID, so that one sent twice can be told. */
  readonly id: string
  /** What a mail server's report names it by: random. None for a mail of which no report is expected. */
  readonly envelope?: string
  /** Named in a header; none for a mail that belongs to no programme. */
  readonly programme?: string
  readonly to: readonly { readonly name: string; readonly email: string }[]
  readonly date: Date
}

/** What came of handing over a mail. */
export type Handed =
  /** Taken for every addressee but the refused. */
  | { readonly outcome: 'taken'; readonly refused: readonly Refusal[] }
  /** Taken for nobody: `permanent` when trying again will not help. `reason` is in the server's words. */
  | {
      readonly outcome: 'not-taken'
      readonly permanent: boolean
      readonly reason: string
      /** What was said of each addressee; none when it was not about them. */
      readonly refused: readonly Refusal[]
    }

/** An addressee for whom a mail was not taken. */
export interface Refusal {
  readonly email: string
  /** Whether trying this mail again for this addressee will not help. */
  readonly permanent: boolean
  /** Whether no mail will reach the address. */
  readonly isGone: boolean
  /** In the server's words. */
  readonly reason: string
}

export interface MailTransport {
  /** Whether the mail server is on this machine: a rehearsal's inbox. */
  readonly isLocal: boolean
  /** Hands a mail to the server. Never throws. */
  send(mail: OutgoingMail): Promise<Handed>
  /** Ends idle connections. */
  close(): void
}

/** By which a report of a mail server names the mail, in the headers that it returns. */
export const ENVELOPE_HEADER = 'X-Envelope'

/**
 * Opens a pooled connection to a mail server. Connects with the first mail.
 * @param smtpUrl `smtp://127.0.0.1:1025`, `smtps://user:password@mail.example.go.th`
 * @param from who the mail is from, `Name <address>`
 */
export function openTransport(smtpUrl: string, { from, maxConnections = 4 }: TransportSetting): MailTransport {
  const pool = nodemailer.createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    dnsTimeout: 10_000,
    socketTimeout: 30_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    isLocal: isLocalHost(new URL(smtpUrl).hostname),
    async send({ id, envelope, programme, to, subject, text, html, date }) {
      try {
        const info = await pool.sendMail({
          from,
          to: to.map(({ name, email }) => ({ name, address: email })),
          subject,
          text,
          html,
          date,
          messageId: messageIdOf(id, from),
          // Where the server can: a report names the mail by this, and comes for what failed or is delayed.
          ...(envelope ? { dsn: { id: envelope, return: 'headers', notify: ['failure', 'delay'] } } : {}),
          textEncoding: 'base64',
          headers: {
            'Auto-Submitted': 'auto-generated',
            'X-Auto-Response-Suppress': 'All',
            ...(programme === undefined ? {} : { 'X-Programme': programme }),
            // Servers that do not name a mail by its envelope return its headers.
            ...(envelope === undefined ? {} : { [ENVELOPE_HEADER]: envelope }),
          },
        })
        return { outcome: 'taken', refused: refusalsOf(info as SmtpResult) }
      } catch (error) {
        return { outcome: 'not-taken', ...failureOf(error), refused: refusalsOf(error as SmtpError) }
      }
    },
    close: () => pool.close(),
  }
}

export interface TransportSetting {
  readonly from: string
  readonly maxConnections?: number
}

/** `<0f3a…@amphoe-ita.example>`: made from the mail's id alone, in the sender's domain. */
export function messageIdOf(id: string, from: string): string {
  const domain = /@([^\s>]+)/.exec(from)?.[1] ?? 'localhost'
  return `<${createHash('sha256').update(id).digest('hex').slice(0, 32)}@${domain}>`
}

function refusalsOf({ rejectedErrors = [] }: SmtpResult): Refusal[] {
  return rejectedErrors.flatMap(({ recipient, responseCode = 0, response, message }) => {
    if (recipient === undefined) return []
    const reason = response ?? message
    const permanent = responseCode >= 500 && responseCode <= 599
    return [{ email: recipient, permanent, isGone: permanent && isAddressGone(reason), reason }]
  })
}

/**
 * Why a mail was not taken. Permanent is what the server refused of this mail for good: every addressee, or its content, with
 * a 5xx. Anything else, a wrong password included, is put right at the server or here, and the mail tried again.
 */
export function failureOf(error: unknown): { permanent: boolean; reason: string } {
  const { message, code, command, responseCode, response, rejectedErrors } = error as SmtpError
  const codes = rejectedErrors?.length ? rejectedErrors.map((e) => e.responseCode) : [responseCode]
  // A refused sender (MAIL FROM) is a matter of this service's settings, not of the mail.
  const isAboutThisMail = (code === 'EENVELOPE' && command !== 'MAIL FROM') || code === 'EMESSAGE'
  const words = rejectedErrors?.length
    ? [...new Set(rejectedErrors.map((e) => e.response ?? e.message))].join('; ')
    : (response ?? message)
  return {
    permanent: isAboutThisMail && codes.every((c) => c !== undefined && c >= 500 && c <= 599),
    reason: `${code ? `${code}: ` : ''}${words}`.slice(0, 500),
  }
}

interface SmtpResult {
  readonly rejectedErrors?: readonly SmtpError[]
}

interface SmtpError extends Error, SmtpResult {
  readonly code?: string
  readonly command?: string
  readonly recipient?: string
  readonly responseCode?: number
  readonly response?: string
}
