import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Role } from '../../src/domain/access.ts'
import { type Caller, documentOf, type Reply } from './support/caller.ts'
import { programme } from './support/programme.ts'
import { openTwoProvinces, startService, YESTERDAY } from './support/service.ts'

const service = await startService()
await service.runWorker()
await openTwoProvinces(service)

/** Everyone who may hold a token. */
const principals = {
  district: { role: 'district', area: '4701' },
  province: { role: 'province', area: '47' },
  department: { role: 'department', area: 'all' },
  auditor: { role: 'auditor', area: 'all' },
  'auditor of 47': { role: 'auditor', area: '47' },
  operator: { role: 'operator', area: 'all' },
} as const satisfies Record<string, { role: Role; area: string }>
type Person = keyof typeof principals
const everyone = Object.keys(principals) as Person[]
const people = Object.fromEntries(
  await Promise.all(
    everyone.map(async (person) => [person, await service.as(principals[person].role, principals[person].area)]),
  ),
) as Record<Person, Caller>

/** Seen from district 4701 and province 47. */
const offices = { own: '4701', neighbour: '4702', province: '47', elsewhere: '8301', 'other province': '83' } as const
type Place = keyof typeof offices

/** Whose areas each person sees; the others' do not exist for them. */
const sight: Record<Person, readonly Place[]> = {
  district: ['own'],
  province: ['own', 'neighbour', 'province'],
  department: ['own', 'neighbour', 'province', 'elsewhere', 'other province'],
  auditor: ['own', 'neighbour', 'province', 'elsewhere', 'other province'],
  'auditor of 47': ['own', 'neighbour', 'province'],
  operator: ['own', 'neighbour', 'province', 'elsewhere', 'other province'],
}

/**
 * The table of commands in design.md, as "who at which office". An office is a district for its own district token, and a
 * province office for its province's.
 */
const everyOffice: readonly Place[] = ['own', 'neighbour', 'province', 'elsewhere', 'other province']
const itself = { district: ['own'], province: ['province'] } as const
const itselfOrItsProvince = { district: ['own'], province: ['own', 'neighbour', 'province'] } as const
const byDepartment = { department: everyOffice } as const
const commands: Record<string, Partial<Record<Person, readonly Place[]>>> = {
  // By the province, or the department for it; a district has nobody to pass the notice on to.
  forward: { province: ['province'], department: ['province', 'other province'] },
  // By the district, or its province; a province office does not owe it.
  acknowledge: { district: ['own'], province: ['own', 'neighbour'] },
  'attend-kickoff': { ...itself, ...byDepartment },
  'record-activity': itself,
  disburse: itselfOrItsProvince,
  reverse: itselfOrItsProvince,
  'return-funds': itselfOrItsProvince,
  // Whoever handles money is answered with the rule.
  virement: { ...itselfOrItsProvince, ...byDepartment },
  'submit-report': itself,
  'accept-report': byDepartment,
  'return-report': byDepartment,
  'answer-escalation': { province: ['own', 'neighbour'] },
  remind: { province: ['own', 'neighbour'], ...byDepartment },
  extend: byDepartment,
  suspend: byDepartment,
  resume: byDepartment,
  withdraw: byDepartment,
}
/** Commands to an area, and who besides the department may give them to province 47. */
const areaCommands: Record<string, readonly Person[]> = { remind: ['province'], extend: [], suspend: [], resume: [] }

/** Commands that the rules of an office itself keep to a tier are sent as they should be; the others in no shape to be done. */
const bodies: Record<string, unknown> = {
  forward: {},
  acknowledge: { coordinator: { name: 'ก ตัวอย่าง', email: 'k@example.go.th' } },
}
const shapeless = { nothing: 'of any command' }

/** A district sees its own office, and not the sums of its province. */
function seesProvince(person: Person, province: string): boolean {
  return person !== 'district' && sight[person].some((place) => offices[place] === province)
}

function verdict({ status, body }: Reply): string {
  if (status === 401 || status === 403 || status === 404) return String(body.type).replace('/problems/', '')
  return status < 500 ? 'may' : `${status}`
}

/** What is answered, without what tells one request from another. */
function told({ status, body }: Reply, asked: string): string {
  return `${status} ${JSON.stringify({ ...body, instance: '' }).replaceAll(asked, 'OFFICE')}`
}

describe('Commands to an office, by role and area, as design.md has it', () => {
  it('every command is in this table', async () => {
    const reply = await people.department.command('4701', 'no-such-command')
    for (const command of Object.keys(commands)) expect(reply.body.detail).toContain(command)
  })

  it.for(Object.entries(commands))('%s', async ([command, allowed]) => {
    for (const [place, office] of Object.entries(offices) as [Place, string][])
      for (const person of everyone) {
        const reply = await people[person].command(office, command, bodies[command] ?? shapeless)
        const expected = !sight[person].includes(place)
          ? 'unknown-office'
          : allowed[person]?.includes(place)
            ? 'may'
            : 'forbidden'
        // An office that has not been notified does nothing, whoever asks.
        const isEarly = reply.body.type === '/problems/not-notified'
        expect([person, place, isEarly ? expected : verdict(reply)]).toEqual([person, place, expected])
      }
  })

  it.for(Object.entries(areaCommands))('%s of an area', async ([command, besides]) => {
    for (const person of everyone) {
      const may = person === 'department' || besides.includes(person)
      const reply = await people[person].areaCommand('47', command, shapeless)
      expect([person, verdict(reply)]).toEqual([person, may ? 'may' : 'forbidden'])
      // A province has no area but its own.
      const elsewhere = verdict(await people[person].areaCommand('83', command, shapeless))
      const isProvince = person === 'province'
      expect([person, elsewhere]).toEqual([
        person,
        person === 'department' ? 'may' : isProvince ? 'unknown-office' : 'forbidden',
      ])
      const all = verdict(await people[person].areaCommand('all', command, shapeless))
      expect([person, all]).toEqual([person, person === 'department' ? 'may' : 'forbidden'])
    }
  })
})

describe('Reading, by role and area', () => {
  const readings: Record<string, (office: string) => string> = {
    'one office': (office) => `/offices/${office}`,
    'its timeline': (office) => `/offices/${office}/timeline`,
  }

  it.for(Object.entries(readings))('%s', async ([, path]) => {
    for (const [place, office] of Object.entries(offices) as [Place, string][])
      for (const person of everyone) {
        const expected = sight[person].includes(place) ? 'may' : 'unknown-office'
        expect([person, place, verdict(await people[person].get(path(office)))]).toEqual([person, place, expected])
      }
  })

  it('a list shows what its reader sees, whatever is asked for', async () => {
    const seen = async (caller: Caller, query: string) =>
      ((await caller.get(`/offices?limit=1000${query}`)).body.offices as { code: string }[]).map((o) => o.code)
    expect(await seen(people.district, '')).toEqual(['4701'])
    expect(await seen(people.district, '&province=83')).toEqual([])
    for (const person of ['province', 'auditor of 47'] as const) {
      expect(new Set((await seen(people[person], '')).map((code) => code.slice(0, 2)))).toEqual(new Set(['47']))
      expect(await seen(people[person], '&province=83')).toEqual([])
    }
    for (const person of ['department', 'auditor', 'operator'] as const)
      expect(new Set((await seen(people[person], '')).map((code) => code.slice(0, 2)))).toEqual(new Set(['47', '83']))
  })

  it('provinces are seen by those who see all of them, and a province by itself', async () => {
    const seen: Record<Person, readonly string[]> = {
      district: [],
      province: ['47'],
      department: ['47', '83'],
      auditor: ['47', '83'],
      'auditor of 47': ['47'],
      operator: ['47', '83'],
    }
    for (const person of everyone) {
      const { body } = await people[person].get('/provinces')
      expect([person, body.provinces.map((p: { province: string }) => p.province)]).toEqual([person, seen[person]])
      for (const province of ['47', '83']) {
        const expected = seen[person].includes(province) ? 'may' : 'unknown-office'
        const reply = await people[person].get(`/provinces/${province}`)
        expect([person, province, verdict(reply)]).toEqual([person, province, expected])
      }
    }
  })

  it('national sums are for those who see the nation', async () => {
    for (const person of everyone) {
      const { body } = await people[person].get()
      const isNational = !['district', 'province', 'auditor of 47'].includes(person)
      expect([person, 'summary' in body]).toEqual([person, isNational])
    }
  })

  it('persons are not for auditors', async () => {
    for (const person of everyone) {
      const office = (await people[person].get('/offices/4701')).body
      const timeline = JSON.stringify((await people[person].get('/offices/4701/timeline')).body)
      const isAuditor = person.startsWith('auditor')
      expect([person, 'contacts' in office, timeline.includes('k@example.go.th')]).toEqual([
        person,
        !isAuditor,
        !isAuditor,
      ])
    }
  })
})

describe('An office out of reach cannot be told from one that does not exist', () => {
  const sent = [
    (caller: Caller, office: string) => caller.get(`/offices/${office}`),
    (caller: Caller, office: string) => caller.get(`/offices/${office}/timeline`),
    (caller: Caller, office: string) => caller.command(office, 'disburse', shapeless),
    (caller: Caller, office: string) => caller.command(office, 'withdraw', { reason: 'x' }),
    (caller: Caller, office: string) =>
      caller.command(office, 'attend-kickoff', { attended: 'meeting', on: YESTERDAY }),
  ]
  it.for([
    ['a district', people.district, '4702', '4799'],
    ['a district, of its own province office', people.district, '47', '99'],
    ['a district, of another province', people.district, '8301', '8399'],
    ['a province', people.province, '8301', '8399'],
    ['a province, of another province’s office', people.province, '83', '99'],
    ['an auditor of one province', people['auditor of 47'], '8301', '8399'],
  ] as const)('%s', async ([, caller, hidden, missing]) => {
    for (const send of sent)
      expect(told(await send(caller, hidden), hidden)).toBe(told(await send(caller, missing), missing))
  })

  it('nor a province', async () => {
    const [hidden, missing] = [await people.province.get('/provinces/83'), await people.province.get('/provinces/99')]
    expect(told(hidden, '83')).toBe(told(missing, '99'))
  })
})

describe('Loading and opening programmes is for the department and operators', () => {
  it.for(everyone)('%s', async (person) => {
    const expected = ['department', 'operator'].includes(person) ? 'may' : 'forbidden'
    expect(verdict(await people[person].request('POST', '/api/v1/programmes', shapeless))).toBe(expected)
    expect(verdict(await people[person].post('/open'))).toBe(expected)
  })
})

describe('Every request, by role and area, as docs/access.md has it', async () => {
  const { paths } = await documentOf(service.url)
  const page = readFileSync(new URL('../../docs/access.md', import.meta.url), 'utf8')
  const table = (heading: string) =>
    page
      .split(`\n## ${heading}\n`)[1]!
      .split('\n## ')[0]!
      .split('\n')
      .filter((line) => /^\| (?!---)/.test(line))
      .map((line) =>
        line
          .slice(2, -2)
          .split(' | ')
          .map((cell) => cell.replaceAll('`', '')),
      )
  const [[, ...roleNames], ...rightRows] = table('Rights') as [string[], ...string[][]]
  const mayByRight = new Map(
    rightRows.map(([right, ...cells]) => [
      right,
      (role: Role, area: string) => {
        const cell = cells[roleNames.indexOf(role)]!
        return cell === 'yes' || (cell === 'with area all' && area === 'all')
      },
    ]),
  )
  const documented = table('Requests').slice(1) as [string, string, string][]
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId }]) => ({ path, method: method.toUpperCase(), operationId })),
  )

  it('names every request that the service takes, and no other', () => {
    const named = documented.map(([request, operation]) => `${request} ${operation}`)
    expect(named).toEqual(operations.map((o) => `${o.method} ${o.path} ${o.operationId}`))
  })

  it.for(operations)('$method $path', async ({ path, method, operationId }) => {
    const right = documented.find(([, id]) => id === operationId)![2]
    const hasPlace = /\{(office|province)\}/.test(path)
    for (const [place, office] of Object.entries(offices) as [Place, string][])
      for (const person of everyone) {
        // Rights on one's own token are used up by using them: one stranger to the other tests each.
        const { role, area } = principals[person]
        const caller = right === 'own-token' ? await service.as(role, area) : people[person]
        const url = path
          .replace('{programme}', programme.id)
          .replace('{office}', office)
          .replace('{province}', office.slice(0, 2))
          .replace(/\{(token|webhook|snapshot|contact)\}/, randomUUID())
        const reply = await caller.request(method, `/api/v1${url}`, method === 'GET' ? undefined : shapeless, {
          key: randomUUID(),
        })
        const isHidden = path.includes('{province}')
          ? !seesProvince(person, office.slice(0, 2))
          : !sight[person].includes(place)
        const expected =
          hasPlace && isHidden ? 'unknown-office' : mayByRight.get(right)!(role, area) ? 'may' : 'forbidden'
        // Which role gives which command to which office is the subject of the table above.
        const isCommandTable = right === 'command' && expected === 'may'
        const said = ['not-found', 'unknown-endpoint', 'unknown-contact'].includes(verdict(reply))
          ? 'may'
          : verdict(reply)
        if (!isCommandTable) expect([person, place, said]).toEqual([person, place, expected])
      }
  })
})

describe('A token', () => {
  const roles: readonly Role[] = ['district', 'province', 'department', 'auditor', 'operator']
  const areas: Record<Role, string> = {
    district: '4701',
    province: '47',
    department: 'all',
    auditor: '47',
    operator: 'all',
  }

  it('tells what programmes there are, whatever its role', async () => {
    for (const role of roles) {
      const { body } = await (await service.as(role, areas[role])).request('GET', '/api/v1/programmes')
      expect(body.programmes).toMatchObject([
        { id: 'amphoe-ita-2568', fiscalYear: 2568, rehearsal: true, sample: true },
      ])
    }
  })
})
