import { type ClientRequest, Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { LookupFunction } from 'node:net'

/** So much of an answer's body is read, so that its connection can be used again; nothing in it is looked at. */
const BODY_CAP = 16 * 1024

/** What came of one request. */
export type Answer =
  /** The receiver answered; `retryAfter` in its words. */
  | { readonly status: number; readonly retryAfter?: string | undefined }
  /** It did not: why. */
  | { readonly error: string }
  /** It was called off by us. */
  | { readonly calledOff: true }

export interface Receiver {
  /** Sends one POST and waits for the answer. Redirects are not followed. Never throws. */
  post(headers: Readonly<Record<string, string>>, body: string): Promise<Answer>
  /** Ends requests under way. */
  callOff(): void
  /** Ends the connections that are kept for the next request. */
  close(): void
}

export interface ReceiverSetting {
  /** Finds and checks the addresses connected to. */
  readonly lookup: LookupFunction
  /** Connections at once. */
  readonly atOnce: number
  /** For one request as a whole: name, connection, answer and its body. */
  readonly timeoutMs: number
}

/**
 * A receiver of requests, over connections of its own.
 * @param url already judged
 */
export function openReceiver(url: URL, { lookup, atOnce, timeoutMs }: ReceiverSetting): Receiver {
  const isTls = url.protocol === 'https:'
  const agentSetting = { keepAlive: true, maxSockets: atOnce, lookup }
  const agent = isTls ? new HttpsAgent(agentSetting) : new HttpAgent(agentSetting)
  const send = isTls ? httpsRequest : httpRequest
  const underWay = new Set<ClientRequest>()
  let isCalledOff = false
  return {
    post: (headers, body) =>
      new Promise((resolve) => {
        const length = { 'content-length': Buffer.byteLength(body) }
        const request = send(url, { method: 'POST', agent, headers: { ...headers, ...length } })
        let isAnswered = false
        let isLate = false
        const timer = setTimeout(() => {
          isLate = true
          request.destroy()
        }, timeoutMs)
        underWay.add(request)
        request.on('response', (response) => {
          isAnswered = true
          const { statusCode = 0, headers } = response
          readUpTo(BODY_CAP, response, () => resolve({ status: statusCode, retryAfter: headers['retry-after'] }))
        })
        request.on('error', (error) => {
          // The status stands, whatever becomes of the body.
          if (isAnswered) return
          if (isCalledOff) resolve({ calledOff: true })
          else resolve({ error: isLate ? `no answer within ${timeoutMs / 1000} s` : wordsOf(error) })
        })
        request.on('close', () => {
          clearTimeout(timer)
          underWay.delete(request)
          // A receiver that changes to another protocol (101) ends it so, with neither an answer nor an error.
          if (!isAnswered) resolve(isCalledOff ? { calledOff: true } : { error: 'no answer' })
        })
        request.end(body)
      }),
    callOff() {
      isCalledOff = true
      for (const request of underWay) request.destroy()
    },
    close: () => agent.destroy(),
  }
}

function readUpTo(cap: number, response: IncomingMessage, done: () => void): void {
  let length = 0
  response.on('data', (chunk: Buffer) => {
    length += chunk.length
    if (length > cap) response.destroy()
  })
  response.on('error', () => undefined)
  response.on('close', done)
}

/** An error in few words. One that stands for several, an attempt an address, has none of its own. */
function wordsOf(error: Error & { readonly code?: string }): string {
  const { message } = error instanceof AggregateError ? (error.errors[0] as Error) : error
  return (message || error.code || error.name).split('\n')[0]!.slice(0, 300)
}
