import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider } from 'oidc-provider'
import { vi } from 'vitest'

/** Somebody with an account at the provider, with claims as ThaID has them: `email` may be missing. */
export interface Citizen {
  readonly sub: string
  readonly pid: string
  readonly name_th: string
  readonly email?: string
  readonly email_verified?: boolean
}

/** An OpenID Connect provider on a port of its own, where whoever comes is signed in at once as the citizen named. */
export interface TestProvider {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** Who sits before the browser from now on; null for somebody who cancels. */
  seat(citizen: Citizen | null): void
  /** Takes the provider off the network, and back. */
  stop(): Promise<void>
  start(): Promise<void>
}

const CLIENT_SECRET = 'the-secret-between-service-and-provider'

/** @param redirectUri where it sends people back to */
export async function startTestProvider(redirectUri: string): Promise<TestProvider> {
  let seated: Citizen | null = null
  const accounts = new Map<string, Citizen>()
  const server: Server = createServer()
  const port = await listen(server, 0)
  const issuer = `http://127.0.0.1:${port}`
  // It says at length that this is no production setting.
  for (const method of ['info', 'warn'] as const) vi.spyOn(console, method).mockImplementation(() => undefined)
  const clientId = 'aita'
  const provider = new Provider(issuer, {
    clients: [{ client_id: clientId, client_secret: CLIENT_SECRET, redirect_uris: [redirectUri] }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['pid', 'name_th'] },
    cookies: { keys: ['test'] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    findAccount: (_context: unknown, accountId: string) => ({
      accountId,
      claims: async () => accounts.get(accountId) ?? { sub: accountId },
    }),
    loadExistingGrant: async (context: {
      oidc: { session: { accountId: string }; client: { clientId: string }; provider: Provider }
    }) => {
      const { session, client } = context.oidc
      const grant = new context.oidc.provider.Grant({ accountId: session.accountId, clientId: client.clientId })
      grant.addOIDCScope('openid email profile')
      await grant.save()
      return grant
    },
  })
  const callback = provider.callback()
  server.on('request', (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return callback(request, response)
    const result = seated
      ? { login: { accountId: seated.sub, remember: false } }
      : { error: 'access_denied', error_description: 'the person has cancelled' }
    void provider.interactionFinished(request, response, result)
  })
  return {
    ...{ issuer, clientId, clientSecret: CLIENT_SECRET },
    seat(citizen) {
      seated = citizen
      if (citizen) accounts.set(citizen.sub, citizen)
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
    async start() {
      await listen(server, port)
    },
  }
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}
