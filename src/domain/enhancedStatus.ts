/**
 * Codes (RFC 3463) by which a server says that there is no such address, or that it will never take mail: no mailbox, no
 * domain, bad syntax, moved without a forward, a domain that takes no mail, a disabled mailbox.
 */
const GONE = ['5.1.1', '5.1.2', '5.1.3', '5.1.6', '5.1.10', '5.2.1']

/**
 * Whether a server's words mean that no mail will reach the address. A refusal of another kind (a policy, a size, a relay that
 * is not allowed) is of one mail, or of this service, and says nothing of the address.
 * @param words a reply such as `550 5.1.1 No such user`, or a status alone
 */
export function isAddressGone(words: string): boolean {
  const status = /(?:^|\s)([245]\.\d{1,3}\.\d{1,3})(?=\s|$)/.exec(words)?.[1]
  return status !== undefined && GONE.includes(status)
}
