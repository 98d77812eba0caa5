import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test, vi } from 'vitest'
import { cacheFolder, temporalCli } from '../../src/stack/temporalCli.ts'
import { scratchFolder } from './support/scratch.ts'

/** A program of the given name that does what the shell script says. */
function program(folder: string, name: string, script = 'exit 0'): string {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, name)
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
  return path
}

const said: string[] = []
const say = (line: string) => void said.push(line)
let home: string

// A machine with nothing on it, and a network on which the vendor does not answer.
beforeEach(() => {
  home = scratchFolder()
  said.length = 0
  vi.stubEnv('XDG_CACHE_HOME', join(home, 'cache'))
  vi.stubEnv('PATH', join(home, 'bin'))
  vi.stubEnv('TEMPORAL_CLI_PATH', '')
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('fetch failed')))
  return () => {
    vi.unstubAllEnvs()
    vi.unstubAllGlobals()
  }
})

const kept = () => readdirSync(cacheFolder()).filter((name) => name.startsWith('temporal-cli-'))
/** A Go that says its version and builds a program that says it is the CLI. */
const go = (version = '1.99.0') =>
  program(
    join(home, 'bin'),
    'go',
    `if [ "$1" = version ]; then echo "go version go${version} linux/amd64"; exit; fi
while [ "$1" != -o ]; do shift; done
printf '#!/bin/sh\\necho built\\n' > "$2" && /bin/chmod 755 "$2"`,
  )

test('the program that TEMPORAL_CLI_PATH names comes before one on PATH', async () => {
  const onPath = program(join(home, 'bin'), 'temporal')
  const named = program(join(home, 'elsewhere'), 'my-temporal')
  expect(await temporalCli(say)).toBe(onPath)
  vi.stubEnv('TEMPORAL_CLI_PATH', named)
  expect(await temporalCli(say)).toBe(named)
})

test('a TEMPORAL_CLI_PATH that names nothing to run is refused, not passed over', async () => {
  program(join(home, 'bin'), 'temporal')
  vi.stubEnv('TEMPORAL_CLI_PATH', join(home, 'nowhere'))
  await expect(temporalCli(say)).rejects.toThrow('TEMPORAL_CLI_PATH names')
})

test('where nothing can be downloaded it is built, once, by however many need it', async () => {
  go()
  const paths = await Promise.all([temporalCli(say), temporalCli(say)])
  expect(new Set(paths)).toEqual(new Set([join(cacheFolder(), kept()[0]!)]))
  expect(kept()).toHaveLength(1)
  expect(said.filter((line) => line.startsWith('Building'))).toHaveLength(1)

  said.length = 0
  expect(await temporalCli(say)).toBe(paths[0])
  expect(said).toEqual([])
})

test('a build that fails leaves nothing behind, and the next start builds again', async () => {
  program(
    join(home, 'bin'),
    'go',
    `[ "$1" = version ] && echo 'go version go1.99.0' && exit
while [ "$1" != -o ]; do shift; done; echo half > "$2"; echo 'no space left' >&2; exit 1`,
  )
  await expect(temporalCli(say)).rejects.toThrow('no space left')
  expect(kept()).toEqual([])
  go()
  await temporalCli(say)
  expect(kept()).toHaveLength(1)
})

test('a making whose process was killed does not hold up the next', async () => {
  go()
  mkdirSync(cacheFolder(), { recursive: true })
  const [name] = (await temporalCli(say)).split('/').slice(-1)
  vi.stubEnv('XDG_CACHE_HOME', join(home, 'other-cache'))
  mkdirSync(cacheFolder(), { recursive: true })
  writeFileSync(join(cacheFolder(), `${name}.lock`), JSON.stringify([2 ** 22 + 1, '1']))
  await temporalCli(say)
  expect(kept()).toEqual([name])
})

test('where it cannot be had at all, the ways out are named', async () => {
  await expect(temporalCli(say)).rejects.toThrow(/there is no Go.*PATH.*TEMPORAL_CLI_PATH.*install Go 1\.\d+/s)
  go('1.20.1')
  await expect(temporalCli(say)).rejects.toThrow(/Go 1\.20\.1 is too old.*PATH.*TEMPORAL_CLI_PATH.*install Go 1\.\d+/s)
})
