import type { LookupAddress } from 'node:dns'
import { Resolver } from 'node:dns/promises'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/**
 * Where webhooks may go: to public addresses only, over TLS. Whoever registers an endpoint must not make this service reach
 * what stands beside it: databases, metadata services, routers.
 */

/** An address of an endpoint that may not be written to. The message names no address that a name resolved to. */
export class ForbiddenAddressError extends Error {
  override readonly name = 'ForbiddenAddressError'
}

/** What may be reached. */
export interface Reach {
  /** Whether this machine itself may be written to, without TLS too: for tests and rehearsals. */
  readonly allowLoopback: boolean
}

/** Gives all addresses of a host name. */
export type Resolve = (host: string) => Promise<readonly LookupAddress[]>

const PORTS = ['', '443', '8443']
const LONGEST_URL = 2000

// IANA's special-purpose registries: whatever is not globally reachable, multicast, and what embeds another address.
const notPublic = new BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  notPublic.addSubnet(network, prefix)
for (const [network, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  notPublic.addSubnet(network, prefix, 'ipv6')
const globalUnicast = new BlockList()
globalUnicast.addSubnet('2000::', 3, 'ipv6')
const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8)
loopback.addAddress('::1', 'ipv6')

/** Whether an IP address is one that anybody on the internet could write to. */
export function isPublic(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !notPublic.check(address)
    case 6:
      return globalUnicast.check(address, 'ipv6') && !notPublic.check(address, 'ipv6')
    default:
      return false
  }
}

/**
 * Judges the URL of an endpoint as far as it can be without resolving its host.
 * @returns the URL in its normal form
 * @throws ForbiddenAddressError saying what is wrong with it
 */
export function judgeUrl(text: string, { allowLoopback }: Reach): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || text.length > LONGEST_URL) throw new ForbiddenAddressError('The URL cannot be read.')
  if (url.username || url.password) throw new ForbiddenAddressError('A URL must not hold a user name or a password.')
  if (url.hash) throw new ForbiddenAddressError('A URL must not hold a fragment.')
  const isHere = allowLoopback && isLoopbackHost(url)
  if (url.protocol !== 'https:' && !(isHere && url.protocol === 'http:'))
    throw new ForbiddenAddressError('The URL must begin with https://.')
  if (isHere) return url
  if (!PORTS.includes(url.port)) throw new ForbiddenAddressError('The port must be 443 or 8443.')
  if (hostOf(url) === 'localhost' || (isIP(hostOf(url)) > 0 && !isPublic(hostOf(url)))) throw notReachable()
  return url
}

/**
 * How the connection to an endpoint finds its address: every address of the host is checked, and what is connected to is what
 * was checked. A name that answers differently the next time (DNS rebinding) gains nothing.
 */
export function checkedLookup(url: URL, { allowLoopback }: Reach, resolve: Resolve): LookupFunction {
  const isHere = allowLoopback && isLoopbackHost(url)
  const isAllowed = ({ address, family }: LookupAddress) =>
    isPublic(address) || (isHere && loopback.check(address, family === 6 ? 'ipv6' : 'ipv4'))
  return (host, options, callback) => {
    resolve(host).then(
      (addresses) => {
        const [first] = addresses
        if (!first) callback(new Error('the host has no address'), [])
        else if (!addresses.every(isAllowed)) callback(notReachable(), [])
        else if (options.all) callback(null, [...addresses])
        else callback(null, first.address, first.family)
      },
      () => callback(new Error('the host name cannot be resolved'), []),
    )
  }
}

/**
 * Asks the name servers for all addresses of a host. Not the system's lookup: that has four threads for the whole process, and
 * a few names that are slow to resolve would hold up everything else.
 */
export const resolveHost: Resolve = async (host) => {
  if (host === 'localhost') return [{ address: '127.0.0.1', family: 4 }]
  const resolver = new Resolver({ timeout: 3000, tries: 2 })
  const answers = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)])
  return answers.flatMap((answer, i) =>
    answer.status === 'fulfilled' ? answer.value.map((address) => ({ address, family: i === 0 ? 4 : 6 })) : [],
  )
}

function notReachable(): ForbiddenAddressError {
  return new ForbiddenAddressError('The host is not on the public internet.')
}

function isLoopbackHost(url: URL): boolean {
  const host = hostOf(url)
  return host === 'localhost' || (isIP(host) > 0 && loopback.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4'))
}

function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '')
}
