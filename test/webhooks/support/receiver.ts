import { readFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { Webhook } from 'standardwebhooks'

/** A certificate for localhost that nobody trusts by himself; its key is for tests only. */
export const CERTIFICATE = fileURLToPath(new URL('localhost.cert.pem', import.meta.url))
const KEY_FILE = fileURLToPath(new URL('localhost.key.pem', import.meta.url))

/** One webhook as it arrived. */
export interface Arrived {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** Since the process began, in milliseconds. */
  readonly at: number
}

/** How a receiver answers; 204 when nothing else is said. */
export type Behaviour = (request: IncomingMessage, response: ServerResponse, n: number) => void

/** Another system: a real HTTP server on this machine that keeps what it gets. */
export class TestReceiver {
  readonly arrived: Arrived[] = []
  /** The most requests that were under way together. */
  mostAtOnce = 0
  behaviour: Behaviour = (_request, response) => void response.writeHead(204).end()
  url = ''
  private atOnce = 0
  private readonly sockets = new Set<Socket>()
  private readonly server
  private readonly isTls: boolean

  constructor({ tls = false } = {}) {
    this.isTls = tls
    this.server = tls
      ? createTlsServer({ cert: readFileSync(CERTIFICATE), key: readFileSync(KEY_FILE) }, this.take)
      : createServer(this.take)
  }

  private readonly take = (request: IncomingMessage, response: ServerResponse) => {
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.atOnce)
    response.on('close', () => this.atOnce--)
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { url: path = '', headers } = request
      this.arrived.push({ path, headers, body: Buffer.concat(chunks).toString('utf8'), at: performance.now() })
      this.behaviour(request, response, this.arrived.length)
    })
  }

  /** @param host an address of this machine */
  async start(host = '127.0.0.1', port = 0): Promise<this> {
    this.server.on('connection', (socket) => {
      this.sockets.add(socket)
      socket.on('close', () => this.sockets.delete(socket))
    })
    await new Promise<void>((resolve) => this.server.listen(port, host, resolve))
    this.url = `${this.isTls ? 'https' : 'http'}://${host}:${(this.server.address() as AddressInfo).port}`
    return this
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy()
    await new Promise<void>((resolve) => this.server.close(() => resolve()))
  }

  /** What arrived, verified as a receiver would. @throws when a signature does not fit */
  // biome-ignore lint/suspicious/noExplicitAny: the payload of any type
  verified(secret: string): any[] {
    const webhook = new Webhook(secret)
    return this.arrived.map(({ body, headers }) => webhook.verify(body, headers as Record<string, string>))
  }

  get ids(): string[] {
    return this.arrived.map(({ headers }) => String(headers['webhook-id']))
  }
}
