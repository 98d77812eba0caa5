import { describe, expect, it } from 'vitest'
import type { Role } from '../../src/domain/access.ts'
import type { Caller, Reply } from './support/caller.ts'
import { openTwoProvinces, startService, YESTERDAY } from './support/service.ts'

const service = await startService()
await service.runWorker()
await openTwoProvinces(service)

/** Everyone who may hold a token. */
const people = {
  district: await service.as('district', '4701'),
  province: await service.as('province', '47'),
  department: await service.as('department', 'all'),
  auditor: await service.as('auditor', 'all'),
  'auditor of 47': await service.as('auditor', '47'),
  operator: await service.as('operator', 'all'),
}
type Person = keyof typeof people
const everyone = Object.keys(people) as Person[]

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
  extend: byDepartment,
  suspend: byDepartment,
  resume: byDepartment,
  withdraw: byDepartment,
}
const areaCommands = ['extend', 'suspend', 'resume']

/** Commands that the rules of an office itself keep to a tier are sent as they should be; the others in no shape to be done. */
const bodies: Record<string, unknown> = {
  forward: {},
  acknowledge: { coordinator: { name: 'ก ตัวอย่าง', email: 'k@example.go.th' } },
}
const shapeless = { nothing: 'of any command' }

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

  it.for(areaCommands)('%s of an area is the department’s alone', async (command) => {
    for (const person of everyone) {
      const reply = await people[person].areaCommand('47', command, shapeless)
      expect([person, verdict(reply)]).toEqual([person, person === 'department' ? 'may' : 'forbidden'])
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
    for (const query of ['&province=83', '&province=47&after=4701'])
      expect(await seen(people.district, query)).toEqual([])
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
