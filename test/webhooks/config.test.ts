import { describe, expect, test } from 'vitest'
import { InvalidConfigError, readConfig } from '../../src/config.ts'

const read = (environment: NodeJS.ProcessEnv) =>
  readConfig({ DATABASE_URL: 'postgresql://127.0.0.1/x', ...environment })

describe('the key of webhooks', () => {
  test('may be left out', () => {
    expect(read({})).toMatchObject({ WEBHOOK_ALLOW_LOOPBACK: false })
    expect(read({}).WEBHOOK_KEY).toBe(undefined)
  })

  test('is 32 bytes in base64', () => {
    const key = Buffer.alloc(32, 7)
    const environment = { WEBHOOK_KEY: key.toString('base64'), WEBHOOK_ALLOW_LOOPBACK: 'true' }
    expect(read(environment)).toMatchObject({ WEBHOOK_KEY: key, WEBHOOK_ALLOW_LOOPBACK: true })
  })

  test.each(['', 'secret', 'not base64!', Buffer.alloc(31).toString('base64'), Buffer.alloc(33).toString('base64')])(
    'is refused as %j, saying how one is made and never what it was',
    (key) => {
      const failure = () => read({ WEBHOOK_KEY: key })
      expect(failure).toThrow(InvalidConfigError)
      expect(failure).toThrow('WEBHOOK_KEY: 32 random bytes in base64, such as openssl rand -base64 32 makes')
    },
  )
})
