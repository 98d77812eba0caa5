import { createHash } from 'node:crypto'
import nodemailer from 'nodemailer'
import { isLocalHost } from '../localHost.ts'
import type { RenderedMail } from './render.ts'

/** A mail ready to be handed to the mail server. */
export interface OutgoingMail extends RenderedMail {
  /** The outbox's id: the same mail always bears the same Message-ID, so that one sent twice can be told. */
  readonly id: string
  /** Named in a header; none for a mail that belongs to no programme. */
  readonly programme?: string
  readonly to: readonly { readonly name: string; readonly email: string }[]
  readonly date: Date
}

/** What came of handing over a mail. */
export type Handed =
  /** Taken for at least one addressee; `refused` counts those it was not taken for. */
  | { readonly outcome: 'taken'; readonly refused: number }
  /** Not taken: `permanent` when trying again will not help. `reason` is in the server's words. */
  | { readonly outcome: 'not-taken'; readonly permanent: boolean; readonly reason: string }

export interface MailTransport {
  /** Whether the mail server is on this machine: a rehearsal's inbox. */
  readonly isLocal: boolean
  /** Hands a mail to the server. Never throws. */
  send(mail: OutgoingMail): Promise<Handed>
  /** Ends idle connections. */
  close(): void
}

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
    async send({ id, programme, to, subject, text, html, date }) {
      try {
        const info = await pool.sendMail({
          from,
          to: to.map(({ name, email }) => ({ name, address: email })),
          subject,
          text,
          html,
          date,
          messageId: messageIdOf(id, from),
          textEncoding: 'base64',
          headers: {
            'Auto-Submitted': 'auto-generated',
            'X-Auto-Response-Suppress': 'All',
            ...(programme === undefined ? {} : { 'X-Programme': programme }),
          },
        })
        return { outcome: 'taken', refused: info.rejected.length }
      } catch (error) {
        return { outcome: 'not-taken', ...failureOf(error) }
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

interface SmtpError extends Error {
  readonly code?: string
  readonly command?: string
  readonly responseCode?: number
  readonly response?: string
  readonly rejectedErrors?: readonly SmtpError[]
}
