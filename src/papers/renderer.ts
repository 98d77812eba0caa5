import { readFileSync } from 'node:fs'

const { packages: installed } = JSON.parse(
  readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'),
) as { packages: Record<string, { version?: string }> }

/** How the papers are laid out. To be raised with every change of what their files hold, of the same data. */
const LAYOUT = 2

/** What has a part in the bytes of a file, beside this project. */
const PACKAGES = ['pdfkit', 'fontkit', '@expo-google-fonts/sarabun', 'write-excel-file', 'fflate']

/** What makes the files of papers here. Of the same data, the same renderer makes the same bytes; another may make others. */
export const renderer: string = [
  `layout ${LAYOUT}`,
  ...PACKAGES.map((name) => `${name} ${versionOf(name)}`),
  // Breaks Thai lines between words, and writes dates.
  `icu ${process.versions.icu}`,
].join(', ')

function versionOf(name: string): string {
  const version = installed[`node_modules/${name}`]?.version
  if (!version) throw new Error(`package-lock.json has no ${name}`)
  return version
}
