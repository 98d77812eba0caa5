import { readFileSync, statSync } from 'node:fs'
import { describe, expect, inject, it } from 'vitest'

describe('The workflow bundle', () => {
  const code = () => readFileSync(inject('workflowBundle'), 'utf8')

  it('holds the domain and the workflows, and nothing that belongs outside: each would be loaded once a cached workflow', () => {
    const modules = [...code().matchAll(/\/\*!\*\*\*? (\S+) \*\*\*?!/g)].map((m) => m[1]!)
    const packages = [...new Set(code().match(/node_modules\/(@[\w-]+\/)?[\w.-]+/g))]
    expect(
      packages.filter((p) => !/@temporalio|tslib|nexus-rpc|long|ms$|proto3-json|heap-js|abort-controller/.test(p)),
    ).toEqual([])
    expect(modules.filter((m) => /zod|prisma|nodemailer|express/.test(m))).toEqual([])
    expect(code()).not.toMatch(/Intl\.DateTimeFormat\(/)
  })

  it('stays small', () => {
    expect(statSync(inject('workflowBundle')).size).toBeLessThan(2_500_000)
  })
})
