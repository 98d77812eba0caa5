import { Client, escapeIdentifier } from 'pg'
import { PRISMA_LOCK } from './migrate.ts'
import { functionRights, type Process, processes, type Rights, sequenceRights, tableRights } from './rights.ts'
import { sqlErrorOf } from './sqlError.ts'

/** The roles in the database that API and workers connect as; one that has none connects as the owner. */
export type RoleNames = Readonly<Partial<Record<Process, string | undefined>>>

/** The roles cannot be given their rights; the message says why and what to do. */
export class RightsError extends Error {
  override readonly name = 'RightsError'
}

/**
 * Gives the roles of API and workers what they need and nothing else, by rights.ts. To be called after migrate and as often as one
 * likes: what a role had before is replaced, in one transaction. The roles themselves are made by whoever runs the server.
 * @throws RightsError when a role is missing, has the owner's rights, or may not be given what it needs by who connects here
 */
export async function grantRights(databaseUrl: string, roles: RoleNames): Promise<void> {
  const named = processes.flatMap((process) => (roles[process] ? [{ process, role: roles[process] }] : []))
  if (named.length === 0) return
  if (roles.api === roles.worker)
    throw new RightsError(`API and workers need a role each: both are given ${roles.api}.`)
  const client = new Client({ connectionString: databaseUrl })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [PRISMA_LOCK])
    const { rows } = await client.query('SELECT current_schema() AS schema')
    const schema = escapeIdentifier(rows[0].schema)
    for (const { role } of named) await judge(client, role)
    await client.query(
      ['BEGIN', ...closing(), ...named.flatMap(({ process, role }) => granting(process, role, schema)), 'COMMIT'].join(
        ';\n',
      ),
    )
    for (const { role } of named) await confine(client, role, schema)
  } catch (error) {
    if (sqlErrorOf(error)?.code !== '42501') throw error
    throw new RightsError(
      `${client.user} may not give ${named.map(({ role }) => role).join(' and ')} their rights: only who owns the tables may (${(error as Error).message}).`,
      { cause: error },
    )
  } finally {
    await client.end()
  }
}

/** @throws RightsError for a role that is not there, or that could take any right for itself */
async function judge(client: Client, role: string): Promise<void> {
  const { rows } = await client.query(
    `SELECT r.rolsuper AS "isSuper", pg_has_role(r.oid, c.relowner, 'MEMBER') AS "isOwner"
       FROM pg_roles r, pg_class c WHERE r.rolname = $1 AND c.oid = 'audit_event'::regclass`,
    [role],
  )
  if (!rows[0])
    throw new RightsError(
      `There is no role ${role} in this database server. An administrator makes it: CREATE ROLE ${escapeIdentifier(role)} LOGIN PASSWORD '…'. Then run migrate again.`,
    )
  if (rows[0].isSuper || rows[0].isOwner)
    throw new RightsError(
      `The role ${role} ${rows[0].isSuper ? 'is a superuser' : 'has the rights of who owns the tables'}: no grant would hold it. API and workers need roles without that.`,
    )
}

/** Functions are everybody's when they are made; ours are not. */
function closing(): string[] {
  return [`REVOKE ALL ON FUNCTION ${Object.keys(functionRights).join(', ')} FROM PUBLIC`]
}

function granting(process: Process, role: string, schema: string): string[] {
  const to = escapeIdentifier(role)
  const callable = Object.entries(functionRights).flatMap(([name, { by }]) => (by.includes(process) ? [name] : []))
  return [
    ...each('TABLE', tableRights, process, to, schema),
    ...each('SEQUENCE', sequenceRights, process, to, schema),
    `REVOKE ALL ON FUNCTION ${Object.keys(functionRights).join(', ')} FROM ${to}`,
    `GRANT EXECUTE ON FUNCTION ${callable.join(', ')} TO ${to}`,
  ]
}

function each(
  kind: 'TABLE' | 'SEQUENCE',
  of: Readonly<Record<string, Rights>>,
  process: Process,
  to: string,
  schema: string,
): string[] {
  return Object.entries(of).flatMap(([name, rights]) => {
    const on = `ON ${kind} ${schema}.${escapeIdentifier(name)}`
    // Of the columns too.
    const none = `REVOKE ALL ${on} FROM ${to}`
    return rights[process].length === 0 ? [none] : [none, `GRANT ${rights[process].join(', ')} ${on} TO ${to}`]
  })
}

/** Sees to it that a role finds the schema and makes nothing in it. Both may be the administrator's to decide. */
async function confine(client: Client, role: string, schema: string): Promise<void> {
  const to = escapeIdentifier(role)
  const may = async (right: 'USAGE' | 'CREATE'): Promise<boolean> => {
    const { rows } = await client.query('SELECT has_schema_privilege($1, current_schema(), $2) AS may', [role, right])
    return rows[0].may
  }
  const see = async (statement: string, isDone: () => Promise<boolean>) => {
    if (await isDone()) return
    // Where the schema is somebody else's this is refused, or warned of and passed over.
    await client.query(statement).catch(() => undefined)
    if (!(await isDone()))
      throw new RightsError(`The schema ${schema} is not ${client.user}'s. An administrator runs: ${statement}`)
  }
  await see(`GRANT USAGE ON SCHEMA ${schema} TO ${to}`, () => may('USAGE'))
  await see(`REVOKE CREATE ON SCHEMA ${schema} FROM PUBLIC, ${to}`, async () => !(await may('CREATE')))
}
