import { beforeAll, expect, test } from 'vitest'
import { deleteTexts, findReceipt, findReceipts, putTexts, saveReceipt } from '../../src/store/commands.ts'
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

const written = (key: string, bodyHash: string, reason: string) => ({ key, bodyHash, texts: { reason } })
const texts = (target: string) =>
  sql(`SELECT key, body_hash AS "bodyHash", texts FROM command_text WHERE target = $1 ORDER BY key, body_hash`, [
    target,
  ])

test('the first texts of a body stay; those of a refused command go, those of an answered one do not', async () => {
  await putTexts(store, 'p', '4701', written('refused', 'h', 'one'))
  await putTexts(store, 'p', '4701', written('refused', 'h', 'two'))
  await putTexts(store, 'p', '4701', written('answered', 'h', 'flood'))
  expect(await texts('4701')).toEqual([written('answered', 'h', 'flood'), written('refused', 'h', 'one')])
  await answered('4701', 'answered')
  await deleteTexts(store, 'p', '4701', { key: 'refused', bodyHash: 'h' })
  await deleteTexts(store, 'p', '4701', { key: 'answered', bodyHash: 'h' })
  expect(await texts('4701')).toEqual([written('answered', 'h', 'flood')])
})

test('another body under a key has texts of its own, which go when it is refused', async () => {
  await putTexts(store, 'p', '4702', written('k', 'h', 'first'))
  await putTexts(store, 'p', '4702', written('k', 'h2', 'corrected'))
  expect(await texts('4702')).toEqual([written('k', 'h', 'first'), written('k', 'h2', 'corrected')])
  await answered('4702', 'k')
  await deleteTexts(store, 'p', '4702', { key: 'k', bodyHash: 'h2' })
  expect(await texts('4702')).toEqual([written('k', 'h', 'first')])
})

test('of several commands the texts are kept, found and forgotten together', async () => {
  const receipt = await answered('4703', 'k2')
  const all = ['k1', 'k2', 'k3'].map((key) => written(key, 'h', `of ${key}`))
  await putTexts(store, 'p', '4703', ...all)
  await putTexts(store, 'p', '4703', written('k1', 'h', 'another'))
  expect(await texts('4703')).toEqual([all[0], all[2]])
  expect(await findReceipts(store, 'p', '4703', ['k1', 'k2'])).toEqual(new Map([['k2', receipt]]))
  await deleteTexts(store, 'p', '4703', ...all.slice(0, 2))
  expect(await texts('4703')).toEqual([all[2]])
})

test('no texts are kept under a key that has been answered without any', async () => {
  await answered('4701', 'wordless')
  await putTexts(store, 'p', '4701', written('wordless', 'h2', 'of another command'))
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
