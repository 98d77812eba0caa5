import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startInbox } from '../../src/stack/inbox.ts'
import { anyFreePort } from '../../src/stack/ports.ts'
import { scratchFolder } from './support/scratch.ts'

test('the inbox shows the mails it was sent, also after it was killed, and none of which it had only a beginning', {
  timeout: 60_000,
}, async () => {
  const [smtpPort, webPort] = [await anyFreePort(), await anyFreePort()]
  const dataDir = scratchFolder()
  const inbox = await startInbox({ dataDir, smtpPort, webPort, onEvent: () => undefined })
  onTestFinished(() => inbox.stop())
  const mail = {
    from: 'a@amphoe-ita.example',
    to: 'b@amphoe-ita.example',
    subject: 'แจ้งกำหนด',
    text: 'เรียน',
    html: '<p>เรียน</p>',
  }
  await createTransport(inbox.smtpUrl).sendMail(mail)

  const shown = async () => {
    const mails = (await (await fetch(`${inbox.webUrl}/api/email`)).json()) as { subject: string; html: string }[]
    return mails.map(({ subject, html }) => ({ subject, html: html.trim() }))
  }
  const wanted = [{ subject: 'แจ้งกำหนด', html: '<p>เรียน</p>' }]
  await vi.waitFor(async () => expect(await shown()).toEqual(wanted), { timeout: 10_000 })

  const mails = join(dataDir, 'mails')
  const whole = readFileSync(join(mails, readdirSync(mails).find((name) => name.endsWith('.eml'))!))
  for (const [i, length] of [0, 40, whole.length - 20].entries())
    writeFileSync(join(mails, `cutoff${i}.eml`), whole.subarray(0, length))
  process.kill(inbox.pid!, 'SIGKILL')
  await vi.waitFor(() => expect(inbox.restarts).toBe(1), { timeout: 20_000 })
  await vi.waitFor(async () => expect(await shown()).toEqual(wanted), { timeout: 10_000 })
  const page = await fetch(inbox.webUrl, { headers: { accept: 'text/html' } })
  expect(page.headers.get('content-type')).toContain('text/html')
})
