import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { documentedVariables, InvalidConfigError, readConfig, secretNames } from '../../src/config.ts'
import { concealing } from '../../src/deployment/conceal.ts'
import { configurationPage } from '../../src/deployment/page.ts'
import { temporalConnectConfig } from '../../src/temporal/variables.ts'

const folder = mkdtempSync(join(tmpdir(), 'amphoe-ita-secrets-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function file(name: string, content: string): string {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}

const database = { DATABASE_URL: 'postgresql://127.0.0.1/x' }
const key = Buffer.alloc(32, 7).toString('base64')
const provider = { OIDC_ISSUER: 'https://idp.example.go.th', OIDC_CLIENT_ID: 'aita' }

function issuesOf(environment: NodeJS.ProcessEnv): string[] {
  try {
    readConfig(environment)
    return []
  } catch (error) {
    if (!(error instanceof InvalidConfigError)) throw error
    return error.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`)
  }
}

describe('secrets in files', () => {
  it('hold for every secret, without the line break at their end', () => {
    const read = readConfig({
      ...provider,
      DATABASE_URL_FILE: file('database', 'postgresql://10.0.0.1/x\n'),
      SMTP_URL_FILE: file('smtp', 'smtp://10.0.0.2:25\r\n'),
      WEBHOOK_KEY_FILE: file('webhook', `${key}\n`),
      OIDC_CLIENT_SECRET_FILE: file('oidc', 'from a file\n'),
    })
    expect(read).toMatchObject({
      ...{ DATABASE_URL: 'postgresql://10.0.0.1/x', SMTP_URL: 'smtp://10.0.0.2:25' },
      ...{ WEBHOOK_KEY: Buffer.alloc(32, 7), OIDC_CLIENT_SECRET: 'from a file' },
    })
  })

  it("hold for Temporal's API key", () => {
    const { connectionOptions } = temporalConnectConfig({
      ...{ TEMPORAL_ADDRESS: 'x.example:7233', TEMPORAL_API_KEY_FILE: file('temporal', 'key-of-cloud\n') },
    })
    expect(connectionOptions).toMatchObject({ apiKey: 'key-of-cloud' })
    expect(() => temporalConnectConfig({ TEMPORAL_API_KEY_FILE: join(folder, 'none') })).toThrow(
      'TEMPORAL_API_KEY_FILE: a file that can be read (ENOENT)',
    )
  })

  it.for([
    ['that is not there', { DATABASE_URL_FILE: '/none' }, ['DATABASE_URL_FILE: a file that can be read (ENOENT)']],
    ['that is a folder', { DATABASE_URL_FILE: tmpdir() }, ['DATABASE_URL_FILE: a file that can be read (EISDIR)']],
    [
      'beside the variable itself',
      { ...database, DATABASE_URL_FILE: '/none' },
      ['DATABASE_URL: either itself or DATABASE_URL_FILE, not both'],
    ],
  ] as [string, NodeJS.ProcessEnv, string[]][])('a file %s is refused, and said once', ([, environment, issues]) => {
    expect(issuesOf(environment)).toEqual(issues)
  })

  it('an empty file is refused', () => {
    expect(issuesOf({ ...database, SMTP_URL_FILE: file('empty', '\n') })).toEqual([
      'SMTP_URL_FILE: a file that is not empty',
    ])
  })

  it('a wrong file and a wrong variable are said at once', () => {
    expect(issuesOf({ DATABASE_URL_FILE: '/none', PORT: '70000' })).toHaveLength(2)
  })
})

describe('what is said of secrets', () => {
  const conceal = concealing({
    DATABASE_URL: 'postgresql://ita:p%40ss%2Fword@127.0.0.1/x',
    SMTP_URL_FILE: file('smtp-secret', 'smtp://ita:mailpass@127.0.0.1\n'),
    WEBHOOK_KEY: key,
    TEMPORAL_API_KEY: 'cloud-key',
    OIDC_CLIENT_SECRET: 'abc',
  })

  it.for([
    'postgresql://ita:p%40ss%2Fword@127.0.0.1/x',
    'p%40ss%2Fword',
    'p@ss/word',
    'smtp://ita:mailpass@127.0.0.1',
    'mailpass',
    key,
    'cloud-key',
  ])('%s is never shown', (secret) => {
    expect(conceal(`refused: ${secret}, ${secret}!`)).toBe('refused: …, …!')
  })

  it('the rest is', () => {
    expect(conceal('user ita at 127.0.0.1: alphabet abc')).toBe('user ita at 127.0.0.1: alphabet abc')
  })
})

describe('proxies', () => {
  it('are none when nobody has named any: Compose hands the variable on empty', () => {
    expect(readConfig({ ...database, TRUSTED_PROXIES: '' }).TRUSTED_PROXIES).toBeUndefined()
    expect(readConfig({ ...database, TRUSTED_PROXIES: 'loopback' }).TRUSTED_PROXIES).toBe('loopback')
  })
})

describe('docs/configuration.md', () => {
  it('is what the variables say of themselves (npm run config -- --document writes it anew)', async () => {
    await expect(configurationPage()).toMatchFileSnapshot('../../docs/configuration.md')
  })

  it('explains every variable', () => {
    for (const { name, description } of documentedVariables()) expect(description, name).not.toBe('')
    const documented = documentedVariables().filter(({ isSecret }) => isSecret)
    expect(documented.map(({ name }) => name)).toEqual([...secretNames])
  })
})
