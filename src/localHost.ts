import { isIP } from 'node:net'

/** Whether a URL's host name is this machine's own: what goes there is seen by nobody on the way. */
export function isLocalHost(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '')
  return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'))
}
