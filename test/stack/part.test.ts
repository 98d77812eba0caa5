import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test, vi } from 'vitest'
import { type Part, type PartSetting, runPart } from '../../src/stack/part.ts'
import { anyFreePort } from '../../src/stack/ports.ts'
import { beginningOf } from '../../src/stack/processIdentity.ts'
import { scratchFolder } from './support/scratch.ts'

const SERVER = `require('node:http').createServer((_, r) => r.end(String(process.pid))).listen(Number(process.argv[1]), '127.0.0.1')`

const pidAt = async (port: number) => Number(await (await fetch(`http://127.0.0.1:${port}`)).text().catch(() => '0'))
const gone = (pid: number) => vi.waitFor(() => expect(beginningOf(pid)).toBeUndefined(), 10_000)

function setting(port: number, change: Partial<PartSetting> = {}): PartSetting {
  return {
    name: 'Server',
    command: process.execPath,
    args: ['-e', SERVER, String(port)],
    isReady: () =>
      pidAt(port).then(
        () => true,
        () => false,
      ),
    readyWithinMs: 20_000,
    onEvent: () => undefined,
    ...change,
  }
}

async function run(change: PartSetting): Promise<Part> {
  const part = await runPart(change)
  onTestFinished(() => part.stop())
  return part
}

test('what is killed is started again on the same port, and says so', async () => {
  const port = await anyFreePort()
  const events: string[] = []
  const part = await run(setting(port, { onEvent: (event) => events.push(event) }))
  const before = part.pid!
  expect(await pidAt(port)).toBe(before)

  for (const times of [1, 2]) {
    process.kill(part.pid!, 'SIGKILL')
    await vi.waitFor(() => expect(part.restarts).toBe(times), 15_000)
  }
  expect(await pidAt(port)).toBe(part.pid)
  expect(part.pid).not.toBe(before)
  expect(events).toContain('restarted Server after it died (signal SIGKILL)')
})

test('what is stopped stays stopped, also while it is being started again', async () => {
  const port = await anyFreePort()
  const part = await run(setting(port))
  process.kill(part.pid!, 'SIGKILL')
  await gone(part.pid!)
  await part.stop()
  await part.stop()
  await expect(pidAt(port)).rejects.toThrow()
})

test('what ignores the polite signal is ended by force', async () => {
  const port = await anyFreePort()
  const stubborn = `process.on('SIGTERM', () => undefined); ${SERVER}`
  const part = await run(setting(port, { args: ['-e', stubborn, String(port)], stopWithinMs: 200 }))
  await part.stop()
  await gone(part.pid!)
})

test('what cannot start is reported with its own words', async () => {
  const failing = setting(await anyFreePort(), { args: ['-e', 'console.error("no such disk"); process.exit(3)'] })
  await expect(runPart(failing)).rejects.toThrow(/Server could not be started \(exit 3\).*no such disk/s)
  await expect(runPart({ ...failing, command: '/does/not/exist' })).rejects.toThrow(/could not be started/)
})

test("another program's answer on the same port does not pass for ours", async () => {
  const port = await anyFreePort()
  const other = createServer((_, response) => response.end('0')).listen(port, '127.0.0.1')
  onTestFinished(() => void other.close())
  await vi.waitFor(() => expect(other.listening).toBe(true))
  // It dies of the taken port. Readiness is answered slowly, so that this is known by then.
  const slowly = async () => {
    await new Promise((resolve) => setTimeout(resolve, 1000))
    return true
  }
  await expect(runPart(setting(port, { isReady: slowly }))).rejects.toThrow(/EADDRINUSE/)
})

/** Runs a part in a process of its own, to be killed. @returns that process and the part's pid */
async function inOtherProcess(port: number, pidFile: string): Promise<{ keeper: ChildProcess; pid: number }> {
  const module = fileURLToPath(new URL('../../src/stack/part.ts', import.meta.url))
  const script = `
    import { runPart } from ${JSON.stringify(module)}
    const port = ${port}
    await runPart({ name: 'Server', command: process.execPath, args: ['-e', ${JSON.stringify(SERVER)}, String(port)],
      isReady: () => fetch('http://127.0.0.1:' + port).then(() => true, () => false),
      readyWithinMs: 20000, pidFile: ${JSON.stringify(pidFile)}, onEvent: () => undefined })`
  const file = `${pidFile}.mts`
  writeFileSync(file, script)
  const keeper = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), file], { stdio: 'inherit' })
  onTestFinished(() => void keeper.kill('SIGKILL'))
  const pid = await vi.waitFor(() => pidAt(port), { timeout: 20_000, interval: 50 })
  return { keeper, pid }
}

test.runIf(process.platform === 'linux')('it ends with whoever started it, even when that is killed', async () => {
  const { keeper, pid } = await inOtherProcess(await anyFreePort(), join(scratchFolder(), 'server.pid'))
  keeper.kill('SIGKILL')
  await gone(pid)
})

test('data that another start uses is left alone', async () => {
  const port = await anyFreePort()
  const pidFile = join(scratchFolder(), 'server.pid')
  const { pid } = await inOtherProcess(port, pidFile)
  await expect(runPart(setting(port, { pidFile }))).rejects.toThrow(`already runs on this data (process ${pid})`)
  expect(await pidAt(port)).toBe(pid)
})

test('what a start that was cut off left behind is ended by the next; any other process is left alone', async () => {
  const port = await anyFreePort()
  const pidFile = join(scratchFolder(), 'server.pid')
  const [leftover, stranger] = [1, 2].map(() => spawn('sleep', ['600'], { detached: true }))
  onTestFinished(() => void [leftover, stranger].map((process) => process!.kill('SIGKILL')))
  const noted = { pid: leftover!.pid, began: beginningOf(leftover!.pid!), keeper: 2 ** 22 + 1, keeperBegan: '1' }

  writeFileSync(pidFile, JSON.stringify({ ...noted, pid: stranger!.pid, began: '1' }))
  await (await run(setting(port, { pidFile }))).stop()
  expect(beginningOf(stranger!.pid!)).toBeDefined()

  writeFileSync(pidFile, JSON.stringify(noted))
  const part = await run(setting(port, { pidFile }))
  expect(beginningOf(leftover!.pid!)).toBeUndefined()
  expect(JSON.parse(readFileSync(pidFile, 'utf8')).pid).toBe(part.pid)
  await part.stop()
  expect(existsSync(pidFile)).toBe(false)
})
