// Generates the Prisma client where it is missing or older than the schema. Prisma would download a schema engine, which
// generating does not need: any existing file in its place keeps it from trying.
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'

const client = 'src/store/generated/client.ts'
const isFresh = existsSync(client) && statSync(client).mtimeMs > statSync('prisma/schema.prisma').mtimeMs

if (!isFresh) {
  console.error('Generating the database client …')
  const { status, stderr, stdout } = spawnSync(
    process.execPath,
    ['node_modules/prisma/build/index.js', 'generate', '--no-hints'],
    {
      env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' },
      encoding: 'utf8',
    },
  )
  if (status !== 0) {
    console.error(stdout, stderr)
    process.exit(status ?? 1)
  }
}
