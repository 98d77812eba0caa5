import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll } from 'vitest'

/** A span as OTLP's JSON has it. */
export interface Span {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  /** The name of the service that sent it. */
  readonly service: string
}

interface Sent {
  readonly resourceSpans: readonly {
    readonly resource: { attributes: readonly { key: string; value: { stringValue?: string } }[] }
    readonly scopeSpans: readonly { readonly spans: readonly Omit<Span, 'service'>[] }[]
  }[]
}

/** A collector of OpenTelemetry's, on a port: what is sent to it as OTLP over HTTP is kept. */
export class Collector {
  readonly spans: Span[] = []
  /** Everything that was sent, as it was sent. */
  sent = ''
  private readonly port: number

  private constructor(port: number) {
    this.port = port
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** Starts one for the calling test file. */
  static async start(): Promise<Collector> {
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      collector.take(Buffer.concat(chunks).toString('utf8'))
      response.setHeader('content-type', 'application/json').end('{}')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    afterAll(() => {
      server.closeAllConnections()
      server.close()
    })
    const collector = new Collector((server.address() as AddressInfo).port)
    return collector
  }

  private take(body: string): void {
    this.sent += body
    for (const { resource, scopeSpans } of (JSON.parse(body) as Sent).resourceSpans) {
      const service = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? ''
      for (const { spans } of scopeSpans) this.spans.push(...spans.map((span) => ({ ...span, service })))
    }
  }
}
