import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { at, RecordedOffice } from '../store/support/sakonNakhon.ts'
import { freshStore } from '../support/database.ts'
import { deliverAt, dueSinceCalledFor, saveLive } from './support/delivering.ts'
import { smtpServer } from './support/smtpServer.ts'

const { store, sql, databaseUrl } = await freshStore()
const command = fileURLToPath(new URL('../../src/cli/bounces.ts', import.meta.url))

/** How `npm run bounces` ends when a mail server pipes this into it. */
async function piped(report: string | Buffer, url = databaseUrl): Promise<number> {
  const env = { ...process.env, DATABASE_URL: url }
  const child = spawn(process.execPath, ['--import', 'tsx', command], { env, stdio: ['pipe', 'ignore', 'ignore'] })
  // One that has heard enough hangs up.
  child.stdin.on('error', () => undefined)
  child.stdin.end(report)
  const [status] = (await once(child, 'exit')) as [number]
  return status
}

const report = (envelope: string) =>
  [
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="B"',
    ...['', '--B', 'Content-Type: message/delivery-status', ''],
    ...[`Original-Envelope-Id: ${envelope}`, '', 'Final-Recipient: rfc822; m4701@amphoe-ita.example'],
    ...['Action: failed', 'Status: 5.1.1', '', '--B--', ''],
  ].join('\r\n')

it('a mail server is told by the exit status: noted, not ours, no report, or try again', async () => {
  await saveLive(store)
  await new RecordedOffice(store, '4701').notified('2024-12-27 10:15')
  await dueSinceCalledFor(sql)
  const server = await smtpServer({})
  await deliverAt(store, server.url, at('2024-12-27 10:15'))
  await server.stop()
  const [{ envelope }] = (await sql('SELECT envelope FROM mail')) as [{ envelope: string }]

  expect(await piped(report(envelope), 'postgresql://nobody@127.0.0.1:1/nothing')).toBe(75)
  expect(await piped(report(envelope))).toBe(0)
  expect(await piped(report('0'.repeat(32)))).toBe(65)
  expect(await piped('Subject: ไม่อยู่\r\n\r\nลาพักผ่อน')).toBe(65)
  expect(await piped(Buffer.alloc(6 * 1024 * 1024, 'a'))).toBe(65)
  expect(await sql('SELECT email FROM undeliverable')).toEqual([{ email: 'm4701@amphoe-ita.example' }])
}, 60_000)
