import { readFileSync, statSync } from 'node:fs'
import { describe, expect, inject, it } from 'vitest'

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
