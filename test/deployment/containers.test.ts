import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { documentedVariables, secretNames } from '../../src/config.ts'
import { temporalSecretNames, temporalVariables } from '../../src/temporal/variables.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (path: string) => readFileSync(root + path, 'utf8')

/** Variables of the service, and those of Node and the C library that a container may set. */
const known = new Set([
  ...documentedVariables().map(({ name }) => name),
  ...Object.keys(temporalVariables),
  ...[...secretNames, ...temporalSecretNames].map((name) => `${name}_FILE`),
  ...['NODE_ENV', 'NODE_OPTIONS', 'MALLOC_ARENA_MAX'],
])
const commands = [...read('src/cli/amphoe-ita.ts').matchAll(/^ {2}(\w+): \(\) => import\(/gm)].map(([, name]) => name)

describe('Dockerfile', () => {
  const instructions = read('Dockerfile')
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => /^[A-Z]+ /.test(line))
  const of = (name: string) => instructions.filter((line) => line.startsWith(`${name} `))

  it('is built on one base, pinned to a version', () => {
    const bases = of('FROM').map((line) => line.split(' ')[1])
    expect(new Set(bases).size).toBe(1)
    expect(bases[0]).toMatch(/^node:\d+\.\d+\.\d+-\w+-slim(@sha256:[0-9a-f]{64})?$/)
  })

  it('copies only what is there, and what .dockerignore lets through', () => {
    const ignore = read('.dockerignore').split('\n')
    const sources = of('COPY')
      .filter((line) => !line.includes('--from='))
      .flatMap((line) => line.split(' ').slice(1, -1))
    expect(sources.length).toBeGreaterThan(5)
    for (const source of sources) {
      expect(existsSync(root + source), source).toBe(true)
      expect(ignore, source).toContain(`!${source}`)
    }
  })

  it('runs as a numbered user that is not root, and is stopped by the signal that its processes handle', () => {
    expect(of('USER')).toEqual(['USER 10001:10001'])
    expect(of('STOPSIGNAL')).toEqual(['STOPSIGNAL SIGTERM'])
    expect(of('HEALTHCHECK')).toHaveLength(1)
  })

  it('sets variables that exist', () => {
    const names = of('ENV').flatMap((line) => [...line.matchAll(/(\w+)=/g)].map(([, name]) => name!))
    expect(names).toContain('WORKFLOW_BUNDLE')
    for (const name of names) expect(known, name).toContain(name)
  })

  it('begins with a command that exists', () => {
    expect(commands).toContain('migrate')
    expect(commands).toContain(JSON.parse(of('CMD')[0]!.slice('CMD '.length))[0])
  })
})

interface Service {
  readonly image: string
  readonly build?: string
  readonly user?: string
  readonly command?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly secrets?: readonly string[]
  readonly volumes?: readonly string[]
  readonly ports?: readonly string[]
  readonly networks: readonly string[]
  readonly read_only?: boolean
  readonly cap_drop?: readonly string[]
  readonly security_opt?: readonly string[]
  readonly restart: string
  readonly healthcheck?: { readonly test: readonly string[] }
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
  readonly deploy: { readonly resources: { readonly limits: Readonly<Record<string, string>> } }
}

describe('docker-compose.yml', () => {
  const file = parse(read('docker-compose.yml'), { merge: true }) as {
    services: Record<string, Service>
    secrets: Record<string, { file: string }>
    volumes: Record<string, unknown>
    networks: Record<string, { internal?: boolean }>
  }
  const services = Object.entries(file.services)
  const own = services.filter(([, { build }]) => build !== undefined)
  const isOnce = ({ restart }: Service) => restart.startsWith('on-failure')

  it.for(services)('%s: its image is pinned to a version', ([, { image }]) => {
    expect(image).toMatch(/:(v?\d+\.\d+|\$\{AMPHOE_ITA_VERSION:-\d+\.\d+\.\d+\})/)
  })

  it.for(services)('%s: is no root, gains no rights, and is bounded', ([, service]) => {
    expect(Number(service.user?.split(':')[0])).toBeGreaterThan(0)
    expect(service.cap_drop).toEqual(['ALL'])
    expect(service.security_opt).toEqual(['no-new-privileges:true'])
    expect(Object.keys(service.deploy.resources.limits).sort()).toEqual(['cpus', 'memory'])
  })

  it('nothing but Temporal and its UI writes into its own file system', () => {
    expect(services.filter(([, s]) => s.read_only !== true).map(([name]) => name)).toEqual(['temporal', 'temporal-ui'])
  })

  it.for(services.filter(([, s]) => !isOnce(s)))('%s: runs on, and its health is asked', ([, service]) => {
    expect(service.healthcheck?.test[0]).toBe('CMD')
    expect(service.restart).toBe('unless-stopped')
  })

  it('whoever is waited for is there: healthy when it runs on, done when it runs once', () => {
    for (const [name, { depends_on = {} }] of services)
      for (const [other, { condition }] of Object.entries(depends_on)) {
        expect(file.services, `${name} waits for ${other}`).toHaveProperty(other)
        const once = isOnce(file.services[other]!)
        expect(condition === 'service_completed_successfully', `${name} waits for ${other}`).toBe(once)
      }
  })

  it('only API and Temporal UI are published, on this machine alone', () => {
    expect(services.filter(([, { ports }]) => ports).map(([name]) => name)).toEqual(['temporal-ui', 'api'])
    for (const [, { ports = [] }] of services) for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/)
    expect(file.networks.inside).toEqual({ internal: true })
    expect(file.services.postgres!.networks).toEqual(['inside'])
  })

  it.for(own)('%s: its variables exist, and no secret is among them but as a file', ([, { environment = {} }]) => {
    const names = Object.keys(environment)
    for (const name of names) expect(known, name).toContain(name)
    // The inbox has no password, so its address is no secret.
    for (const secret of ['DATABASE_URL', 'WEBHOOK_KEY', 'TEMPORAL_API_KEY']) expect(names).not.toContain(secret)
  })

  it('API and workers are given the address of their own role; the owner’s is migrate’s alone', () => {
    const addresses = own.map(([name, { environment = {}, secrets = [] }]) => [
      name,
      environment.DATABASE_URL_FILE,
      ...secrets.filter((secret) => /database|password/.test(secret)),
    ])
    expect(addresses).toEqual([
      ['migrate', '/run/secrets/database_url', 'database_url'],
      ['worker', '/run/secrets/worker_database_url', 'worker_database_url'],
      ['api', '/run/secrets/api_database_url', 'api_database_url'],
    ])
  })

  it.for(own)('%s: its command exists', ([, { command }]) => {
    expect(commands).toContain(command?.[0])
  })

  it.for(services)('%s: secrets, volumes and files that it names are there', ([, service]) => {
    const { environment = {}, secrets = [], volumes = [] } = service
    for (const name of secrets) expect(file.secrets, name).toHaveProperty(name)
    for (const path of Object.values(environment).filter((value) => value.startsWith('/run/secrets/')))
      expect(secrets).toContain(path.slice('/run/secrets/'.length))
    for (const volume of volumes) {
      const [source] = volume.split(':')
      if (source!.startsWith('./')) expect(existsSync(root + source), source).toBe(true)
      else expect(file.volumes).toHaveProperty(source!)
    }
  })

  it('docs/deployment.md says how each secret is made, and none is committed', () => {
    const page = read('docs/deployment.md')
    for (const { file: path } of Object.values(file.secrets)) expect(page).toContain(path.replace('./', ''))
    expect(read('.gitignore').split('\n')).toContain('secrets/')
  })
})
