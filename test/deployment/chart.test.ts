import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { documentedVariables, secretNames } from '../../src/config.ts'
import { temporalSecretNames, temporalVariables } from '../../src/temporal/variables.ts'

const chart = fileURLToPath(new URL('../../deploy/helm/amphoe-ita/', import.meta.url))
const read = (path: string) => readFileSync(chart + path, 'utf8')
const templates = readdirSync(`${chart}templates`).map((name) => read(`templates/${name}`))
const secrets = [...secretNames, ...temporalSecretNames]
const known = new Set([
  ...documentedVariables().map(({ name }) => name),
  ...Object.keys(temporalVariables),
  ...secrets.map((name) => `${name}_FILE`),
])

const usual = parse(read('values.yaml'))
const installed = {
  ...usual,
  publicUrl: 'https://ita.example.go.th',
  temporal: { ...usual.temporal, address: 'temporal-frontend:7233' },
}

describe('values.schema.json', () => {
  const isTaken = new Ajv().compile(JSON.parse(read('values.schema.json')))

  it('takes the usual values with the two that every installation has of its own', () => {
    expect(isTaken(installed), JSON.stringify(isTaken.errors)).toBe(true)
  })

  it.for([
    ['no address of the service', { publicUrl: '' }],
    ['an address of the service with a path', { publicUrl: 'https://ita.example.go.th/x' }],
    ['no Temporal', { temporal: usual.temporal }],
    ['a role for the API alone', { databaseRoles: { api: 'ita_api', worker: '' } }],
    ['one worker alone', { worker: { ...usual.worker, replicas: 1 } }],
    [
      'a worker that is killed before it has drained',
      { worker: { ...usual.worker, terminationGracePeriodSeconds: 10 } },
    ],
    ['a moving tag', { image: { ...usual.image, tag: 'latest' } }],
    ['a value that the chart does not know', { replicas: 3 }],
    ...secrets.map((name): [string, object] => [`the secret ${name} as a variable`, { config: { [name]: 'x' } }]),
  ] as [string, object][])('refuses %s', ([, wrong]) => {
    expect(isTaken({ ...installed, ...wrong })).toBe(false)
  })
})

describe('the templates', () => {
  it('name no value that values.yaml does not have', () => {
    const named = templates.flatMap((text) => [...text.matchAll(/\.Values\.([\w.]+)/g)].map(([, path]) => path!))
    expect(named.length).toBeGreaterThan(30)
    for (const path of named) expect(usual, path).toHaveProperty(path)
  })

  it('set only variables that the service has, and no secret but as a file', () => {
    const names = [...read('templates/_names.tpl').matchAll(/"([A-Z][A-Z_]+)" ["(.]/g)].map(([, name]) => name!)
    expect(names).toContain('DATABASE_URL_FILE')
    for (const name of names) expect(known, name).toContain(name)
    for (const secret of secrets) expect(names).not.toContain(secret)
  })
})

/** Rendering needs Helm itself: where there is none on PATH, only the above is held. */
describe.skipIf(spawnSync('helm', ['version']).status !== 0)('what Helm renders', () => {
  const render = (...set: string[]) => {
    const own = ['publicUrl=https://ita.example.go.th', 'temporal.address=temporal-frontend:7233', ...set]
    const args = ['template', 'ita', chart, '--kube-version', '1.34.0', ...own.flatMap((value) => ['--set', value])]
    const { status, stdout, stderr } = spawnSync('helm', args, { encoding: 'utf8' })
    expect(status, stderr).toBe(0)
    return parseAllDocuments(stdout).map((document) => document.toJS())
  }
  const everything = () =>
    render(
      ...['ingress.enabled=true', 'ingress.host=ita.example.go.th', 'serviceMonitor.enabled=true'],
      ...['databaseRoles.api=ita_api', 'databaseRoles.worker=ita_worker', 'api.autoscaling.enabled=true'],
      ...['secretKeys.webhookKey=true', 'secretKeys.smtpUrl=true'],
    ).filter(Boolean)

  it('is what a cluster needs of the service', () => {
    expect(
      everything()
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(
      [
        ...[
          'ConfigMap',
          'Deployment',
          'Deployment',
          'Deployment',
          'HorizontalPodAutoscaler',
          'Ingress',
          'Job',
          'NetworkPolicy',
        ],
        ...['PodDisruptionBudget', 'PodDisruptionBudget', 'Service', 'Service', 'ServiceAccount', 'ServiceMonitor'],
      ].sort(),
    )
  })

  it('is confined as the restricted standard has it, with secrets as files', () => {
    const pods = everything().filter(({ spec }) => spec?.template?.spec?.containers)
    expect(pods).toHaveLength(4)
    for (const { spec } of pods) {
      const { securityContext, containers, volumes, automountServiceAccountToken } = spec.template.spec
      expect(automountServiceAccountToken).toBe(false)
      expect(securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } })
      expect(volumes[0].secret.secretName).toBe('amphoe-ita')
      for (const container of containers)
        expect(container.securityContext).toEqual({
          ...{ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
        })
    }
  })

  it('gives API and workers the address of their own role, and the owner’s to what migrates and to commands alone', () => {
    const addresses = (documents: { spec?: { template?: { spec?: { containers?: unknown } } } }[]) =>
      Object.fromEntries(
        documents
          .filter(({ spec }) => spec?.template?.spec?.containers)
          // biome-ignore lint/suspicious/noExplicitAny: what Helm renders
          .map(({ spec, metadata }: any) => [metadata.name, spec.template.spec.volumes[0].secret.items[0]]),
      )
    const at = (key: string) => ({ key, path: 'database-url' })
    expect(addresses(everything())).toEqual({
      ...{ 'ita-api': at('database-url-api'), 'ita-worker': at('database-url-worker') },
      ...{ 'ita-migrate': at('database-url'), 'ita-commands': at('database-url') },
    })
    const without = {
      'ita-api': at('database-url'),
      'ita-worker': at('database-url'),
      'ita-migrate': at('database-url'),
    }
    expect(addresses(render().filter(Boolean))).toEqual(without)
  })

  it('migrates first', () => {
    const job = everything().find(({ kind }) => kind === 'Job')
    expect(job.metadata.annotations['helm.sh/hook']).toBe('pre-install,pre-upgrade')
    expect(job.spec.template.spec.containers[0].args).toEqual(['migrate', '--retention-days', '30'])
  })
})
