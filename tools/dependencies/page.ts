import type { Direct, Inventory, Package } from './inventory.ts'
import { allowedLicences, licencesRead, type Place } from './why.ts'

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
const head = (cells: readonly string[]) => [row(cells), row(cells.map(() => '---'))]
const code = (text: string) => `\`${text}\``

/** docs/dependencies.md, from what package.json, the lockfile and why.ts say. */
export function dependenciesPage({ direct, all }: Inventory): string {
  const shipped = all.filter((p) => !p.isForDevelopment)
  const others = all.filter((p) => p.isForDevelopment)
  return [
    '# What comes from others',
    '',
    'Every package that `package.json` names, and why; how many come with them, and under which licences. Written by `npm run inventory` from the lockfile and',
    '[`tools/dependencies/why.ts`](../tools/dependencies/why.ts). A test fails when a package has no reason, no licence, one that is not on the list, or no checksum.',
    '',
    ...table('In the image', 'image', direct),
    ...table('With `npm start` alone', 'start', direct),
    ...table('With those who develop', 'development', direct),
    '## Licences',
    '',
    `${all.length} packages in the lockfile, those for other platforms too: ${shipped.length} that \`npm ci --omit=dev\` may install, of which the image takes what its code`,
    `imports, and ${others.length} for development. All have a sha512 in it, by which \`npm ci\` checks what it gets.`,
    '',
    ...head(['licence', 'not for development', 'for development']),
    ...[...new Set(all.map(licenceOf))].sort().map((licence) => {
      const count = (of: readonly Package[]) => String(of.filter((p) => licenceOf(p) === licence).length)
      return row([licence, count(shipped), count(others)])
    }),
    '',
    `Allowed: ${allowedLicences.join(', ')}.`,
    "Of several joined by OR one is enough; of those joined by AND all must be. Read in the package's own licence file, since its manifest does not say:",
    `${Object.entries(licencesRead)
      .map(([name, licence]) => `${code(name)} (${licence})`)
      .join(', ')}.`,
    '',
    '## For those who run an installation',
    '',
    '```sh',
    'npm audit --omit=dev                                          # known weaknesses of what is installed',
    'npm audit signatures                                          # that the registry has signed each package',
    'npm sbom --omit=dev --sbom-format=cyclonedx > amphoe-ita.cdx.json',
    '```',
    '',
    'The first two ask the npm registry, and so need the internet: run them where there is, before each release and each week, in a pipeline of their own. The last needs',
    'no network: it writes a CycloneDX 1.5 list of components, with checksums and licences, which scanners read. How soon what they find is mended is in',
    '[security.md](security.md#weaknesses-of-others).',
    '',
  ].join('\n')
}

function table(title: string, place: Place, direct: readonly Direct[]): string[] {
  const here = direct.filter(({ reason }) => reason?.place === place)
  return [
    `## ${title}`,
    '',
    ...head(['package', 'version', 'licence', 'why']),
    ...here.map((p) => row([code(p.name), p.version, licenceOf(p), p.reason?.why ?? ''])),
    '',
  ]
}

/** One spelling of a licence, for counting. */
const licenceOf = ({ licence = 'none' }: Package) => licence.replaceAll(/[()]/g, '').replace(' and ', ' AND ')
