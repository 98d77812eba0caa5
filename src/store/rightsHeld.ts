import type { Client } from 'pg'
import { functionRights, type Process, recordedTables, sequenceRights, tableRights } from './rights.ts'

/** A right as rights.ts writes it: what it is, and of which columns if not of all. */
const RIGHT = /^(\w+)(?: \((.+)\))?$/

/** What a process needs and the role that connects here lacks, each as `UPDATE on mail`. Only reads. */
export async function lackingRights(client: Client, process: Process): Promise<string[]> {
  const needed = [
    ...Object.entries(tableRights).flatMap(([name, rights]) =>
      rights[process].flatMap((right) => {
        const [, what, columns] = RIGHT.exec(right)!
        return (columns?.split(', ') ?? [null]).map((column) => ({ kind: 'table', name, what, column }))
      }),
    ),
    ...Object.entries(sequenceRights).flatMap(([name, rights]) =>
      rights[process].map((what) => ({ kind: 'sequence', name, what, column: null })),
    ),
    ...Object.entries(functionRights).flatMap(([name, { by }]) =>
      by.includes(process) ? [{ kind: 'function', name, what: 'EXECUTE', column: null }] : [],
    ),
  ]
  // What is not there yet is the migrations' to tell of.
  const { rows } = await client.query<{ lacking: string }>(
    `SELECT DISTINCT what || ' on ' || name AS lacking
       FROM jsonb_to_recordset($1) AS needed (kind text, name text, what text, "column" text)
      WHERE NOT CASE
        WHEN kind = 'function' THEN coalesce(has_function_privilege(to_regprocedure(name), what), true)
        WHEN kind = 'sequence' THEN coalesce(has_sequence_privilege(to_regclass(name), what), true)
        WHEN "column" IS NULL THEN coalesce(has_table_privilege(to_regclass(name), what), true)
        ELSE coalesce(has_column_privilege(to_regclass(name), "column", what), true) END
      ORDER BY 1`,
    [JSON.stringify(needed)],
  )
  return rows.map(({ lacking }) => lacking)
}

/**
 * By what the role that connects here could alter what was recorded, in words; empty when it could not. Roles of which it is a
 * member count. Only reads.
 */
export async function powersOverRecords(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ power: string }>(
    `SELECT 'is a superuser' AS power FROM pg_roles WHERE rolname = current_user AND rolsuper
      UNION ALL
     SELECT 'has the rights of ' || pg_get_userbyid(relowner) || ', who owns the tables' FROM pg_class
      WHERE oid = to_regclass('audit_event') AND pg_has_role(relowner, 'MEMBER')
      UNION ALL
     SELECT 'may make tables and functions' WHERE has_schema_privilege(current_schema(), 'CREATE')
      UNION ALL
     SELECT 'may write ' || string_agg(name, ', ' ORDER BY name)
       FROM unnest($1::text[]) AS name
      WHERE has_table_privilege(to_regclass(name), 'INSERT, DELETE, TRUNCATE, TRIGGER')
         OR has_any_column_privilege(to_regclass(name), 'INSERT, UPDATE')
     HAVING count(*) > 0`,
    [recordedTables],
  )
  return rows.map(({ power }) => power)
}
