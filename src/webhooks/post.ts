import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
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
  /** Ends the connections that are kept for the next request. */
  close(): void
}

/**
 * A receiver of requests, over connections of its own.
 * @param url already judged
 * @param lookup finds and checks the addresses connected to
 * @param timeoutMs for one request as a whole: name, connection, answer and its body
 * @param callOff ends requests under way
 */
export function openReceiver(
  url: URL,
  setting: {
    readonly lookup: LookupFunction
    readonly atOnce: number
    readonly timeoutMs: number
    readonly callOff: AbortSignal
  },
): Receiver {
  const isTls = url.protocol === 'https:'
  const agentSetting = { keepAlive: true, maxSockets: setting.atOnce, lookup: setting.lookup }
  const agent = isTls ? new HttpsAgent(agentSetting) : new HttpAgent(agentSetting)
  const send = isTls ? httpsRequest : httpRequest
  return {
    post: (headers, body) =>
      new Promise((resolve) => {
        const timeout = AbortSignal.timeout(setting.timeoutMs)
        const signal = AbortSignal.any([timeout, setting.callOff])
        const length = { 'content-length': Buffer.byteLength(body) }
        const request = send(url, { method: 'POST', agent, signal, headers: { ...headers, ...length } })
        request.on('response', (response) => {
          const { statusCode = 0, headers } = response
          // The status stands, whatever becomes of the body.
          readUpTo(BODY_CAP, response, () => resolve({ status: statusCode, retryAfter: headers['retry-after'] }))
        })
        request.on('error', (error) => {
          if (setting.callOff.aborted) resolve({ calledOff: true })
          else if (timeout.aborted) resolve({ error: `no answer within ${setting.timeoutMs / 1000} s` })
          else resolve({ error: wordsOf(error) })
        })
        request.end(body)
      }),
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
