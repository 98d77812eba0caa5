import { createServer, type Server } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { anyFreePort, choosePort } from '../../src/stack/ports.ts'

async function listen(port: number, host: string): Promise<Server> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(port, host, resolve))
  onTestFinished(() => void server.close())
  return server
}

test('the preferred port is chosen when it is free', async () => {
  const port = await anyFreePort()
  expect(await choosePort(port)).toEqual({ port, moved: false })
})

test.each(['127.0.0.1', '0.0.0.0'])(
  'another port is chosen, and said so, when somebody listens on %s',
  async (host) => {
    const port = await anyFreePort()
    await listen(port, host)
    const chosen = await choosePort(port)
    expect(chosen.moved).toBe(true)
    expect(chosen.port).toBeGreaterThan(port)
  },
)

test('a port that was just given to another part is not given again', async () => {
  const port = await anyFreePort()
  expect((await choosePort(port, new Set([port]))).port).not.toBe(port)
})
