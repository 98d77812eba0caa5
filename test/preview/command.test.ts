import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { forecast, forecastScript } from '../../src/preview/forecast.ts'
import { mailLines } from '../../src/rehearsal/outcome.ts'
import { simulate } from '../../src/rehearsal/simulate.ts'
import { programme2568, programmeFile } from '../domain/support/year2568.ts'

const command = fileURLToPath(new URL('../../src/cli/preview.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'preview-'))

/** What `npm run preview -- …` prints, and how it ends. */
async function preview(...args: string[]): Promise<{ out: string; said: string; status: number }> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--import', 'tsx', command, ...args], {
      maxBuffer: 100_000_000,
    })
    return { out: stdout, said: stderr, status: 0 }
  } catch (error) {
    const { stdout, stderr, code } = error as { stdout: string; stderr: string; code: number }
    return { out: stdout, said: stderr, status: code }
  }
}

/** The programme file with a text in place of another, beside the files that it names. */
function amended(from: string, to: string): string {
  cpSync(join(dirname(programmeFile), 'data'), join(folder, 'data'), { recursive: true })
  const file = join(folder, 'amended.yaml')
  const text = readFileSync(programmeFile, 'utf8')
  expect(text).toContain(from)
  writeFileSync(file, text.replace(from, to))
  return file
}

describe('npm run preview', { timeout: 60_000 }, () => {
  it('prints the days asked for, as the page about it shows them', async () => {
    const days = ['--from', '2025-05-14', '--until', '2025-05-16']
    const { out, status } = await preview('--programme', programmeFile, '--conduct', 'forwarding', ...days)
    expect(status).toBe(0)
    const page = readFileSync(new URL('../../docs/preview.md', import.meta.url), 'utf8')
    expect(page).toContain(out.trimEnd())
  })

  it('compares with an amended file, as the page about it shows it', async () => {
    const file = amended('disbursement: { deadline: 2025-05-15', 'disbursement: { deadline: 2025-05-23')
    const args = ['--programme', programmeFile, '--amended', file, '--conduct', 'on-time']
    const { out, status } = await preview(...args)
    expect(status).toBe(0)
    const page = readFileSync(new URL('../../docs/preview.md', import.meta.url), 'utf8')
    expect(page).toContain(out.trimEnd())
  })

  it('writes files: the mails as a simulation of the same conduct has them, and what is skipped', async () => {
    const out = join(folder, 'out')
    const asked = ['--conduct', 'forwarding', '--province', '47', '--until', '2025-06-30', '--out', out]
    expect((await preview('--programme', programmeFile, ...asked)).status).toBe(0)
    expect(readdirSync(out).sort()).toEqual(['mails.jsonl', 'preview.txt', 'skipped.jsonl'])
    const script = forecastScript(programme2568, { conduct: 'forwarding', provinces: ['47'], until: '2025-06-30' })
    expect(readFileSync(join(out, 'mails.jsonl'), 'utf8')).toBe(mailLines(simulate(programme2568, script).mails))
    const skipped = readFileSync(join(out, 'skipped.jsonl'), 'utf8').trimEnd().split('\n')
    expect(skipped.map((line) => JSON.parse(line).why)).toContain('merged')
  })

  it('answers in JSON', async () => {
    // The notice, a reminder to pass it on, that it is overdue five times, and four times that the kick-off is.
    const { out } = await preview('--programme', programmeFile, '--province', '47', '--json', '--until', '2025-01-31')
    const told = JSON.parse(out)
    expect(told).toMatchObject({ programme: 'amphoe-ita-2568', conduct: 'nobody', totals: { mails: { office: 11 } } })
    expect(told.days[0]).toMatchObject({ day: '2024-12-24', mails: { office: 0 } })
  })

  it.for([
    [['--conduct', 'late'], '--conduct is one of nobody, forwarding, on-time, not late'],
    [['--from', '2025-02-30'], '--from is a day such as 2025-05-15, not 2025-02-30'],
    [['--until', '2031-01-01'], 'lies in the calendar of amphoe-ita-2568'],
    [['--from', '2025-05-02', '--until', '2025-05-01'], '--from is not after --until'],
    [['--province', '99'], '--province is a province of amphoe-ita-2568, not 99'],
    [['--wrong', 'x'], "Unknown option '--wrong'"],
  ] as const)('says what is wrong with %j', async ([args, expected]) => {
    const { said, status } = await preview('--programme', programmeFile, ...args)
    expect(said).toContain(expected)
    expect(status).toBe(2)
  })

  it('names file, path and expectation where an amended file cannot be used', async () => {
    const file = amended('deadline: 2025-05-15', 'deadline: 2025-05-17')
    const { said, status } = await preview('--programme', programmeFile, '--amended', file)
    expect(said).toContain(`${file}: obligations.disbursement.deadline: a working day`)
    expect(status).toBe(1)
  })
})

describe('The whole country', () => {
  it('is previewed in 5 seconds of processor time, though nobody does anything after the notice', {
    timeout: 30_000,
  }, () => {
    const before = process.cpuUsage()
    const { mails } = forecast(programme2568, { conduct: 'forwarding', until: '2025-06-30' })
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1_000_000).toBeLessThan(5)
    expect(mails.length).toBeGreaterThan(50_000)
  })
})
