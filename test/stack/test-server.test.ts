import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { TestWorkflowEnvironment } from '@temporalio/testing'
import { expect, onTestFinished, test, vi } from 'vitest'
import { anyFreePort } from '../../src/stack/ports.ts'
import { beginningOf } from '../../src/stack/processIdentity.ts'
import { temporalTestServer } from '../../src/stack/testServer.ts'
import { scratchFolder } from './support/scratch.ts'

const say = (line: string) => console.error(line)

async function answers(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  socket.destroy()
}

test('the test server that is found skips time', { timeout: 300_000 }, async () => {
  const executable = await temporalTestServer(say)
  const environment = await TestWorkflowEnvironment.createTimeSkipping({ server: { executable } })
  onTestFinished(() => environment.teardown())
  const before = await environment.currentTimeMs()
  await environment.sleep('30 days')
  expect((await environment.currentTimeMs()) - before).toBeGreaterThan(29 * 86_400_000)
})

test('the one that TEMPORAL_TEST_SERVER_PATH names comes first', async () => {
  const path = join(scratchFolder(), 'my-test-server')
  writeFileSync(path, '#!/bin/sh\n')
  chmodSync(path, 0o755)
  vi.stubEnv('TEMPORAL_TEST_SERVER_PATH', path)
  onTestFinished(() => void vi.unstubAllEnvs())
  expect(await temporalTestServer(say)).toEqual({ type: 'existing-path', path })
})

test('it ends when whoever started it is killed', { timeout: 300_000 }, async () => {
  const { path } = await temporalTestServer(say)
  const port = await anyFreePort()
  const script = `const { pid } = require('node:child_process').spawn(process.argv[1], [process.argv[2]], { detached: true })
    console.log(pid); setInterval(() => undefined, 1000)`
  const keeper = spawn(process.execPath, ['-e', script, path, String(port)])
  onTestFinished(() => void keeper.kill('SIGKILL'))
  const pid = await new Promise<number>((resolve) => keeper.stdout.once('data', (data) => resolve(Number(data))))
  await vi.waitFor(() => answers(port), { timeout: 30_000 })
  expect(beginningOf(pid)).toBeDefined()
  keeper.kill('SIGKILL')
  await vi.waitFor(() => expect(beginningOf(pid)).toBeUndefined(), { timeout: 20_000 })
})
