import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { type ProblemType, problems } from '../../../src/api/problem.ts'
import { ServedDocument } from './document.ts'

export interface Reply {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: what an integrator sees, judged by the test
  readonly body: any
}

export interface Sending {
  readonly key?: string | null
  readonly headers?: Record<string, string>
  /** The body as it is, in place of JSON. */
  readonly raw?: string
}

/** Someone who calls the API over HTTP, as an integrator does: nothing here knows the service's own code. */
export class Caller {
  private readonly url: string
  private readonly programme: string
  readonly token: string | undefined
  /** The token's id, as the audit trail has it. */
  readonly id: string | undefined

  constructor(url: string, programme: string, token?: string, id?: string) {
    this.url = url
    this.programme = programme
    this.token = token
    this.id = id
  }

  /** The same person, asking at another address. */
  at(url: string): Caller {
    return new Caller(url, this.programme, this.token, this.id)
  }

  /** GET below the programme. */
  get(path = ''): Promise<Reply> {
    return this.request('GET', `/api/v1/programmes/${this.programme}${path}`)
  }

  /** POST below the programme. */
  post(path: string, body?: unknown, sending: Sending = {}): Promise<Reply> {
    return this.request('POST', `/api/v1/programmes/${this.programme}${path}`, body, sending)
  }

  /** A command to an office; under a key of its own unless one is given. */
  command(office: string, command: string, body: unknown = {}, sending: Sending = {}): Promise<Reply> {
    return this.post(`/offices/${office}/commands/${command}`, body, { key: randomUUID(), ...sending })
  }

  /** A command to an area. */
  areaCommand(area: string, command: string, body: unknown = {}, sending: Sending = {}): Promise<Reply> {
    return this.post(`/commands/${command}`, { area, body }, { key: randomUUID(), ...sending })
  }

  /** Any request. */
  async request(method: string, path: string, body?: unknown, { key, headers, raw }: Sending = {}): Promise<Reply> {
    const content = raw ?? (body === undefined ? undefined : JSON.stringify(body))
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        ...(this.token === undefined ? {} : { authorization: `Bearer ${this.token}` }),
        ...(content === undefined ? {} : { 'content-type': 'application/json' }),
        ...(typeof key === 'string' ? { 'idempotency-key': key } : {}),
        ...headers,
      },
      ...(content === undefined ? {} : { body: content }),
    })
    const text = await response.text()
    const type = response.headers.get('content-type') ?? ''
    const reply = {
      status: response.status,
      headers: response.headers,
      body: text === '' || !/json/.test(type) ? text || undefined : JSON.parse(text),
    }
    // Whatever a test is about: no answer that the service's document does not describe.
    if (response.status !== 304)
      expect((await documentOf(this.url)).unknownIn(method, path, reply.status, type, reply.body)).toBeUndefined()
    return reply
  }
}

const documents = new Map<string, Promise<ServedDocument>>()

/** The document that the service at an address serves; asked for once. */
export function documentOf(url: string): Promise<ServedDocument> {
  const known = documents.get(url)
  if (known) return known
  const asked = fetch(`${url}/api/v1/openapi.json`).then(async (r) => new ServedDocument(await r.json()))
  documents.set(url, asked)
  return asked
}

/** A problem as RFC 9457 has it, with its stable type, that type's status, and these facts among others. */
export function expectProblem(reply: Reply, type: ProblemType, facts: Record<string, unknown> = {}): void {
  expect(reply.body).toMatchObject({ type: `/problems/${type}`, ...facts })
  const { status, title } = problems[type]
  expect(reply.status).toBe(status)
  expect(reply.body).toMatchObject({ status, title, detail: expect.stringMatching(/\S/) })
  expect(reply.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  expect(reply.body.instance).toBe(reply.headers.get('x-request-id'))
}
