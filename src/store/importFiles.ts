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

/** Keeps a file between its dry run and its import, in place of an earlier one; whatever is too old goes. @returns its id */
export async function keepFile(
  { prisma }: Store,
  { programme, kind, person }: FilePlace,
  file: Omit<KeptFile, 'id'>,
  now: Date,
): Promise<string> {
  return prisma.$transaction(async (tx) => {
    await tx.importFile.deleteMany({ where: { keptAt: { lt: new Date(now.getTime() - KEPT_MS) } } })
    const place = { programmeId: programme, kind, personId: person }
    await tx.importFile.deleteMany({ where: place })
    const kept = { name: file.name, bytes: new Uint8Array(file.bytes), keptAt: now }
    const { id } = await tx.importFile.create({ data: { ...place, ...kept }, select: { id: true } })
    return id
  })
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
