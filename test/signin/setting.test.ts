import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { InvalidConfigError, readConfig } from '../../src/config.ts'
import { signInSetting } from '../../src/signin/setting.ts'
import { openStore } from '../../src/store/store.ts'

const folder = mkdtempSync(join(tmpdir(), 'amphoe-ita-setting-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const database = { DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none' }
const provider = { OIDC_ISSUER: 'https://imauth.example.go.th', OIDC_CLIENT_ID: 'aita', OIDC_CLIENT_SECRET: 'secret' }
const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() }
const settingOf = (environment: NodeJS.ProcessEnv) =>
  signInSetting(readConfig({ ...database, ...environment }), {
    store: openStore(database.DATABASE_URL, { poolSize: 2 }),
    log,
    audit: async () => {},
  })

describe('what the environment says on signing in', () => {
  it('nothing: by e-mail alone, 30 minutes idle, 12 hours at most', () => {
    expect(settingOf({})).toMatchObject({ oidc: undefined, limits: { idleMs: 1_800_000, lifetimeMs: 43_200_000 } })
  })

  it('a provider, under the name ThaID unless another is given', () => {
    expect(settingOf(provider)?.oidc).toEqual({
      ...{ issuer: 'https://imauth.example.go.th', clientId: 'aita', clientSecret: 'secret' },
      ...{ scopes: 'openid email', label: 'ThaID' },
    })
  })

  it('links by mail, unless they are switched off', () => {
    expect(settingOf(provider)?.byEmail).toBe(true)
    expect(settingOf({ ...provider, SIGN_IN_BY_EMAIL: 'false' })?.byEmail).toBe(false)
  })

  it('a file with the secret, without the line break at its end', () => {
    const file = join(folder, 'secret')
    writeFileSync(file, 'from a file\n')
    const { OIDC_CLIENT_SECRET: _, ...rest } = provider
    expect(settingOf({ ...rest, OIDC_CLIENT_SECRET_FILE: file })?.oidc?.clientSecret).toBe('from a file')
    expect(() => settingOf({ ...rest, OIDC_CLIENT_SECRET_FILE: join(folder, 'none') })).toThrow(
      'OIDC_CLIENT_SECRET_FILE: a file that can be read (ENOENT)',
    )
  })

  it.for([
    ['a provider by http elsewhere', { OIDC_ISSUER: 'http://imauth.example.go.th' }, 'OIDC_ISSUER'],
    ['a host whose name begins like this machine’s', { OIDC_ISSUER: 'http://127.0.0.1.example.org' }, 'OIDC_ISSUER'],
    ['no id', { OIDC_CLIENT_ID: undefined }, 'OIDC_CLIENT_ID'],
    ['no secret', { OIDC_CLIENT_SECRET: undefined }, 'OIDC_CLIENT_SECRET'],
    ['two secrets', { OIDC_CLIENT_SECRET_FILE: '/run/secret' }, 'OIDC_CLIENT_SECRET'],
    ['scopes without openid', { OIDC_SCOPES: 'email openidx' }, 'OIDC_SCOPES'],
    ['neither provider nor mail', { OIDC_ISSUER: undefined, SIGN_IN_BY_EMAIL: 'false' }, 'SIGN_IN_BY_EMAIL'],
    ['a session without end', { SESSION_HOURS: '0' }, 'SESSION_HOURS'],
  ] as [string, NodeJS.ProcessEnv, string][])('refused: %s', ([, wrong, name]) => {
    const read = () => readConfig({ ...database, ...provider, ...wrong })
    expect(read).toThrow(InvalidConfigError)
    expect(read).toThrow(`${name}:`)
  })

  it.for(['http://127.0.0.1:4000', 'http://localhost:4000', 'http://[::1]:4000'])(
    'a provider by http on this machine: %s',
    (issuer) => {
      expect(settingOf({ ...provider, OIDC_ISSUER: issuer })?.oidc?.issuer).toBe(issuer)
    },
  )

  it('nobody signs in where sessions would be seen on the way, and it is said', () => {
    expect(settingOf({ PUBLIC_URL: 'http://aita.example.go.th' })).toBeUndefined()
    expect(log.warn).toHaveBeenCalledWith(expect.stringContaining('PUBLIC_URL'))
    expect(settingOf({ PUBLIC_URL: 'https://aita.example.go.th' })).toBeDefined()
  })
})
