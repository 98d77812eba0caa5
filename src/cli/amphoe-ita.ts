#!/usr/bin/env node
/**
 * The one program of an image: its first word says what it is. Without a package manager or a compiler, which an image does not
 * have: what is said on the way to `npm run token -- list` is here `amphoe-ita token list`.
 */
const commands: Readonly<Record<string, () => Promise<unknown>>> = {
  api: () => import('../api/server.ts'),
  worker: () => import('../worker.ts'),
  migrate: () => import('./migrate.ts'),
  config: () => import('./config.ts'),
  health: () => import('./health.ts'),
  programme: () => import('./programme.ts'),
  token: () => import('./token.ts'),
  person: () => import('./person.ts'),
  audit: () => import('./audit.ts'),
  doctor: () => import('./doctor.ts'),
  bounces: () => import('./bounces.ts'),
  preview: () => import('./preview.ts'),
  release: () => import('./release.ts'),
}

/** What a shell says of a program that SIGTERM has ended. */
const ENDED_BY_SIGTERM = 143

// The first process of a container is not ended by a signal that it does not handle: one that comes before the command has made
// its own arrangements would wait until it is killed.
process.on('SIGTERM', () => {
  if (process.listenerCount('SIGTERM') === 1) process.exit(ENDED_BY_SIGTERM)
})

const [name = ''] = process.argv.splice(2, 1)
const command = Object.hasOwn(commands, name) ? commands[name] : undefined
if (command) await command()
else {
  console.error(`amphoe-ita ${Object.keys(commands).join(' | ')}`)
  process.exitCode = 2
}
