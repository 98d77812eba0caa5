import { TestWorkflowEnvironment } from '@temporalio/testing'
import { Runtime } from '@temporalio/worker'
import { temporalCli } from '../../../src/stack/temporalCli.ts'
import { temporalTestServer } from '../../../src/stack/testServer.ts'
import { indexedValueTypes } from '../../../src/temporal/searchAttributeCheck.ts'
import { searchAttributeTypes } from '../../../src/workflows/searchAttributes.ts'

Runtime.install({ logger: { log() {}, trace() {}, debug() {}, info() {}, warn: console.warn, error: console.error } })

/** Who is said to have sent and done everything: a history would otherwise name the machine and its process. */
export const IDENTITY = 'test'

/** The server that skips time, with the search attributes registered. Whoever starts it tears it down. */
export async function timeSkippingServer(): Promise<TestWorkflowEnvironment> {
  const env = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: await temporalTestServer(console.error) },
    client: { identity: IDENTITY },
  })
  await registerAll(env)
  return env
}

/** The development server, which is a real one: continuing as new and its races are the server's own. */
export async function developmentServer({
  continueAsNewAfter,
  withSearchAttributes = true,
}: {
  /** Events of one run after which the server suggests continuing as new; its own threshold when left out. */
  continueAsNewAfter?: number
  withSearchAttributes?: boolean
} = {}): Promise<TestWorkflowEnvironment> {
  const env = await TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path: await temporalCli(console.error) },
      extraArgs:
        continueAsNewAfter === undefined
          ? []
          : ['--dynamic-config-value', `limit.historyCount.suggestContinueAsNew=${continueAsNewAfter}`],
    },
    client: { identity: IDENTITY },
  })
  if (withSearchAttributes) await registerAll(env)
  return env
}

async function registerAll(env: TestWorkflowEnvironment): Promise<void> {
  await env.connection.operatorService.addSearchAttributes({
    namespace: 'default',
    searchAttributes: Object.fromEntries(
      Object.entries(searchAttributeTypes).map(([name, type]) => [name, indexedValueTypes.indexOf(type)]),
    ),
  })
}
