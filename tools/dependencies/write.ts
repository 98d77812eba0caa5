import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { faultsOf, readInventory } from './inventory.ts'
import { dependenciesPage } from './page.ts'

/** `npm run inventory`: writes docs/dependencies.md, and says what is wrong with what is used. */

const root = fileURLToPath(new URL('../..', import.meta.url))
const inventory = readInventory(root)
writeFileSync(`${root}/docs/dependencies.md`, dependenciesPage(inventory))
const faults = faultsOf(inventory)
for (const fault of faults) console.error(fault)
process.exitCode = faults.length > 0 ? 1 : 0
