import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const MIGRATIONS = fileURLToPath(new URL('../../prisma/migrations', import.meta.url))
/** Up to here nothing was in use anywhere: no process of a version before had to go on with them. */
const BEFORE_FIRST_RELEASE = '20250109000000_import_file'
const CONTRACTS = /^-- contracts: \S.* since \d+\.\d+\.\d+/

/** What a process of the version before may stumble over, and what to do instead (docs/upgrades.md). */
const tightening: readonly (readonly [RegExp, string])[] = [
  [/\bDROP\s+(TABLE|COLUMN|VIEW|TYPE|FUNCTION)\b/i, 'takes away what the version before reads'],
  [/\bRENAME\b/i, 'renames what the version before reads: add the new one beside it'],
  [/\bALTER\s+(COLUMN\s+)?"?\w+"?\s+(SET\s+DATA\s+)?TYPE\b/i, 'changes a type: add a new column beside it'],
  [/\bSET\s+NOT\s+NULL\b/i, 'the version before writes rows without it'],
  [
    /\bADD\s+COLUMN\b(?:(?!\bDEFAULT\b)[^,;])*\bNOT\s+NULL\b(?!(?:(?!,|;)[\s\S])*\bDEFAULT\b)/i,
    'a new column needs a default, or may be null',
  ],
  [
    /\bALTER\s+TABLE\b[^;]*\bADD\s+CONSTRAINT\b[^;]*\b(CHECK|UNIQUE)\b/i,
    'the version before may write what this refuses',
  ],
  [/\bTRUNCATE\b/i, 'takes rows away'],
]

/** Why a migration does more than to add. Tables that it makes itself are nobody's yet. */
function faultsOf(sql: string): string[] {
  if (CONTRACTS.test(sql)) return []
  const statements = sql
    .replaceAll(/--.*$/gm, '')
    .replaceAll(/\$(\w*)\$[\s\S]*?\$\1\$/g, "''")
    .split(';')
  const made = new Set(statements.flatMap((s) => /CREATE\s+TABLE\s+(?:IF NOT EXISTS\s+)?"?(\w+)"?/i.exec(s)?.[1] ?? []))
  const isOfOwnTable = (s: string) => made.has(/ALTER\s+TABLE\s+(?:ONLY\s+)?"?(\w+)"?/i.exec(s)?.[1] ?? '')
  return statements.flatMap((s) =>
    isOfOwnTable(s) ? [] : tightening.flatMap(([found, why]) => (found.test(s) ? [`${s.trim()}: ${why}`] : [])),
  )
}

describe('While old and new processes work on one database', () => {
  const migrations = readdirSync(MIGRATIONS, { withFileTypes: true }).filter((e) => e.isDirectory())

  it('a migration only adds, or says since which version nothing needs what it takes away', () => {
    const names = migrations.map((e) => e.name).sort()
    expect(names).toContain(BEFORE_FIRST_RELEASE)
    const faults = names
      .filter((name) => name > BEFORE_FIRST_RELEASE)
      .flatMap((name) =>
        faultsOf(readFileSync(join(MIGRATIONS, name, 'migration.sql'), 'utf8')).map((f) => `${name}: ${f}`),
      )
    expect(faults).toEqual([])
  })

  it.each([
    'ALTER TABLE "office" DROP COLUMN "name";',
    'DROP TABLE "mail";',
    'ALTER TABLE "office" RENAME COLUMN "name" TO "title";',
    'ALTER TABLE "office" ALTER COLUMN "code" TYPE integer;',
    'ALTER TABLE "office" ALTER COLUMN "code" SET DATA TYPE integer;',
    'ALTER TABLE "office" ALTER COLUMN "note" SET NOT NULL;',
    'ALTER TABLE "office" ADD COLUMN "note" text NOT NULL;',
    'ALTER TABLE "office" ADD COLUMN "a" text, ADD COLUMN "note" text NOT NULL;',
    'ALTER TABLE "office" ADD CONSTRAINT "few" CHECK ("n" < 10);',
    'TRUNCATE "mail";',
  ])('such as is refused: %s', (sql) => {
    expect(faultsOf(sql)).toHaveLength(1)
  })

  it.each([
    'CREATE TABLE "new" ("id" text NOT NULL);',
    'CREATE TABLE "new" ("id" text NOT NULL); ALTER TABLE "new" ADD CONSTRAINT "few" CHECK ("n" < 10);',
    'ALTER TABLE "office" ADD COLUMN "note" text;',
    'ALTER TABLE "office" ADD COLUMN "note" text NOT NULL DEFAULT \'\';',
    'ALTER TABLE "office" ADD COLUMN "note" text DEFAULT \'\' NOT NULL;',
    'CREATE INDEX "office_note" ON "office" ("note");',
    'CREATE FUNCTION f() RETURNS trigger AS $$ BEGIN TRUNCATE x; END $$ LANGUAGE plpgsql;',
    '-- contracts: nothing reads office.name since 1.2.0\nALTER TABLE "office" DROP COLUMN "name";',
  ])('and such as is taken: %s', (sql) => {
    expect(faultsOf(sql)).toEqual([])
  })
})
