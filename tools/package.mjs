// Makes the tree that the image copies, and that runs on Node alone:
//   node tools/package.mjs DIRECTORY
// JavaScript of everything that src/cli/amphoe-ita.ts reaches, the files that it reads, the bundled workflow code, and of
// node_modules only what that JavaScript imports, with what those packages need. So neither the compiler nor what `npm start`
// brings along (PostgreSQL, an inbox) is in it. Needs `npm ci` and the generated database client.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, extname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { tsImport } from 'tsx/esm/api'

const root = fileURLToPath(new URL('..', import.meta.url))
const [directory] = process.argv.slice(2)
if (!directory) throw new Error('node tools/package.mjs DIRECTORY')
const target = resolve(directory)
if (existsSync(target) && readdirSync(target).length > 0) throw new Error(`${target} is not empty.`)

compile()
for (const path of filesBelow('src')) if (!['.ts', '.tsx'].includes(extname(path))) copy(path)
for (const path of ['prisma/migrations', 'programmes', 'package-lock.json']) copy(path)
const { name, version, license, dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
writeFileSync(join(target, 'package.json'), JSON.stringify({ name, version, license, private: true, type: 'module' }))
const { TELLING_BUNDLE, TRACED_BUNDLE, writeWorkflowBundle } = await tsImport(
  '../src/temporal/bundle.ts',
  import.meta.url,
)
await writeWorkflowBundle(join(target, 'workflow-bundle.js'))
await writeWorkflowBundle(join(target, TELLING_BUNDLE), { isTelling: true })
await writeWorkflowBundle(join(target, TRACED_BUNDLE), { isTraced: true })
for (const path of neededPackages()) copy(path, isForThisPlatform)

function compile() {
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const args = [tsc, '--project', join(root, 'tsconfig.production.json'), '--outDir', target]
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' })
  if (status !== 0) throw new Error('The sources cannot be compiled.')
}

function copy(path, filter = () => true) {
  mkdirSync(dirname(join(target, path)), { recursive: true })
  cpSync(join(root, path), join(target, path), { recursive: true, filter })
}

/** Files of a folder of the project, by their paths from its root. */
function filesBelow(folder, of = root) {
  return readdirSync(join(of, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(of.length).replace(/^\//, ''))
}

/** Every package that the compiled code names, with all that those depend on, by their paths from the project's root. */
function neededPackages() {
  const named = /(?:\bfrom|\bimport|\bimport\(|\.resolve\()\s*['"]((?:@[\w.-]+\/)?[\w.-]+)/g
  const code = filesBelow('src', target).filter((path) => path.endsWith('.js'))
  const mentioned = new Set(
    code.flatMap((path) => [...readFileSync(join(target, path), 'utf8').matchAll(named)].map((match) => match[1])),
  )
  const found = new Set()
  const add = (from, packageName, mustBeThere) => {
    const path = installed(from, packageName)
    if (!path) {
      if (mustBeThere) throw new Error(`${packageName}, which ${from || 'the code'} needs, is not installed.`)
      return
    }
    if (found.has(path)) return
    found.add(path)
    const of = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'))
    const {
      dependencies: needed = {},
      optionalDependencies = {},
      peerDependencies = {},
      peerDependenciesMeta = {},
    } = of
    for (const one of Object.keys(needed)) add(path, one, !(one in optionalDependencies))
    for (const one of Object.keys(optionalDependencies)) add(path, one, false)
    for (const one of Object.keys(peerDependencies)) if (!peerDependenciesMeta[one]?.optional) add(path, one, true)
  }
  for (const one of Object.keys(dependencies)) if (mentioned.has(one)) add('', one, true)
  return [...found].filter((path) => ![...found].some((other) => path.startsWith(`${other}/`)))
}

/** Where a package finds another: in its own node_modules, or in those of the folders above. */
function installed(from, packageName) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules') - 1))) {
    const path = join(folder, 'node_modules', packageName)
    if (existsSync(join(root, path, 'package.json'))) return path
    if (folder === '') return undefined
  }
}

/** Temporal's core comes for every platform in one package; folders that link programs are for the package manager. */
function isForThisPlatform(source) {
  if (source.endsWith('/node_modules/.bin')) return false
  const [, release] = /\/core-bridge\/releases\/([^/]+)/.exec(source) ?? []
  const architecture = { x64: 'x86_64', arm64: 'aarch64' }[process.arch]
  return !release || process.platform !== 'linux' || (release.startsWith(architecture) && release.includes('linux'))
}
