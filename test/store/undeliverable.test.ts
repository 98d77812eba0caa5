import { expect, test } from 'vitest'
import { clearUndeliverable, noteUndeliverable, undeliverableAmong } from '../../src/store/undeliverable.ts'
import { freshStore } from '../support/database.ts'

test('an address that cannot be reached is known in any spelling, with what was first said of it, until it is cleared', async () => {
  const { store } = await freshStore()
  const now = new Date('2024-12-30T02:00:00Z')
  await noteUndeliverable(store, { email: 'Somsri@Example.go.th', reason: '550 no such user', mail: 'm1', now })
  await noteUndeliverable(store, { email: 'somsri@example.go.th', reason: '550 again', mail: 'm2' })

  expect(await undeliverableAmong(store, ['SOMSRI@example.go.th', 'other@example.go.th'])).toEqual(
    new Map([['somsri@example.go.th', { since: now, reason: '550 no such user' }]]),
  )
  expect(await clearUndeliverable(store, 'somsri@EXAMPLE.go.th')).toBe(true)
  expect(await clearUndeliverable(store, 'somsri@example.go.th')).toBe(false)
  expect(await undeliverableAmong(store, ['somsri@example.go.th'])).toEqual(new Map())
})
