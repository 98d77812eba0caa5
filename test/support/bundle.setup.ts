import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { writeWorkflowBundle } from '../../src/temporal/bundle.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The workflow code, bundled once for the run. */
    workflowBundle: string
  }
}

/** Bundles the workflow code once. vitest `globalSetup`. */
export default async function setup(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'amphoe-ita-bundle-'))
  const file = join(folder, 'workflows.js')
  await writeWorkflowBundle(file)
  project.provide('workflowBundle', file)
  return () => rmSync(folder, { recursive: true, force: true })
}
