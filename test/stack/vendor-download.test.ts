import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { scratchFolder } from './support/scratch.ts'

/** What is known of the network is remembered by the module, so each test has its own. */
async function freshModule() {
  vi.resetModules()
  return await import('../../src/stack/vendorDownload.ts')
}

/** A vendor that answers as Temporal's site does, with the archive given. */
async function vendor(archive: Buffer): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url!)
    if (request.url!.endsWith('.tar.gz')) response.end(archive)
    else
      response.end(
        JSON.stringify({ archiveUrl: `http://${request.headers.host}/archive.tar.gz`, fileToExtract: 'temporal' }),
      )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

test('the program in the archive that the vendor names is fetched, ready to be run', async () => {
  const folder = scratchFolder()
  writeFileSync(join(folder, 'temporal'), '#!/bin/sh\necho 1.8.2\n')
  writeFileSync(join(folder, 'LICENSE'), 'MIT')
  spawnSync('tar', ['-czf', 'a.tar.gz', 'LICENSE', 'temporal'], { cwd: folder })
  const { url, asked } = await vendor(readFileSync(join(folder, 'a.tar.gz')))
  const target = join(folder, 'fetched')
  const { downloadFromVendor } = await freshModule()
  const of = { artifact: 'cli', version: 'v1.8.2', target, say: () => undefined, vendor: url } as const
  expect(await downloadFromVendor(of)).toBe(true)
  expect(spawnSync(target, { encoding: 'utf8' }).stdout).toBe('1.8.2\n')
  expect(asked[0]).toMatch(/^\/cli\/v1\.8\.2\?arch=(amd64|arm64)&platform=(linux|darwin)&format=tar\.gz$/)
})

test('an archive that cannot be unpacked leaves nothing behind', async () => {
  const target = join(scratchFolder(), 'fetched')
  const { url } = await vendor(Buffer.from('not an archive'))
  const { downloadFromVendor } = await freshModule()
  const said: string[] = []
  const say = (line: string) => void said.push(line)
  expect(await downloadFromVendor({ artifact: 'cli', version: 'v1.8.2', target, say, vendor: url })).toBe(false)
  expect(said.at(-1)).toContain('cannot be downloaded here')
  expect(existsSync(target)).toBe(false)
})

test('a vendor that cannot be reached is asked once', async () => {
  const { downloadFromVendor } = await freshModule()
  const said: string[] = []
  const of = {
    artifact: 'cli',
    version: 'v1.8.2',
    target: join(scratchFolder(), 'fetched'),
    say: (line: string) => void said.push(line),
    vendor: 'http://127.0.0.1:1',
  } as const
  expect([await downloadFromVendor(of), await downloadFromVendor(of)]).toEqual([false, false])
  expect(said.filter((line) => line.startsWith('Asking'))).toHaveLength(1)
})
