import type { Recipient } from '../domain/letter.ts'

/**
 * The page on which a recipient goes on: an office its own, managers the list of what they answer for.
 * @param publicUrl the address at which people reach the service
 */
export function pageFor(publicUrl: string, programme: string, recipient: Recipient): string {
  const base = `${publicUrl.replace(/\/+$/, '')}/programmes/${encodeURIComponent(programme)}`
  if (recipient === 'department') return base
  const [kind, code] = recipient.split(':') as ['office' | 'province', string]
  return `${base}/${kind === 'office' ? 'offices' : 'provinces'}/${encodeURIComponent(code)}`
}
