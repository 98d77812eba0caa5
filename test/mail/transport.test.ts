import { describe, expect, test } from 'vitest'
import { GIVE_UP_AFTER_MS, nextAttemptAt } from '../../src/mail/retry.ts'
import { failureOf, messageIdOf, openTransport } from '../../src/mail/transport.ts'

const smtp = (fields: object) => Object.assign(new Error('failed'), fields)

describe('what the server refuses for good is not tried again; everything else is', () => {
  test.each([
    [
      'an unknown mailbox',
      { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 550, response: '550 no such user' },
      true,
    ],
    ['refused content', { code: 'EMESSAGE', command: 'DATA', responseCode: 554 }, true],
    ['greylisting', { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 450 }, false],
    ['a full queue', { code: 'EMESSAGE', command: 'DATA', responseCode: 452 }, false],
    ['a server that is away', { code: 'ESOCKET' }, false],
    ['a timeout', { code: 'ETIMEDOUT' }, false],
    ['a wrong password', { code: 'EAUTH', responseCode: 535 }, false],
    ['a refused sender', { code: 'EENVELOPE', command: 'MAIL FROM', responseCode: 553 }, false],
    [
      'two addressees, one of them put off',
      {
        code: 'EENVELOPE',
        responseCode: 550,
        rejectedErrors: [smtp({ responseCode: 550 }), smtp({ responseCode: 451 })],
      },
      false,
    ],
  ])('%s', (_, fields, permanent) => {
    expect(failureOf(smtp(fields)).permanent).toBe(permanent)
  })

  test("the reason is in the server's words", () => {
    expect(failureOf(smtp({ code: 'EENVELOPE', responseCode: 550, response: '550 no such user' })).reason).toBe(
      'EENVELOPE: 550 no such user',
    )
  })
})

test('the same mail always bears the same Message-ID, in the sender domain', () => {
  const id = messageIdOf('p/office:4701/notice/4701/1', 'ศปท.ปค. <no-reply@amphoe-ita.example>')
  expect(id).toMatch(/^<[0-9a-f]{32}@amphoe-ita\.example>$/)
  expect(messageIdOf('p/office:4701/notice/4701/1', 'no-reply@amphoe-ita.example')).toBe(id)
  expect(messageIdOf('p/office:4701/notice/4701/2', 'no-reply@amphoe-ita.example')).not.toBe(id)
})

test('a server on this machine is told from one elsewhere', () => {
  const isLocal = (url: string) => openTransport(url, { from: 'a@example.org' }).isLocal
  expect(['smtp://127.0.0.1:1025', 'smtp://localhost:25', 'smtp://[::1]:25'].map(isLocal)).toEqual([true, true, true])
  expect(['smtp://mail.example.go.th', 'smtp://10.0.0.1', 'smtp://127.example.org'].map(isLocal)).toEqual([
    false,
    false,
    false,
  ])
})

test('waits double from 15 seconds to an hour, and end after 72 hours', () => {
  const queued = new Date('2025-05-08T01:30:00Z')
  const waits: number[] = []
  let now = queued
  for (let attempt = 1; ; attempt++) {
    const next = nextAttemptAt(attempt, queued, now)
    if (!next) break
    waits.push((next.getTime() - now.getTime()) / 1000)
    now = next
  }
  expect(waits.slice(0, 10)).toEqual([15, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600])
  expect(now.getTime() - queued.getTime()).toBeGreaterThan(GIVE_UP_AFTER_MS - 3_700_000)
  expect(now.getTime() - queued.getTime()).toBeLessThanOrEqual(GIVE_UP_AFTER_MS)
})
