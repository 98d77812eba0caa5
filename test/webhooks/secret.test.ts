import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { describe, expect, test } from 'vitest'
import { newSecret, seal, sign, unseal } from '../../src/webhooks/secret.ts'

const now = () => Math.floor(Date.now() / 1000)
const headers = (id: string, timestamp: number, signature: string) => ({
  'webhook-id': id,
  'webhook-timestamp': String(timestamp),
  'webhook-signature': signature,
})

describe('a signature', () => {
  test("is what the specification's own library makes and verifies, Thai included", () => {
    fc.assert(
      fc.property(fc.uuid(), fc.json(), (id, json) => {
        const body = JSON.stringify({ type: 'office.disbursed', text: 'อำเภอเมือง', json })
        const secret = newSecret()
        const timestamp = now()
        const signature = sign([secret], id, timestamp, body)
        expect(signature).toBe(new Webhook(secret).sign(id, new Date(timestamp * 1000), body))
        expect(new Webhook(secret).verify(body, headers(id, timestamp, signature))).toEqual(JSON.parse(body))
      }),
      { numRuns: 30 },
    )
  })

  test('of several secrets is verified with any of them, and with no other', () => {
    const secrets = [newSecret(), newSecret()]
    const timestamp = now()
    const signature = sign(secrets, 'id', timestamp, '{}')
    for (const secret of secrets)
      expect(new Webhook(secret).verify('{}', headers('id', timestamp, signature))).toEqual({})
    expect(() => new Webhook(newSecret()).verify('{}', headers('id', timestamp, signature))).toThrow()
  })

  test('covers id, time and body', () => {
    const secret = newSecret()
    const timestamp = now()
    const signature = sign([secret], 'id', timestamp, '{}')
    for (const [id, at, body] of [
      ['other', timestamp, '{}'],
      ['id', timestamp - 1, '{}'],
      ['id', timestamp, '{ }'],
    ] as const)
      expect(() => new Webhook(secret).verify(body, headers(id, at, signature))).toThrow('No matching signature')
  })
})

describe('a secret', () => {
  const key = randomBytes(32)

  test('is 32 random bytes in the form of the specification', () => {
    expect(newSecret()).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    expect(newSecret()).not.toBe(newSecret())
  })

  test('is kept so that only the key and its own endpoint open it', () => {
    const secret = newSecret()
    const sealed = seal(key, 'endpoint-1', secret)
    expect(unseal(key, 'endpoint-1', sealed)).toBe(secret)
    expect(Buffer.from(sealed, 'base64').toString('latin1')).not.toContain(secret)
    expect(seal(key, 'endpoint-1', secret)).not.toBe(sealed)
    expect(() => unseal(randomBytes(32), 'endpoint-1', sealed)).toThrow()
    expect(() => unseal(key, 'endpoint-2', sealed)).toThrow()
  })

  test('that was tampered with does not open', () => {
    const sealed = Buffer.from(seal(key, 'endpoint-1', newSecret()), 'base64')
    for (let i = 0; i < sealed.length; i++) {
      const changed = Buffer.from(sealed)
      changed[i]! ^= 1
      expect(() => unseal(key, 'endpoint-1', changed.toString('base64'))).toThrow()
    }
  })
})
