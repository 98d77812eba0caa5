import { createTransport } from 'nodemailer'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startInbox } from '../../src/stack/inbox.ts'
import { anyFreePort } from '../../src/stack/ports.ts'
import { scratchFolder } from './support/scratch.ts'

test('the inbox shows the mails it was sent, also after it was killed', { timeout: 60_000 }, async () => {
  const [smtpPort, webPort] = [await anyFreePort(), await anyFreePort()]
  const inbox = await startInbox({ dataDir: scratchFolder(), smtpPort, webPort, onEvent: () => undefined })
  onTestFinished(() => inbox.stop())
  const mail = { from: 'a@amphoe-ita.example', to: 'b@amphoe-ita.example', subject: 'แจ้งกำหนด', html: '<p>เรียน</p>' }
  await createTransport(inbox.smtpUrl).sendMail(mail)

  const shown = async () => {
    const mails = (await (await fetch(`${inbox.webUrl}/api/email`)).json()) as { subject: string; html: string }[]
    return mails.map(({ subject, html }) => ({ subject, html: html.trim() }))
  }
  const wanted = [{ subject: 'แจ้งกำหนด', html: '<p>เรียน</p>' }]
  await vi.waitFor(async () => expect(await shown()).toEqual(wanted), { timeout: 10_000 })

  process.kill(inbox.pid!, 'SIGKILL')
  await vi.waitFor(() => expect(inbox.restarts).toBe(1), { timeout: 20_000 })
  await vi.waitFor(async () => expect(await shown()).toEqual(wanted), { timeout: 10_000 })
  const page = await fetch(inbox.webUrl, { headers: { accept: 'text/html' } })
  expect(page.headers.get('content-type')).toContain('text/html')
})
