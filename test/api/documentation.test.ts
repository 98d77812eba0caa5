import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { problems } from '../../src/api/problem.ts'
import { commandBodySchemas } from '../../src/commands/wire.ts'
import { mayCommand, type Role, roles } from '../../src/domain/access.ts'
import { type CommandName, commandNames } from '../../src/domain/command.ts'
import { programme } from './support/programme.ts'

const page = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8')

/** The rows of the table under a heading, cell by cell, without its own head. */
function table(heading: string): string[][] {
  const section = page.split(`\n## ${heading}\n`)[1]!.split('\n## ')[0]!
  const rows = section.split('\n').filter((line) => line.startsWith('| '))
  return rows.slice(1).map((line) => line.slice(2, -2).split(' | '))
}

const word = (cell: string | undefined) => cell!.replaceAll('`', '')

/** The fields of `{ "line", "order"?: … }` as a cell writes it, those that may be left out with their question mark. */
function fieldsOf(cell: string): string[] {
  let body = cell.split('`')[1]!.slice(1, -1)
  // Innermost first: what a field holds is not a field.
  while (/[[{]/.test(body)) body = body.replace(/\[[^[\]{}]*\]|\{[^[\]{}]*\}/, '…')
  return [...body.matchAll(/(?:^|,)\s*"([A-Za-z]+)"(\??)/g)].map(([, field, mark]) => `${field}${mark}`)
}

describe('docs/api.md says what the service does', () => {
  it('every problem, with its status', () => {
    const documented = table('Problems').map(([type, status]) => [word(type), Number(status)])
    const real = Object.entries(problems).map(([type, { status }]) => [type, status])
    expect(new Map(documented as [string, number][])).toEqual(new Map(real as [string, number][]))
    expect(documented).toHaveLength(real.length)
  })

  it('every role', () => {
    expect(table('Tokens and roles').map(([role]) => word(role))).toEqual([...roles])
  })

  it('every command, in order', () => {
    expect(table('Commands').map(([name]) => word(name))).toEqual([...commandNames])
  })

  it.for(table('Commands').map(([name, by]) => [word(name) as CommandName, by!] as const))(
    'who gives %s: %s',
    ([name, by]) => {
      const principals: Record<string, { role: Role; area: string; office: string }> = {
        district: { role: 'district', area: '4718', office: '4718' },
        'province office': { role: 'province', area: '47', office: '47' },
        'its province': { role: 'province', area: '47', office: '4718' },
        department: { role: 'department', area: 'all', office: '4718' },
        auditor: { role: 'auditor', area: 'all', office: '4718' },
        operator: { role: 'operator', area: 'all', office: '4718' },
      }
      const said = by.split(', ').flatMap((giver) => (giver === 'office' ? ['district', 'province office'] : [giver]))
      const may = Object.keys(principals).filter((who) => mayCommand(principals[who]!, name, principals[who]!.office))
      // Which tier owes the obligation is a rule of the office, behind this gate.
      const ownByTier = { forward: 'district', acknowledge: 'province office' }[name as string]
      expect(may.filter((who) => who !== ownByTier).sort()).toEqual(said.sort())
    },
  )

  it.for(table('Commands').map(([name, , body]) => [word(name) as CommandName, body!] as const))(
    'the fields of %s',
    ([name, body]) => {
      const shape: Record<string, z.ZodType> = commandBodySchemas[name].shape
      const real = Object.keys(shape).map((field) => `${field}${shape[field]!.safeParse(undefined).success ? '?' : ''}`)
      expect(fieldsOf(body)).toEqual(real)
    },
  )

  it('its requests are ones the service takes', () => {
    const sent = [...page.matchAll(/-d '(.*?)' \\\n\s+\$API\/offices\/(\d+)\/commands\/([a-z-]+)/g)]
    expect(sent.map(([, , , command]) => command)).toEqual(['record-activity', 'disburse'])
    for (const [, body, , command] of sent) {
      const read = commandBodySchemas[command as CommandName].safeParse(JSON.parse(body!))
      expect([command, read.error]).toEqual([command, undefined])
    }
    expect(page).toContain(programme.id)
    expect(programme.policy.lines).toContain('materials')
  })
})
