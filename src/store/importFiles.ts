import type { Prisma } from './generated/client.ts'
import type { Store } from './store.ts'

/** How long a file is kept for its import, in milliseconds. */
const KEPT_MS = 3_600_000

/** Whose file it is and what for: each has one at a time. */
export interface FilePlace {
  readonly programme: string
  readonly kind: string
  readonly person: string
}

export interface KeptFile {
  readonly id: string
  readonly name: string
  readonly bytes: Buffer
}

/** Keeps a file between its dry run and its import, in place of an earlier one. @returns its id */
export async function keepFile(
  { prisma }: Store,
  { programme, kind, person }: FilePlace,
  file: Omit<KeptFile, 'id'>,
  now: Date,
): Promise<string> {
  // Under an id of its own: what was looked at as another file is not found under it.
  const [row] = await prisma.$queryRaw<[{ id: string }]>`
    INSERT INTO import_file (programme_id, kind, person_id, name, bytes, kept_at)
    VALUES (${programme}, ${kind}, ${person}::uuid, ${file.name}, ${new Uint8Array(file.bytes)}, ${now.toISOString()}::timestamptz)
    ON CONFLICT (programme_id, kind, person_id) DO UPDATE
       SET id = gen_random_uuid(), name = excluded.name, bytes = excluded.bytes, kept_at = excluded.kept_at
    RETURNING id::text`
  return row.id
}

/** A file that is kept, for whoever sent it; undefined for any other, and once its hour is over. */
export async function keptFile(
  { prisma }: Store,
  { programme, kind, person }: FilePlace,
  id: string,
  now: Date,
): Promise<KeptFile | undefined> {
  const row = await prisma.importFile.findFirst({
    where: {
      ...{ id, programmeId: programme, kind, personId: person },
      keptAt: { gte: new Date(now.getTime() - KEPT_MS) },
    },
  })
  return row ? { id, name: row.name, bytes: Buffer.from(row.bytes) } : undefined
}

/** Forgets a file that has been imported. */
export async function dropFile({ prisma }: Store, id: string): Promise<void> {
  await prisma.importFile.deleteMany({ where: { id } })
}

/** Forgets every file whose hour is over: many hold names and addresses. @returns how many */
export async function forgetOldFiles(
  { prisma }: { readonly prisma: Prisma.TransactionClient },
  now: Date,
): Promise<number> {
  const { count } = await prisma.importFile.deleteMany({ where: { keptAt: { lt: new Date(now.getTime() - KEPT_MS) } } })
  return count
}
