import { expect, test } from 'vitest'
import { catchUp } from '../../src/domain/agenda.ts'
import { newOffice } from '../../src/domain/office.ts'
import { upcoming } from '../../src/domain/upcoming.ts'
import { rules2568 as rules } from './support/year2568.ts'

test('what is to come is what will happen while nobody does anything, in order', () => {
  const office = newOffice('47', { materials: 100 })
  const entries = upcoming(office, rules, 500)
  expect(entries.slice(0, 8)).toEqual(upcoming(office, rules, 8))
  expect(entries).toEqual(catchUp(office, rules, `${rules.calendar.data.through}T23:59:00+07:00`).events)
})

test('a district that its province has not told yet has nothing to come', () => {
  expect(upcoming(newOffice('4701', { materials: 100 }), rules, 5)).toEqual([])
})
