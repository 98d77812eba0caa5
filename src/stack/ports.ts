import { createServer } from 'node:net'

/** A port to listen on, and whether it is another than the one asked for. */
export interface ChosenPort {
  readonly port: number
  readonly moved: boolean
}

/** The preferred port of 127.0.0.1 when nothing listens there, else the next free one above it. */
export async function choosePort(preferred: number, taken: ReadonlySet<number> = new Set()): Promise<ChosenPort> {
  for (let port = preferred; port < preferred + 200 && port < 65_536; port++) {
    if (!taken.has(port) && (await isFree(port))) return { port, moved: port !== preferred }
  }
  throw new Error(`There is no free port from ${preferred} to ${preferred + 199}.`)
}

/** Any free port of 127.0.0.1, another one each time: for what nobody else needs to know, and tests, which run beside each other. */
export async function anyFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen({ port: 0, host: '127.0.0.1' }, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

/** Whether nothing listens on the port, neither on 127.0.0.1 nor on every address. */
async function isFree(port: number): Promise<boolean> {
  for (const host of ['127.0.0.1', '0.0.0.0']) {
    const free = await new Promise<boolean>((resolve) => {
      const server = createServer()
      server.once('error', () => resolve(false))
      server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)))
    })
    if (!free) return false
  }
  return true
}
