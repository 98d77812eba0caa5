import { existsSync, readdirSync } from 'node:fs'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleWorkflowCode, type WorkflowBundleOption, type WorkflowBundleWithSourceMap } from '@temporalio/worker'
import { workflowTracingModule } from './tracing.ts'

const DOMAIN = fileURLToPath(new URL('../domain', import.meta.url))
const STEP_TELLING = fileURLToPath(new URL('../workflows/stepTelling.ts', import.meta.url))

/**
 * Bundles the workflow code. Takes some three seconds, so it is done once and handed to every worker.
 * @param isTraced whether workflows carry traces on; histories are the same to both, so workers may change from one to the other
 * @param isTelling whether a replay tells what was recorded: not for workers
 */
export function bundleWorkflows({ isTraced = false, isTelling = false } = {}): Promise<WorkflowBundleWithSourceMap> {
  return bundleWorkflowCode({
    workflowInterceptorModules: [...(isTraced ? [workflowTracingModule()] : []), ...(isTelling ? [STEP_TELLING] : [])],
    // The rules hold no state, so a worker loads them once and not once a workflow: a third less memory, and code that stays
    // compiled from one office to the next.
    preloadModules: readdirSync(DOMAIN).map((file) => join(DOMAIN, file)),
    workflowsPath: fileURLToPath(new URL('../workflows/index.ts', import.meta.url)),
    logger: { log() {}, trace() {}, debug() {}, info() {}, warn: console.warn, error: console.error },
  })
}

/** Bundles the workflow code into a file, complete or not there at all. */
export async function writeWorkflowBundle(
  file: string,
  setting: { readonly isTraced?: boolean; readonly isTelling?: boolean } = {},
): Promise<void> {
  const { code } = await bundleWorkflows(setting)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(`${file}.${process.pid}`, code)
  await rename(`${file}.${process.pid}`, file)
}

/** The bundle of a worker that keeps traces, and the doctor's: beside the workers', where that was made beforehand. */
export const TRACED_BUNDLE = 'traced-bundle.js'
export const TELLING_BUNDLE = 'telling-bundle.js'

/**
 * The workflow code of a worker: made beforehand, else bundled now.
 * @param workerBundle the file with the workers' bundle, if there is one
 */
export async function bundleForWorker(
  workerBundle: string | undefined,
  { isTraced }: { readonly isTraced: boolean },
): Promise<WorkflowBundleOption> {
  if (!isTraced) return workerBundle ? { codePath: workerBundle } : bundleWorkflows()
  return beside(workerBundle, TRACED_BUNDLE) ?? bundleWorkflows({ isTraced })
}

/** The workflow code with which the doctor replays histories. */
export async function tellingBundle(workerBundle: string | undefined): Promise<WorkflowBundleOption> {
  return beside(workerBundle, TELLING_BUNDLE) ?? bundleWorkflows({ isTelling: true })
}

function beside(workerBundle: string | undefined, name: string): WorkflowBundleOption | undefined {
  const file = workerBundle && join(dirname(workerBundle), name)
  return file && existsSync(file) ? { codePath: file } : undefined
}
