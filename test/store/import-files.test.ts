import { beforeAll, describe, expect, it } from 'vitest'
import { dropFile, forgetOldFiles, keepFile, keptFile } from '../../src/store/importFiles.ts'
import { addPerson } from '../../src/store/people.ts'
import type { Store } from '../../src/store/store.ts'
import { freshStore } from '../support/database.ts'
import { P as programme, saveSakonNakhon } from './support/sakonNakhon.ts'

let store: Store
let person: string
beforeAll(async () => {
  store = (await freshStore()).store
  await saveSakonNakhon(store)
  person = await addPerson(store, { name: 'สมชาย', email: 'somchai@example.go.th' })
})
const noon = new Date('2026-11-23T12:00:00Z')
const after = (minutes: number) => new Date(noon.getTime() + minutes * 60_000)
const file = { name: 'เงิน.csv', bytes: Buffer.from('รหัส\n') }

describe('A file between its dry run and its import', () => {
  it('is there for whoever sent it, for an hour', async () => {
    const place = { programme, kind: 'allocations', person }
    const id = await keepFile(store, place, file, noon)
    expect(await keptFile(store, place, id, after(59))).toEqual({ id, ...file })
    expect(await keptFile(store, place, id, after(61))).toBeUndefined()
    expect(await keptFile(store, { ...place, kind: 'contacts' }, id, after(1))).toBeUndefined()
    expect(await keptFile(store, { ...place, person: crypto.randomUUID() }, id, after(1))).toBeUndefined()
  })

  it('takes the place of the one before it, also when two are sent at once', async () => {
    const place = { programme, kind: 'efms', person }
    const ids = await Promise.all([1, 2, 3].map(() => keepFile(store, place, file, noon)))
    expect(new Set(ids).size).toBe(3)
    expect(await store.prisma.importFile.count({ where: { kind: 'efms' } })).toBe(1)
  })

  it('is forgotten once it is imported, and when its hour is over', async () => {
    const place = { programme, kind: 'contacts', person }
    await dropFile(store, await keepFile(store, place, file, noon))
    expect(await store.prisma.importFile.count({ where: { kind: 'contacts' } })).toBe(0)
    await keepFile(store, place, file, noon)
    expect(await forgetOldFiles(store, after(30))).toBe(0)
    expect(await forgetOldFiles(store, after(61))).toBeGreaterThan(0)
    expect(await store.prisma.importFile.count()).toBe(0)
  })
})
