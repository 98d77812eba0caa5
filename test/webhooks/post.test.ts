import { lookup } from 'node:dns'
import { createServer } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { openReceiver } from '../../src/webhooks/post.ts'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** A receiver that says these words to whoever connects. */
async function saying(words: string): Promise<URL> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => socket.end(words))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => server.close())
  return new URL(`http://127.0.0.1:${(server.address() as { port: number }).port}/`)
}

test.for([
  ['another protocol', 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n', /no answer/],
  ['nothing at all', '', /./],
  ['words that are no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n', /./],
] as const)('a receiver that answers with %s has not taken it, and holds nobody up', async ([, words, error]) => {
  const url = await saying(words)
  const receiver = openReceiver(url, { lookup, atOnce: 1, timeoutMs: 60_000 })
  closing.push(() => receiver.close())
  expect(await receiver.post({}, '{}')).toEqual({ error: expect.stringMatching(error) })
})
