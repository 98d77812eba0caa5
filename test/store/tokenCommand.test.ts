import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { findToken } from '../../src/store/tokens.ts'
import { freshStore } from '../support/database.ts'

const { store, databaseUrl } = await freshStore()
const command = fileURLToPath(new URL('../../src/cli/token.ts', import.meta.url))

/** What `npm run token -- …` prints, and how it ends. */
async function token(...args: string[]): Promise<{ out: string; said: string; status: number }> {
  const env = { ...process.env, DATABASE_URL: databaseUrl }
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--import', 'tsx', command, ...args], {
      env,
    })
    return { out: stdout.trim(), said: stderr, status: 0 }
  } catch (error) {
    const { stdout, stderr, code } = error as { stdout: string; stderr: string; code: number }
    return { out: stdout.trim(), said: stderr, status: code }
  }
}

describe('npm run token', () => {
  it('makes a token, changes it for a new one, and ends that', async () => {
    const { out: first } = await token('create', '--label', 'x', '--role', 'province', '--area', '47')
    const { id } = (await findToken(store, first))!
    const { out: second, status } = await token('rotate', '--token', id, '--overlap-minutes', '0')
    expect(status).toBe(0)
    expect(await findToken(store, first)).toBeUndefined()
    expect(await findToken(store, second)).toMatchObject({ role: 'province', area: '47', label: 'x' })
    expect((await token('rotate', '--token', id)).said).toContain('There is no token')
    expect((await token('revoke', '--token', second.slice(0, 11))).status).toBe(0)
    expect(await findToken(store, second)).toBeUndefined()
  }, 60_000)

  it.for([
    [['rotate', '--token', 'nonsense'], 'There is no token nonsense', 1],
    [['rotate'], 'Missing: --token', 2],
    [['create', '--label', 'x', '--role', 'king', '--area', 'all'], '--role must be one of', 2],
    [['create', '--label', 'x', '--role', 'district', '--area', '47'], '--area must be a district code', 2],
  ] as [string[], string, number][])('%j is told what is wrong', async ([args, expected, exit]) => {
    const { said, status } = await token(...args)
    expect([said, status]).toEqual([expect.stringContaining(expected), exit])
  })
})
