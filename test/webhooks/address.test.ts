import type { LookupAddress, LookupOptions } from 'node:dns'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { checkedLookup, isPublic, judgeUrl, type Resolve } from '../../src/webhooks/address.ts'

const outside = { allowLoopback: false }
const rehearsal = { allowLoopback: true }

describe('an address', () => {
  test.each([
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['0.0.0.0', 'this host'],
    ['10.0.0.1', 'private'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.168.1.1', 'private'],
    ['100.64.0.1', 'carrier-grade NAT'],
    ['100.127.255.255', 'carrier-grade NAT'],
    ['169.254.169.254', 'link-local, where clouds keep their credentials'],
    ['192.0.0.8', 'protocol assignments'],
    ['192.0.2.1', 'documentation'],
    ['198.51.100.1', 'documentation'],
    ['203.0.113.1', 'documentation'],
    ['198.18.0.1', 'benchmarks'],
    ['224.0.0.1', 'multicast'],
    ['239.255.255.250', 'multicast'],
    ['240.0.0.1', 'reserved'],
    ['255.255.255.255', 'broadcast'],
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['::7f00:1', 'IPv4-compatible loopback'],
    ['::ffff:127.0.0.1', 'IPv4-mapped loopback'],
    ['::ffff:10.0.0.1', 'IPv4-mapped private'],
    ['::ffff:8.8.8.8', 'IPv4-mapped'],
    ['64:ff9b::7f00:1', 'NAT64 of loopback'],
    ['64:ff9b:1::1', 'NAT64, local'],
    ['100::1', 'discard'],
    ['2001::1', 'Teredo'],
    ['2001:db8::1', 'documentation'],
    ['2002:7f00:1::', '6to4 of loopback'],
    ['3fff::1', 'documentation'],
    ['fc00::1', 'unique local'],
    ['fd12:3456:789a::1', 'unique local'],
    ['fe80::1', 'link-local'],
    ['fec0::1', 'site-local'],
    ['ff02::1', 'multicast'],
    ['localhost', 'no address'],
    ['', 'no address'],
  ])('%s is not public: %s', (address) => expect(isPublic(address)).toBe(false))

  test.each([
    '8.8.8.8',
    '1.1.1.1',
    '203.150.0.1',
    '172.15.255.255',
    '172.32.0.1',
    '100.63.255.255',
    '100.128.0.1',
    '223.255.255.255',
    '2606:4700:4700::1111',
    '2001:fb0::1',
  ])('%s is public', (address) => expect(isPublic(address)).toBe(true))

  test('of a private network is not public, whichever it is', () => {
    const byte = fc.integer({ min: 0, max: 255 })
    const inPrivate = fc.oneof(
      fc.tuple(fc.constant(10), byte, byte, byte),
      fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), byte, byte),
      fc.tuple(fc.constant(192), fc.constant(168), byte, byte),
      fc.tuple(fc.constant(127), byte, byte, byte),
    )
    fc.assert(fc.property(inPrivate, (bytes) => !isPublic(bytes.join('.')) && !isPublic(`::ffff:${bytes.join('.')}`)))
  })
})

describe('a URL', () => {
  test.each([
    'https://hooks.example.go.th/amphoe-ita?office=47',
    'https://hooks.example.go.th:443/',
    'https://hooks.example.go.th:8443/',
    'https://8.8.8.8/',
    'https://[2606:4700:4700::1111]/',
    'https://จังหวัด.example/',
  ])('%s may be registered', (url) => expect(judgeUrl(url, outside).href).toBe(new URL(url).href))

  test.each([
    ['http://hooks.example.go.th/', 'must begin with https://'],
    ['ftp://hooks.example.go.th/', 'must begin with https://'],
    ['file:///etc/passwd', 'must begin with https://'],
    ['https://hooks.example.go.th:22/', 'port must be 443 or 8443'],
    ['https://hooks.example.go.th:5432/', 'port must be 443 or 8443'],
    ['https://user:password@hooks.example.go.th/', 'user name or a password'],
    ['https://user@hooks.example.go.th/', 'user name or a password'],
    ['https://hooks.example.go.th/#part', 'fragment'],
    ['https://', 'cannot be read'],
    ['hooks.example.go.th', 'cannot be read'],
    [`https://hooks.example.go.th/${'x'.repeat(2000)}`, 'cannot be read'],
    ['https://localhost/', 'not on the public internet'],
    ['https://127.0.0.1/', 'not on the public internet'],
    // Forms that URL parsers know for 127.0.0.1 and for 10.0.0.1.
    ['https://2130706433/', 'not on the public internet'],
    ['https://0x7f.1/', 'not on the public internet'],
    ['https://012.0.0.1/', 'not on the public internet'],
    ['https://①②⑦.0.0.1/', 'not on the public internet'],
    ['https://[::1]/', 'not on the public internet'],
    ['https://[::ffff:7f00:1]/', 'not on the public internet'],
    ['https://169.254.169.254/latest/meta-data', 'not on the public internet'],
    ['http://127.0.0.1:3000/', 'must begin with https://'],
  ])('%s may not: %s', (url, why) => expect(() => judgeUrl(url, outside)).toThrow(why))

  test('on this machine itself is for rehearsals that allow it: any port, without TLS too', () => {
    for (const url of ['http://127.0.0.1:3999/x', 'http://localhost:3999/', 'https://[::1]:3999/', 'http://127.9.9.9/'])
      expect(judgeUrl(url, rehearsal).href).toBe(new URL(url).href)
    for (const url of ['http://10.0.0.1/', 'http://hooks.example.go.th/', 'https://192.168.1.1/'])
      expect(() => judgeUrl(url, rehearsal)).toThrow()
  })
})

describe('what is connected to', () => {
  const v4 = (address: string): LookupAddress => ({ address, family: 4 })
  const v6 = (address: string): LookupAddress => ({ address, family: 6 })
  const lookup = (
    resolve: Resolve,
    url = 'https://hooks.example.go.th/',
    reach = outside,
    options: LookupOptions = { all: true },
  ) =>
    new Promise((answer, refuse) => {
      const { hostname } = new URL(url)
      checkedLookup(new URL(url), reach, resolve)(hostname, options, (error, address, family) =>
        error ? refuse(error) : answer(options.all ? address : [address, family]),
      )
    })

  test('is every address of the host, when all are public', async () => {
    const addresses = [v4('8.8.8.8'), v6('2606:4700:4700::1111')]
    expect(await lookup(async () => addresses)).toEqual(addresses)
    expect(await lookup(async () => addresses, undefined, outside, {})).toEqual(['8.8.8.8', 4])
  })

  test('is nothing when one of them is not', async () => {
    for (const inside of [
      v4('127.0.0.1'),
      v4('10.1.2.3'),
      v4('169.254.169.254'),
      v6('::1'),
      v6('::ffff:10.0.0.1'),
      v6('fd00::1'),
    ])
      for (const addresses of [[inside], [v4('8.8.8.8'), inside]])
        await expect(lookup(async () => addresses)).rejects.toThrow('not on the public internet')
  })

  test('is what was checked: a name that answers differently the second time is asked once', async () => {
    const resolve = vi.fn<Resolve>()
    resolve.mockResolvedValueOnce([v4('8.8.8.8')]).mockResolvedValue([v4('127.0.0.1')])
    expect(await lookup(resolve)).toEqual([v4('8.8.8.8')])
    expect(resolve).toHaveBeenCalledOnce()
    await expect(lookup(resolve)).rejects.toThrow('not on the public internet')
  })

  test('is never this machine by a name that only points at it, rehearsals included', async () => {
    const here = async () => [v4('127.0.0.1')]
    await expect(lookup(here, 'https://rebinding.example/', rehearsal)).rejects.toThrow('not on the public internet')
    expect(await lookup(here, 'http://localhost:1/', rehearsal)).toEqual([v4('127.0.0.1')])
  })

  test('is nothing for a name without an address', async () => {
    await expect(lookup(async () => [])).rejects.toThrow('no address')
    await expect(lookup(async () => Promise.reject(new Error('ESERVFAIL')))).rejects.toThrow('cannot be resolved')
  })
})
