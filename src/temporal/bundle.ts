import { readdirSync } from 'node:fs'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleWorkflowCode, type WorkflowBundleWithSourceMap } from '@temporalio/worker'
import { workflowTracingModule } from './tracing.ts'

const DOMAIN = fileURLToPath(new URL('../domain', import.meta.url))

/**
 * Bundles the workflow code. Takes some three seconds, so it is done once and handed to every worker.
 * @param isTraced whether workflows carry traces on; histories are the same to both, so workers may change from one to the other
 */
export function bundleWorkflows({ isTraced = false } = {}): Promise<WorkflowBundleWithSourceMap> {
  return bundleWorkflowCode({
    workflowInterceptorModules: isTraced ? [workflowTracingModule()] : [],
    // The rules hold no state, so a worker loads them once and not once a workflow: a third less memory, and code that stays
    // compiled from one office to the next.
    preloadModules: readdirSync(DOMAIN).map((file) => join(DOMAIN, file)),
    workflowsPath: fileURLToPath(new URL('../workflows/index.ts', import.meta.url)),
    logger: { log() {}, trace() {}, debug() {}, info() {}, warn: console.warn, error: console.error },
  })
}

/** Bundles the workflow code into a file, complete or not there at all. */
export async function writeWorkflowBundle(file: string): Promise<void> {
  const { code } = await bundleWorkflows()
  await mkdir(dirname(file), { recursive: true })
  await writeFile(`${file}.${process.pid}`, code)
  await rename(`${file}.${process.pid}`, file)
}
