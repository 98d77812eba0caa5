import { beforeAll, expect, test } from 'vitest'
import { deleteTexts, findReceipt, findReceipts, putAllTexts, putTexts, saveReceipt } from '../../src/store/commands.ts'
import type { Store } from '../../src/store/store.ts'
import { createToken, findToken, listTokens, revokeToken } from '../../src/store/tokens.ts'
import { freshStore, type Sql } from '../support/database.ts'

let store: Store
let sql: Sql
beforeAll(async () => {
  const fresh = await freshStore()
  store = fresh.store
  sql = fresh.sql
})

/** Keeps an answer of an office, as the step that made it does. */
async function answered(target: string, key: string) {
  await sql(
    `INSERT INTO command_receipt (programme_id, target, key, command, body_hash, answer) VALUES ('p', $1, $2, 'suspend', 'h', '{}')`,
    [target, key],
  )
  return { programme: 'p', target, key, command: 'suspend', bodyHash: 'h', answer: {} }
}

test('the first answer under a key stays', async () => {
  const receipt = { programme: 'p', target: 'area:47', key: 'k', command: 'suspend', bodyHash: 'h' }
  expect(await findReceipt(store, 'p', 'area:47', 'k')).toBeUndefined()
  await saveReceipt(store, { ...receipt, answer: { offices: 3 } })
  await saveReceipt(store, { ...receipt, answer: { offices: 9 } })
  expect(await findReceipt(store, 'p', 'area:47', 'k')).toEqual({ ...receipt, answer: { offices: 3 } })
})

test('the first texts of a key stay; those of a refused command go, those of an answered one do not', async () => {
  const texts = () => sql(`SELECT key, texts FROM command_text ORDER BY key`)
  await putTexts(store, 'p', '4701', 'refused', { reason: 'one' })
  await putTexts(store, 'p', '4701', 'refused', { reason: 'two' })
  await putTexts(store, 'p', '4701', 'answered', { reason: 'flood' })
  expect(await texts()).toEqual([
    { key: 'answered', texts: { reason: 'flood' } },
    { key: 'refused', texts: { reason: 'one' } },
  ])
  await answered('4701', 'answered')
  await deleteTexts(store, 'p', '4701', 'refused')
  await deleteTexts(store, 'p', '4701', 'answered')
  expect(await texts()).toEqual([{ key: 'answered', texts: { reason: 'flood' } }])
})

test('of several commands the texts are kept, found and forgotten together', async () => {
  const receipt = await answered('4703', 'k2')
  const written = ['k1', 'k2', 'k3'].map((key) => ({ key, texts: { reason: `of ${key}` } }))
  await putAllTexts(store, 'p', '4703', written)
  await putAllTexts(store, 'p', '4703', [{ key: 'k1', texts: { reason: 'another' } }])
  const texts = () => sql(`SELECT key, texts FROM command_text WHERE target = '4703' ORDER BY key`)
  expect(await texts()).toEqual([written[0], written[2]])
  expect(await findReceipts(store, 'p', '4703', ['k1', 'k2'])).toEqual(new Map([['k2', receipt]]))
  await deleteTexts(store, 'p', '4703', 'k1', 'k2')
  expect(await texts()).toEqual([written[2]])
})

test('no texts are kept under a key that has been answered without any', async () => {
  await answered('4701', 'wordless')
  await putTexts(store, 'p', '4701', 'wordless', { reason: 'of another command' })
  expect(await sql(`SELECT FROM command_text WHERE key = 'wordless'`)).toEqual([])
})

test('a token is known by its words alone, until it expires or is revoked', async () => {
  const made = await createToken(store, { label: 'อำเภอเมือง', role: 'district', area: '4701' })
  expect(made.token).toMatch(/^aita_[\w-]{43}$/)
  expect(made.token.startsWith(made.prefix)).toBe(true)
  expect(await findToken(store, made.token)).toMatchObject({ id: made.id, role: 'district', area: '4701' })
  expect(await findToken(store, `${made.token}x`)).toBeUndefined()
  expect(JSON.stringify(await sql('SELECT * FROM api_token'))).not.toContain(made.token)

  const old = await createToken(store, {
    label: 'old',
    role: 'auditor',
    area: 'all',
    expiresAt: new Date(Date.now() - 1),
  })
  expect(await findToken(store, old.token)).toBeUndefined()

  expect(await revokeToken(store, made.id)).toBe(true)
  expect(await revokeToken(store, made.id)).toBe(false)
  expect(await findToken(store, made.token)).toBeUndefined()
  expect(await listTokens(store)).toHaveLength(2)
})

test('the use of a token is noted at most once a minute', async () => {
  const { token, id } = await createToken(store, { label: 'x', role: 'operator', area: 'all' })
  const used = async () => (await sql('SELECT last_used_at FROM api_token WHERE id = $1', [id]))[0].last_used_at
  await findToken(store, token)
  const first = await used()
  await findToken(store, token)
  expect(await used()).toEqual(first)
  await sql(`UPDATE api_token SET last_used_at = now() - interval '61 seconds' WHERE id = $1`, [id])
  await findToken(store, token)
  expect((await used()).getTime()).toBeGreaterThan(first.getTime())
})
