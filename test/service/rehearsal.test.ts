import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const fixture = join(root, 'test/fixtures/sakon-nakhon')
const out = mkdtempSync(join(tmpdir(), 'amphoe-ita-out-'))
afterAll(() => rmSync(out, { recursive: true, force: true }))

/** `npm run rehearse` or `npm run simulate`, as a person types it. */
async function play(command: 'rehearse' | 'simulate'): Promise<string> {
  const folder = join(out, command)
  const args = [
    '--programme',
    join(root, 'programmes/amphoe-ita-2568.yaml'),
    '--script',
    join(fixture, 'script.json'),
    '--out',
    folder,
  ]
  await promisify(execFile)(process.execPath, ['--import', 'tsx', join(root, `src/cli/${command}.ts`), ...args], {
    cwd: root,
  })
  return folder
}

const lines = (folder: string, file: string): string[] => readFileSync(join(folder, file), 'utf8').trim().split('\n')

/** Mails as they are compared with the independent model: to the minute, rows in any order. */
function mails(folder: string): string[] {
  return lines(folder, 'mails.jsonl').map((line) => {
    const { at, to, kind, items } = JSON.parse(line) as {
      at: string
      to: string
      kind: string
      items: { office: string; obligation: string; state: string }[]
    }
    const rows = items.map((i) => `${i.office} ${i.obligation} ${i.state}`).sort()
    return [at.slice(0, 16), to, kind, ...rows].join(' | ')
  })
}

describe('The worked year of Sakon Nakhon', async () => {
  const [rehearsed, simulated] = [await play('rehearse'), await play('simulate')]
  const expected = join(fixture, 'expected')

  it('on Temporal agrees with the independent model: mails, results and where every office ends', () => {
    expect(mails(rehearsed).sort()).toEqual(mails(expected).sort())
    expect(lines(rehearsed, 'steps.jsonl').map((l) => JSON.parse(l))).toEqual(
      lines(expected, 'steps.jsonl').map((l) => JSON.parse(l)),
    )
    expect(JSON.parse(readFileSync(join(rehearsed, 'offices.json'), 'utf8'))).toEqual(
      JSON.parse(readFileSync(join(expected, 'offices.json'), 'utf8')),
    )
  })

  it('on Temporal and by the rules alone is the same, line by line', () => {
    for (const file of ['mails.jsonl', 'steps.jsonl']) expect(lines(rehearsed, file)).toEqual(lines(simulated, file))
    expect(readFileSync(join(rehearsed, 'offices.json'), 'utf8')).toBe(
      readFileSync(join(simulated, 'offices.json'), 'utf8'),
    )
  })
})
