import { readFileSync } from 'node:fs'
import { allowedLicences, licencesRead, type Reason, reasons } from './why.ts'

/** A package that an installation has, as the lockfile says. */
export interface Package {
  readonly name: string
  readonly version: string
  /** As an SPDX expression. */
  readonly licence: string | undefined
  readonly integrity: string | undefined
  readonly isForDevelopment: boolean
}

/** A package that package.json names. */
export interface Direct extends Package {
  /** Whether package.json names it among those for development; something else may bring it along all the same. */
  readonly isNamedForDevelopment: boolean
  readonly reason: Reason | undefined
}

export interface Inventory {
  readonly direct: readonly Direct[]
  /** All packages of the lockfile, those for other platforms too. */
  readonly all: readonly Package[]
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

interface Locked {
  readonly version: string
  readonly license?: string
  readonly integrity?: string
  readonly dev?: boolean
  readonly devOptional?: boolean
}

interface Lockfile {
  readonly packages: Readonly<Record<string, Locked>>
}

const FOLDER = 'node_modules/'

/** What package.json and its lockfile say is used. */
export function inventoryOf(manifest: Manifest, { packages }: Lockfile): Inventory {
  const all = new Map(
    Object.entries(packages).flatMap(([path, locked]) =>
      path === '' ? [] : [[path, packageAt(path, locked)] as const],
    ),
  )
  const named = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })
  return {
    all: [...all.values()],
    direct: named.flatMap((name) => {
      const found = all.get(FOLDER + name)
      const isNamedForDevelopment = name in (manifest.devDependencies ?? {})
      return found ? [{ ...found, isNamedForDevelopment, reason: reasons[name] }] : []
    }),
  }
}

/** The inventory of a folder with package.json and package-lock.json. */
export function readInventory(folder: string): Inventory {
  const read = (name: string) => JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'))
  return inventoryOf(read('package.json'), read('package-lock.json'))
}

function packageAt(path: string, { version, license, integrity, dev = false, devOptional = false }: Locked): Package {
  const name = path.slice(path.lastIndexOf(FOLDER) + FOLDER.length)
  const licence = license ?? licencesRead[name]
  return { name, version, licence, integrity, isForDevelopment: dev || devOptional }
}

/** What is wrong with an inventory, in sentences; nothing when all is well. */
export function faultsOf({ direct, all }: Inventory): string[] {
  const known = new Set(direct.map(({ name }) => name))
  return [
    ...direct.flatMap(({ name, reason }) => (reason ? [] : [`${name} has no reason.`])),
    ...direct.flatMap(({ name, reason, isNamedForDevelopment }) =>
      reason && (reason.place === 'development') !== isNamedForDevelopment
        ? [
            `${name} is ${isNamedForDevelopment ? '' : 'not '}for development by package.json, and its reason says otherwise.`,
          ]
        : [],
    ),
    ...Object.keys(reasons).flatMap((name) => (known.has(name) ? [] : [`${name} has a reason and is not used.`])),
    ...all.flatMap(({ name, version, licence }) =>
      licence === undefined
        ? [`${name} ${version} has no licence.`]
        : isAllowed(licence)
          ? []
          : [`${name} ${version} is under ${licence}, which is not on the list.`],
    ),
    ...all.flatMap(({ name, version, integrity }) =>
      integrity?.startsWith('sha512-') ? [] : [`${name} ${version} has no sha512 in the lockfile.`],
    ),
  ]
}

/** Whether an SPDX expression leaves a choice that is allowed: one of those joined by OR, all of those joined by AND. */
export function isAllowed(licence: string): boolean {
  const parts = (word: string) => licence.replaceAll(/[()]/g, ' ').split(new RegExp(` ${word} `, 'i'))
  if (parts('or').length > 1 && parts('and').length > 1) return false
  const judge = (part: string) => allowedLicences.includes(part.trim())
  return parts('or').length > 1 ? parts('or').some(judge) : parts('and').every(judge)
}
