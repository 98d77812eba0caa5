import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome']

/**
 * A real Chromium: the one that CHROMIUM_PATH names, the machine's own, or Playwright's, which is downloaded once.
 * @throws Error saying what to install when there is none
 */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: executable(), args: ['--no-sandbox', '--disable-dev-shm-usage'] })
}

function executable(): string {
  const named = process.env.CHROMIUM_PATH
  if (named) return named
  const folders = (process.env.PATH ?? '').split(delimiter)
  const own = folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find((file) => existsSync(file))
  if (own) return own
  const playwrights = chromium.executablePath()
  if (existsSync(playwrights)) return playwrights
  console.error('There is no Chromium on this machine: downloading Playwright’s, once …')
  const cli = join(import.meta.dirname, '../../node_modules/playwright-core/cli.js')
  const { status } = spawnSync(process.execPath, [cli, 'install', 'chromium'], { stdio: 'inherit' })
  if (status !== 0) throw new Error('Tests of the pages need a Chromium: install it, or name it in CHROMIUM_PATH.')
  return playwrights
}
