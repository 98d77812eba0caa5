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

async function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)))
  })
}
