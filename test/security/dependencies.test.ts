import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { faultsOf, inventoryOf, isAllowed, readInventory } from '../../tools/dependencies/inventory.ts'
import { dependenciesPage } from '../../tools/dependencies/page.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

describe('What comes from others', () => {
  const inventory = readInventory(root)

  it('has a reason, an allowed licence and a checksum each', () => {
    expect(inventory.direct.length).toBeGreaterThan(60)
    expect(inventory.all.length).toBeGreaterThan(700)
    expect(faultsOf(inventory)).toEqual([])
  })

  it('is what docs/dependencies.md says (npm run inventory writes it anew)', async () => {
    await expect(dependenciesPage(inventory)).toMatchFileSnapshot('../../docs/dependencies.md')
  })

  it('is found wanting where a reason, a licence or a checksum is missing', () => {
    const packages = {
      'node_modules/left-pad': { version: '1.0.0', license: 'MIT' },
      'node_modules/left-pad/node_modules/deep': { version: '2.0.0', integrity: 'sha512-x' },
      'node_modules/free-at-home': { version: '3.0.0', integrity: 'sha512-x', license: 'AGPL-3.0-only' },
      'node_modules/zod': { version: '4.0.0', integrity: 'sha512-x', license: 'MIT' },
    }
    const faults = faultsOf(
      inventoryOf({ dependencies: { 'left-pad': '^1' }, devDependencies: { zod: '^4' } }, { packages }),
    )
    expect(faults).toEqual(
      expect.arrayContaining([
        'left-pad has no reason.',
        'zod is for development by package.json, and its reason says otherwise.',
        'express has a reason and is not used.',
        'deep 2.0.0 has no licence.',
        'free-at-home 3.0.0 is under AGPL-3.0-only, which is not on the list.',
        'left-pad 1.0.0 has no sha512 in the lockfile.',
      ]),
    )
  })
})

describe('A licence in several parts', () => {
  it.each([
    ['(MPL-2.0 OR GPL-3.0-only)', true],
    ['MIT and ISC', true],
    ['MIT AND GPL-3.0-only', false],
    ['GPL-3.0-only OR AGPL-3.0-only', false],
    ['SEE LICENSE IN LICENSE.txt', false],
    ['MIT AND (ISC OR GPL-3.0-only)', false],
  ])('%s: %s', (licence, allowed) => expect(isAllowed(licence)).toBe(allowed))
})
