import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Programme } from '../src/programme/load.ts'
import { loadScript } from '../src/rehearsal/script.ts'
import { simulate } from '../src/rehearsal/simulate.ts'
import { countryScript } from './countryScript.ts'
import { atMost, type Row } from './rows.ts'

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** Seven months of the whole country by the rules alone. */
export function simulated(programme: Programme, say: (line: string) => void): Row[] {
  say('The whole country by the rules alone …')
  return withScript(programme, (script) => {
    const { wallTimeMs } = simulate(programme, loadScript(script, programme))
    return [atMost('seven months of the country simulated (s)', wallTimeMs / 1000, 5)]
  })
}

/** The same months on Temporal, with database and mails. */
export function rehearsed(programme: Programme, say: (line: string) => void): Row[] {
  say('The whole country on Temporal: some five minutes …')
  return withScript(programme, (script) => {
    const out = mkdtempSync(join(tmpdir(), 'amphoe-ita-country-'))
    try {
      rehearse(script, out)
      const { wallTimeMs } = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')) as { wallTimeMs: number }
      return [atMost('seven months of the country rehearsed on Temporal (min)', wallTimeMs / 60_000, 10)]
    } finally {
      rmSync(out, { recursive: true })
    }
  })
}

function withScript(programme: Programme, act: (script: string) => Row[]): Row[] {
  const script = join(tmpdir(), `amphoe-ita-country-${process.pid}.json`)
  writeFileSync(script, JSON.stringify(countryScript(programme)))
  try {
    return act(script)
  } finally {
    rmSync(script)
  }
}

function rehearse(script: string, out: string): void {
  const programme = file('../programmes/amphoe-ita-2568.yaml')
  const entry = file('../src/cli/rehearse.ts')
  const { status } = spawnSync(
    process.execPath,
    [
      ...['--import', import.meta.resolve('tsx'), entry],
      ...['--programme', programme, '--script', script, '--out', out],
    ],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  )
  if (status !== 0) throw new Error('the rehearsal of the country failed')
}
