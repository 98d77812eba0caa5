import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { bundleForWorker } from '../../src/temporal/bundle.ts'

describe('The workflow bundle', () => {
  const code = readFileSync(inject('workflowBundle'), 'utf8')
  // As webpack heads each module: /***/ "./src/domain/agenda.ts"
  const modules = [...code.matchAll(/^\/\*\*\*\/ "([^"]+)"/gm)].map((m) => m[1]!)
  const ours = modules.filter((m) => m.startsWith('./src/'))
  // webpack's empty stand-ins, for what the SDK would load if we gave it any, are "?31ff".
  const foreign = modules.filter((m) => !m.startsWith('./src/') && !m.startsWith('?'))

  it('holds of ours the rules and the workflows, and nothing that belongs outside', () => {
    expect(ours).toEqual(expect.arrayContaining(['./src/domain/decide.ts', './src/workflows/officeLifecycle.ts']))
    expect(ours.filter((m) => !/^\.\/src\/(domain|workflows)\//.test(m))).toEqual([])
  })

  it("holds of others' the Temporal SDK and what it needs itself: all of it is loaded once a cached workflow", () => {
    const packages = foreign.map((m) => /^\.\/node_modules\/((@[^/]+\/)?[^/]+)\//.exec(m)?.[1] ?? m)
    expect([...new Set(packages)].sort()).toEqual([
      '@temporalio/common',
      '@temporalio/workflow',
      'long',
      'ms',
      'nexus-rpc',
    ])
  })

  it('formats nothing by a locale, which differs from one Node to the next and would differ in a replay', () => {
    expect(code).not.toMatch(/Intl\.\w+Format\(/)
  })

  it('stays small', () => {
    expect(statSync(inject('workflowBundle')).size).toBeLessThan(2_500_000)
  })
})

describe('The bundle that a worker is given', () => {
  const folder = mkdtempSync(join(tmpdir(), 'amphoe-ita-bundles-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const made = join(folder, 'workflow-bundle.js')
  const traced = join(folder, 'traced-bundle.js')
  const carriesTraces = 'OpenTelemetryInboundInterceptor'

  it('is the one that was made beforehand', async () => {
    expect(await bundleForWorker(made, { isTraced: false })).toEqual({ codePath: made })
  })

  it('carries traces on when it keeps traces: the one beside it, or one that is made now', async () => {
    expect(await bundleForWorker(made, { isTraced: true })).toMatchObject({
      code: expect.stringContaining(carriesTraces),
    })
    writeFileSync(traced, '')
    expect(await bundleForWorker(made, { isTraced: true })).toEqual({ codePath: traced })
  })

  it('carries none otherwise', () => {
    expect(readFileSync(inject('workflowBundle'), 'utf8')).not.toContain(carriesTraces)
  })
})
