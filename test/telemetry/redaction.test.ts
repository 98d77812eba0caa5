import { describe, expect, it } from 'vitest'
import { openLog } from '../../src/telemetry/log.ts'
import { redact } from '../../src/telemetry/redact.ts'
import { onRequest } from '../../src/telemetry/underWay.ts'

/** What a process would have logged, line by line. */
function logged(write: (log: ReturnType<typeof openLog>) => void): Record<string, unknown>[] {
  const lines: string[] = []
  write(openLog('api', 'debug', { write: (line) => void lines.push(line) }))
  return lines.map((line) => JSON.parse(line))
}

describe('What tells of a person or opens a door is not logged', () => {
  it.each([
    ['an address', 'no mailbox somsri.j+x@moi.go.th here', 'no mailbox [e-mail] here'],
    ['an address in Thai', 'สมศรี@มหาดไทย.ไทย', '[e-mail]'],
    ['a telephone number', 'โทร 042-711-231 ต่อ 5', 'โทร [telephone] ต่อ 5'],
    ['a mobile number without spaces', 'โทร 0812345678', 'โทร [telephone]'],
    ['a number from abroad', '+66 81 234 5678', '[telephone]'],
    [
      'a password in an address',
      'postgresql://amphoe:p@ss:w@db:5432/ita',
      'postgresql://amphoe:[redacted]@db:5432/ita',
    ],
    ['a bearer token', 'authorization: Bearer aita_abc-DEF_1', 'authorization: Bearer [redacted]'],
    ['a token by itself', 'the token aita_abc-DEF_1 is', 'the token [token] is'],
    ['the secret of a webhook', 'whsec_MfKQ9r8GKYqrTwjU/PD8+x=', '[secret]'],
    [
      'the secret of a link',
      'https://ita.example/act?s=Zm9v-_x&lang=en',
      'https://ita.example/act?s=[redacted]&lang=en',
    ],
  ])('%s', (_, text, left) => expect(redact(text)).toBe(left))

  it.each([
    'office 4701 of amphoe-ita-2568, sequence 12, 2024-12-26T09:00:00+07:00',
    'trace 0af7651916cd43dd8448eb211c80319c, 0.0123456789 s',
    'c8ae19f1-0123-4567-8901-012345678901',
    'mail amphoe-ita-2568/office:4701/notice/4701/1',
    '/app/node_modules/@temporalio/worker/lib/worker.js:12:5',
  ])('and what tells of nobody is left as it is: %s', (text) => expect(redact(text)).toBe(text))

  it('wherever it stands: in a message, an error, a field of any depth, after a line break', () => {
    const [line] = logged((log) =>
      log.error(
        { err: new Error('refused:\nsomsri@moi.go.th\n0812345678'), to: [{ at: { who: 'somsri@moi.go.th' } }] },
        'somsri@moi.go.th',
      ),
    )
    expect(JSON.stringify(line)).not.toMatch(/somsri|0812345678/)
    expect(line).toMatchObject({ err: { message: 'refused:\n[e-mail]\n[telephone]' }, msg: '[e-mail]' })
  })

  it('nor what stands under a name that says that it is secret', () => {
    const [line] = logged((log) =>
      log.info({ authorization: 'x', req: { headers: { cookie: 'y' } }, config: { DATABASE_URL: 'z' } }, 'told'),
    )
    expect(line).toMatchObject({
      ...{ authorization: '[redacted]', config: { DATABASE_URL: '[redacted]' } },
      req: { headers: { cookie: '[redacted]' } },
    })
  })
})

describe('Every line says on the way of which request it was written', () => {
  it('however deep, and none outside of one', async () => {
    const lines = logged((log) => {
      log.info('before')
      onRequest('r-1', () => log.child({ part: 'mail' }).warn('on the way'))
    })
    expect(lines.map(({ request }) => request)).toEqual([undefined, 'r-1'])
  })
})
