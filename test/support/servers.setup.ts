import { temporalCli } from '../../src/stack/temporalCli.ts'
import { temporalTestServer } from '../../src/stack/testServer.ts'

/**
 * Sees to it that the Temporal servers are there before a test waits for one: on a new machine that takes minutes, once.
 * vitest `globalSetup`.
 */
export default async function setup(): Promise<void> {
  await temporalCli(console.error)
  await temporalTestServer(console.error)
}
