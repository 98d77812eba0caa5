import { z } from 'zod'
import { fitsRole, type Role, roles } from '../domain/access.ts'
import { addDays, instantAt, isDay, msOf } from '../domain/time.ts'
import { auditToTrail } from '../signin/auditTrail.ts'
import { type AssignmentView, assign, unassign } from '../store/assignments.ts'
import { addPerson, disablePerson, enablePerson, findPerson, listPeople, type PersonView } from '../store/people.ts'
import { endSessionsOf, sessionsOf } from '../store/sessions.ts'
import { openStore } from '../store/store.ts'
import { operatorConfig } from './operator.ts'
import { readOptions, runCommand, UsageError } from './runCommand.ts'

const USAGE = `npm run person -- add --name TEXT [--email ADDRESS] [--subject SUBJECT [--issuer URL]]
npm run person -- list
npm run person -- assign --person ID|EMAIL --role ${roles.join('|')} --area CODE|all [--from DAY] [--until DAY] [--acting-for TEXT]
npm run person -- unassign --assignment ID
npm run person -- disable|enable --person ID|EMAIL
npm run person -- sessions --person ID|EMAIL
npm run person -- sign-out --person ID|EMAIL
A person signs in by the link mailed to the address, or at the sign-in provider: known by the subject, or at the first
sign-in by the address. A DAY is such as 2025-09-30; --until is the last one. The database is the one that DATABASE_URL names
or, without it, that of npm start or npm run dev.`

/** The newest sessions that are listed. */
const SESSIONS_SHOWN = 50

/** People who may sign in, by an operator with access to the database. */
await runCommand(USAGE, async () => {
  const [action, ...args] = process.argv.slice(2)
  const config = operatorConfig()
  const store = openStore(config.DATABASE_URL, { poolSize: 2 })
  const audit = auditToTrail(store)
  const person = async (): Promise<PersonView> => {
    const { person: idOrEmail } = readOptions(['person'], [], args)
    return personOf(idOrEmail)
  }
  const personOf = async (idOrEmail: string): Promise<PersonView> => {
    const found = await findPerson(store, idOrEmail)
    if (!found) throw new Error(`There is no person ${idOrEmail}.`)
    return found
  }
  try {
    switch (action) {
      case 'add': {
        const { name, email, subject, issuer } = readOptions(['name'], ['email', 'subject', 'issuer'], args)
        if (email === undefined && subject === undefined) throw new UsageError('Say --email, --subject or both.')
        if (email !== undefined && !z.email().safeParse(email).success)
          throw new UsageError(`${email} is no e-mail address.`)
        const of = issuer ?? config.OIDC_ISSUER
        if (subject !== undefined && of === undefined)
          throw new UsageError('--issuer says whose subject it is, where OIDC_ISSUER does not.')
        const oidc = subject !== undefined && of !== undefined ? { issuer: of, subject } : undefined
        const id = await addPerson(store, { name, email, oidc })
        await audit({ kind: 'person-added', person: id, details: {} })
        console.log(id)
        return console.error('Added. They can sign in once they are assigned.')
      }
      case 'list':
        for (const p of await listPeople(store)) {
          console.log(
            [p.name, p.email ?? 'no e-mail', p.linked ? 'linked' : 'not linked', standing(p), p.id].join('\t'),
          )
          for (const a of p.assignments) console.log(`\t${describe(a)}`)
        }
        return
      case 'assign': {
        const options = readOptions(['person', 'role', 'area'], ['from', 'until', 'acting-for'], args)
        const { role, area } = options
        if (!(roles as readonly string[]).includes(role))
          throw new UsageError(`--role must be one of ${roles.join(', ')}.`)
        if (!fitsRole(role as Role, area)) throw new UsageError(`The area ${area} does not fit the role ${role}.`)
        const { id: whose } = await personOf(options.person)
        const from = options.from === undefined ? undefined : midnight(options.from)
        const until = options.until === undefined ? undefined : midnight(options.until, 1)
        const id = await assign(store, {
          ...{ person: whose, role: role as Role, area, from, until },
          actingFor: options['acting-for'],
        })
        await audit({ kind: 'person-assigned', person: whose, details: { assignment: id, role, area } })
        return console.log(id)
      }
      case 'unassign': {
        const { assignment } = readOptions(['assignment'], [], args)
        const whose = await unassign(store, assignment, new Date())
        if (whose === undefined) throw new Error(`There is no assignment ${assignment} to end.`)
        await audit({ kind: 'person-unassigned', person: whose, details: { assignment } })
        return console.error('Ended; it counts no more from the next request on.')
      }
      case 'disable': {
        const { id, name } = await person()
        const sessions = await disablePerson(store, id, new Date())
        if (sessions === undefined) throw new Error(`${name} is disabled already.`)
        await audit({ kind: 'person-disabled', person: id, details: { sessions } })
        return console.error(`Disabled; ${sessions} sessions have ended.`)
      }
      case 'enable': {
        const { id, name } = await person()
        if (!(await enablePerson(store, id))) throw new Error(`${name} is not disabled.`)
        await audit({ kind: 'person-enabled', person: id, details: {} })
        return console.error('Enabled; they may sign in again.')
      }
      case 'sessions':
        for (const s of await sessionsOf(store, (await person()).id, SESSIONS_SHOWN))
          console.log(
            [
              s.createdAt.toISOString(),
              `last seen ${s.lastSeenAt.toISOString()}`,
              s.endedAt ? `${s.endedWhy} ${s.endedAt.toISOString()}` : `until ${s.expiresAt.toISOString()}`,
              s.userAgent,
              s.id,
            ].join('\t'),
          )
        return
      case 'sign-out': {
        const { id } = await person()
        const sessions = await endSessionsOf(store.prisma, id, 'ended-by-operator', new Date())
        await audit({ kind: 'sign-out', person: id, details: { everywhere: true, sessions, by: 'operator' } })
        return console.error(`${sessions} sessions have ended.`)
      }
      default:
        throw new UsageError('Say what to do.')
    }
  } finally {
    await store.close()
  }
})

function standing({ disabledAt }: PersonView): string {
  return disabledAt ? `disabled ${disabledAt.toISOString()}` : 'enabled'
}

function describe({ id, role, area, actingFor, from, until }: AssignmentView): string {
  const end = until?.toISOString() ?? 'no end'
  return [role, area, ...(actingFor ? [`for ${actingFor}`] : []), `${from.toISOString()} to ${end}`, id].join('\t')
}

/** The first moment in Thailand of a day, or of the one after it. */
function midnight(day: string, daysOn = 0): Date {
  if (!isDay(day)) throw new UsageError(`${day} is no day such as 2025-09-30.`)
  return new Date(msOf(instantAt(addDays(day, daysOn), '00:00')))
}
