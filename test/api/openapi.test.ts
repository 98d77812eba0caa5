import { Validator } from '@seriousme/openapi-schema-validator'
import type { Router } from 'express'
import { describe, expect, it } from 'vitest'
import { createApp } from '../../src/api/app.ts'
import { documentOf } from './support/caller.ts'
import { programme } from './support/programme.ts'
import { openTwoProvinces, startService } from './support/service.ts'

const service = await startService()
await service.runWorker()
await openTwoProvinces(service)
const served = await documentOf(service.url)
const operations = Object.entries(served.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
)

interface Layer {
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> }
  readonly handle: { readonly stack?: readonly Layer[] }
}

/** Every route of an Express app as it was mounted, whoever mounted it. */
function mounted(stack: readonly Layer[]): string[] {
  return stack.flatMap(({ route, handle }) =>
    route
      ? Object.keys(route.methods)
          .filter((method) => method !== '_all')
          .map((method) => `${method.toUpperCase()} ${route.path}`)
      : mounted(handle.stack ?? []),
  )
}

/** An endpoint of webhooks of its own for a request. */
async function newEndpoint(path: string): Promise<string> {
  const setting = {
    url: `https://portal.example.go.th${path.replaceAll(/\W/g, '-')}`,
    description: 'x',
    types: [],
    area: '47',
  }
  const { body } = await (await service.as('province', '47')).post('/webhooks', setting)
  return body.endpoint.id
}

/** A contact of 4701. */
async function newContact(): Promise<string> {
  const setting = { role: 'deputy', name: 'x', email: 'x@example.go.th' }
  return (await (await service.as('district', '4701')).post('/offices/4701/contacts', setting)).body.id
}

describe('The document of the API', () => {
  it('is valid OpenAPI 3.1', async () => {
    const response = await fetch(`${service.url}/api/v1/openapi.json`)
    const result = await new Validator().validate(JSON.parse(await response.text()))
    expect(result.errors ?? []).toEqual([])
    expect(result.valid).toBe(true)
  })

  it('has every route that is mounted, and no other', () => {
    const { router } = createApp(service.setting) as unknown as { router: Router }
    const routes = mounted(router.stack as unknown as Layer[]).filter(
      (r) => !r.endsWith('/:command') && !/^GET \/(healthz|readyz|openapi\.json|docs|open-data)/.test(r),
    )
    const documented = operations.map(({ method, path }) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`)
    expect(routes.toSorted()).toEqual(documented.toSorted())
  })

  it('names every operation once, and says of each what it is', () => {
    const ids = operations.map(({ operation }) => operation.operationId)
    expect(new Set(ids).size).toBe(ids.length)
    for (const { operation } of operations) expect(operation).toMatchObject({ summary: expect.stringMatching(/\S/) })
  })

  it.for(operations.filter(({ operation }) => operation.requestBody?.content['application/json']))(
    'has an example of $method $path that is taken when pasted',
    async ({ method, path, operation }) => {
      const { example } = operation.requestBody!.content['application/json'] as { example?: unknown }
      expect(example).toBeDefined()
      const url = `/api/v1${path}`
        .replace('{programme}', programme.id)
        .replace('{office}', path.endsWith('/forward') ? '83' : '4701')
        .replace('{webhook}', path.includes('{webhook}') ? await newEndpoint(path) : '')
        .replace('{contact}', path.includes('{contact}') ? await newContact() : '')
        .replace('{token}', (await service.as('district', '4701')).id!)
      const command = /commands\/([a-z-]+)$/.exec(path)?.[1]
      const person = /^(disburse|reverse|return-funds|acknowledge|record-activity|submit-report)$/.test(command ?? '')
        ? await service.as('district', '4701')
        : path.endsWith('/links')
          ? await service.as('department', 'all')
          : command === 'answer-escalation' || path.endsWith('/commands')
            ? await service.as('province', '47')
            : command === undefined
              ? await service.as('operator', 'all')
              : await service.as('department', 'all')
      const reply = await person.request(method, url, example, { key: `example ${path}`.replaceAll(' ', '-') })
      // Where an office has not come so far, the rules say no; the form of the request is right.
      const refusals = [
        ...['/problems/programme-exists', '/problems/not-escalated', '/problems/not-under-review'],
        ...['/problems/disbursement-incomplete', '/problems/not-suspended', '/problems/virement-forbidden'],
        ...['/problems/unknown-document', '/problems/already-done', '/problems/withdrawn', '/problems/not-notified'],
        '/problems/not-paused',
      ]
      if (reply.status >= 300) expect(refusals, JSON.stringify(reply.body)).toContain(reply.body.type)
    },
  )
})

describe('The page of the document', () => {
  it('is served with all it loads, from here alone', async () => {
    const page = await fetch(`${service.url}/api/v1/docs`)
    expect(page.url).toBe(`${service.url}/api/v1/docs/`)
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self';/)
    const html = await page.text()
    const loaded = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => file!)
    expect(loaded).toEqual(['swagger-ui.css', 'swagger-ui-bundle.js', 'start.js'])
    for (const file of loaded) expect((await fetch(`${page.url}${file}`)).status).toBe(200)
  })
})
