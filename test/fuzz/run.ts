import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CommandGateway } from '../../src/commands/gateway.ts'
import type { Role } from '../../src/domain/access.ts'
import { sampleContacts } from '../../src/programme/contacts.ts'
import { loadProgramme, officesOf } from '../../src/programme/load.ts'
import { startFoundation } from '../../src/stack/foundation.ts'
import type { Part } from '../../src/stack/part.ts'
import { choosePort } from '../../src/stack/ports.ts'
import { ownEnvironment, serviceEnvironment, startApi, startWorker } from '../../src/start/service.ts'
import { saveProgramme } from '../../src/store/programmes.ts'
import { openStore } from '../../src/store/store.ts'
import { createToken } from '../../src/store/tokens.ts'
import { connectClient } from '../../src/temporal/connect.ts'
import { openProgramme } from '../../src/temporal/open.ts'

/**
 * `npm run fuzz [-- EXAMPLES]`: an OpenAPI fuzzer (Schemathesis) over the whole running service, with a token of each role.
 * It fails on any answer of 500 and more, and on any answer that the document does not describe. Needs Python 3.
 */

const root = fileURLToPath(new URL('../..', import.meta.url))
const VERSION = 'schemathesis==4.32.5'
const PORTS = { postgres: 55_420, temporal: 17_333, ui: 18_333, smtp: 11_125, web: 11_180 }
const PACE = 1
const people: readonly (readonly [Role, string])[] = [
  ['district', '4701'],
  ['province', '47'],
  ['department', 'all'],
  ['auditor', '47'],
  ['operator', 'all'],
]
const examples = process.argv[2] ?? '25'

const fuzzer = installed()
const dataDir = mkdtempSync(join(tmpdir(), 'amphoe-ita-fuzz-'))
const say = (line: string) => console.error(line)
const foundation = await startFoundation({ dataDir, withInbox: false, durable: false, ports: PORTS, say })
const parts: Part[] = []
const failed: string[] = []
try {
  process.env = { ...ownEnvironment(), ...foundation.environment }
  const store = openStore(foundation.databaseUrl, { poolSize: 4 })
  const { client, connection } = await connectClient()
  const programme = loadProgramme(join(root, 'programmes/amphoe-ita-2568.yaml'))
  const offices = officesOf(programme).filter((office) => office.startsWith('47'))
  await saveProgramme(store, programme, {
    allocations: new Map(offices.map((office) => [office, { materials: 100_000, training: 50_050 }])),
    contacts: sampleContacts(offices),
    sampleAllocations: true,
    clock: { kind: 'paced', origin: '2024-12-26T10:00:00+07:00', startedAt: new Date().toISOString(), pace: PACE },
    provinces: ['47'],
  })
  const { port } = await choosePort(3900)
  const environment = await serviceEnvironment(foundation, dataDir, port)
  const limits = { REQUESTS_PER_MINUTE: '1000000', STRANGERS_PER_MINUTE: '1000000', LOG_LEVEL: 'warn' }
  parts.push(await startApi({ ...environment.api, ...limits }, dataDir, say))
  parts.push(await startWorker(environment.worker, dataDir, say))
  await openProgramme({ store, client, taskQueue: 'amphoe-ita', programme: programme.id })
  const gateway = new CommandGateway(store, client, 10_000)
  await gateway.toOffice('47', { programme: programme.id, command: 'forward', body: {}, key: 'fuzz', by: 'fuzz' })

  for (const [role, area] of people) {
    say(`\nAs ${role} ${area}:`)
    const { token } = await createToken(store, { label: 'fuzz', role, area })
    if (!(await fuzz(`http://127.0.0.1:${port}`, token))) failed.push(role)
  }
  await connection.close()
  await store.close()
} finally {
  for (const part of parts.reverse()) await part.stop()
  await foundation.stop()
  rmSync(dataDir, { recursive: true, force: true })
}
say(failed.length === 0 ? '\nNothing found.' : `\nFound as ${failed.join(', ')}.`)
process.exit(failed.length === 0 ? 0 : 1)

/** The fuzzer, in an environment of its own below .cache; installed at the first run. */
function installed(): string {
  const folder = join(root, '.cache', 'fuzz')
  const command = join(folder, 'bin', 'schemathesis')
  if (existsSync(command)) return command
  console.error(`Installing ${VERSION} …`)
  for (const [program, args] of [
    ['python3', ['-m', 'venv', folder]],
    [join(folder, 'bin', 'pip'), ['install', '--quiet', VERSION]],
  ] as const) {
    const { status, error } = spawnSync(program, args, { stdio: ['ignore', 'inherit', 'inherit'] })
    if (status !== 0)
      throw new Error(`npm run fuzz needs Python 3 with venv and pip: ${program} failed.`, { cause: error })
  }
  return command
}

/** Whether the fuzzer found nothing. */
function fuzz(url: string, token: string): Promise<boolean> {
  const checks = [
    'not_a_server_error',
    'status_code_conformance',
    'content_type_conformance',
    'response_schema_conformance',
    'response_headers_conformance',
  ]
  const child = spawn(
    fuzzer,
    [
      ...['run', `${url}/api/v1/openapi.json`, '--url', `${url}/api/v1`, '--header', `Authorization: Bearer ${token}`],
      ...['--checks', checks.join(','), '--max-examples', examples, '--no-color', '--workers', '1'],
      // A token that changes itself would be refused from then on.
      ...['--exclude-operation-id', 'rotateOwnToken', '--exclude-operation-id', 'revokeToken'],
      ...['--phases', 'examples,coverage,fuzzing', '--request-timeout', '30'],
    ],
    // It keeps notes of its own where it runs.
    { cwd: join(root, '.cache', 'fuzz'), stdio: ['ignore', 'inherit', 'inherit'] },
  )
  return new Promise((resolve) => child.once('exit', (code) => resolve(code === 0)))
}
