import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Config, readConfig } from '../config.ts'
import { environmentFile } from '../start/environmentFile.ts'

const data = fileURLToPath(new URL('../../.data', import.meta.url))

/**
 * The configuration of an operator's command. Where the environment names no database, it is that of the `npm start` or
 * `npm run dev` begun last on this machine.
 * @throws InvalidConfigError when neither is there
 */
export function operatorConfig(): Config {
  if (process.env.DATABASE_URL === undefined && process.env.DATABASE_URL_FILE === undefined) {
    const [last] = ['start', 'dev']
      .map((name) => ({ name, file: environmentFile(join(data, name)) }))
      .filter(({ file }) => existsSync(file))
      .sort((a, b) => statSync(b.file).mtimeMs - statSync(a.file).mtimeMs)
    if (last) {
      console.error(`Using the service of ${last.name === 'start' ? 'npm start' : 'npm run dev'}.`)
      process.loadEnvFile(last.file)
    }
  }
  return readConfig()
}
