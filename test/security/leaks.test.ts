import { describe, expect, it } from 'vitest'
import { redact } from '../../src/telemetry/redact.ts'
import { doorsIn, wordsIn } from './support/leaks.ts'

const SECRET = 'q'.repeat(43)
const doors = [
  `aita_${SECRET}`,
  `whsec_${'b64+/'.repeat(8)}=`,
  'Authorization: Bearer eyJhbGciOi',
  'authorization: Basic dXNlcjpwYXNz',
  `cookie: __Host-aita=${SECRET}`,
  `cookie: aita-signin=${SECRET}`,
  `GET /act?s=${SECRET}`,
  `GET /signin/link?lang=en&s=${SECRET}`,
  'postgresql://ita:s3cret@db:5432/ita',
]
const text = (said: string) => new Map([['api.log', `{"msg":"before ${said} after"}\n`]])

// Tests that search a year's logs and mails for nothing to be there say something only as long as what is there would be found.
describe('What must not stand in a log is found when it does', () => {
  it.each(doors)('%s', (door) => expect(doorsIn(text(door))).toHaveLength(1))

  it('a word, wherever it stands', () => {
    expect(wordsIn(text('somsri@example.go.th'), ['somsri@example.go.th', 'malee'])).toEqual([
      { where: 'api.log', what: 'somsri@example.go.th' },
    ])
  })

  it.each([
    'office 4701 of amphoe-ita-2568, GET /act, 200',
    'postgresql://ita:[redacted]@db:5432/ita, Bearer [redacted]',
    'bearer of bad news, https://user@host/, ?s=short',
  ])('and nothing else: %s', (said) => expect(doorsIn(text(said))).toEqual([]))

  it.each(doors.filter((door) => !door.startsWith('cookie')))('and a log that is redacted has none: %s', (door) =>
    expect(doorsIn(text(redact(door)))).toEqual([]),
  )
})
