import type { Handed, MailTransport, OutgoingMail, Refusal } from './transport.ts'

/**
 * Addresses for trying out what becomes of a mail, in every environment. Nothing of them is ever handed to a mail server: `.example`
 * is nobody's domain (RFC 2606).
 *
 * - `delivered@…` is taken;
 * - `later@…` is refused for now, each time;
 * - any other is refused for good, as one that does not exist.
 */
export const SIMULATOR_DOMAIN = 'simulator.amphoe-ita.example'

/** The same transport, with the simulator's addresses answered here. */
export function withSimulator(transport: MailTransport): MailTransport {
  return {
    isLocal: transport.isLocal,
    async send(mail) {
      const simulated = mail.to.filter(({ email }) => isSimulated(email))
      if (simulated.length === 0) return transport.send(mail)
      const real = mail.to.filter(({ email }) => !isSimulated(email))
      const refused = simulated.flatMap(({ email }) => refusalOf(email) ?? [])
      const taken = simulated.length > refused.length
      const handed = real.length === 0 ? undefined : await transport.send({ ...mail, to: real } satisfies OutgoingMail)
      return together(refused, taken, handed)
    },
    close: () => transport.close(),
  }
}

function isSimulated(email: string): boolean {
  return email.toLowerCase().endsWith(`@${SIMULATOR_DOMAIN}`)
}

function refusalOf(email: string): Refusal | undefined {
  switch (email.toLowerCase().split('@')[0]) {
    case 'delivered':
      return undefined
    case 'later':
      return { email, permanent: false, isGone: false, reason: '451 4.2.0 Simulated: try again later' }
    default:
      return { email, permanent: true, isGone: true, reason: '550 5.1.1 Simulated: no such mailbox' }
  }
}

/** What came of a mail that went to both kinds of addresses. */
function together(refused: readonly Refusal[], taken: boolean, handed: Handed | undefined): Handed {
  const all = [...refused, ...(handed?.refused ?? [])]
  if (taken || handed?.outcome === 'taken') {
    // A server that failed as a whole is tried again for those it was asked for.
    return handed?.outcome === 'not-taken' && handed.refused.length === 0
      ? { outcome: 'not-taken', permanent: false, reason: handed.reason, refused: all }
      : { outcome: 'taken', refused: all }
  }
  if (handed) return { ...handed, permanent: handed.permanent && all.every((r) => r.permanent), refused: all }
  const reason = [...new Set(all.map((r) => r.reason))].join('; ')
  return { outcome: 'not-taken', permanent: all.every((r) => r.permanent), reason, refused: all }
}
