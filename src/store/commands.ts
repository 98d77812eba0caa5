import type { CommandTexts } from '../domain/command.ts'
import type { Store } from './store.ts'

/** Answers given to commands, and what people wrote in words with them. */

export interface CommandReceipt {
  readonly programme: string
  /** An office code, or `area:47`, `area:all`. */
  readonly target: string
  readonly key: string
  readonly command: string
  readonly bodyHash: string
  readonly answer: unknown
}

/** The answer given under a key, if any. */
export async function findReceipt(
  store: Store,
  programme: string,
  target: string,
  key: string,
): Promise<CommandReceipt | undefined> {
  const row = await store.prisma.commandReceipt.findUnique({
    where: { programmeId_target_key: { programmeId: programme, target, key } },
  })
  return row ? { programme, target, key, command: row.command, bodyHash: row.bodyHash, answer: row.answer } : undefined
}

/** Keeps the answer to an area command; the first one stays. */
export async function saveReceipt(store: Store, { programme, answer, ...receipt }: CommandReceipt): Promise<void> {
  await store.prisma.commandReceipt.createMany({
    data: [{ programmeId: programme, ...receipt, answer: answer as object }],
    skipDuplicates: true,
  })
}

/**
 * Keeps what was written with a command, before the command is sent; the first of one key stays. Nothing is kept under a key
 * that has been answered: it would be read as words of the command that was done.
 */
export async function putTexts(
  store: Store,
  programme: string,
  target: string,
  key: string,
  texts: CommandTexts,
): Promise<void> {
  await store.prisma.$executeRaw`
    INSERT INTO command_text (programme_id, target, key, texts)
    SELECT ${programme}, ${target}, ${key}, ${JSON.stringify(texts)}::jsonb
     WHERE NOT EXISTS (SELECT FROM command_receipt r
                        WHERE r.programme_id = ${programme} AND r.target = ${target} AND r.key = ${key})
    ON CONFLICT DO NOTHING`
}

/** Forgets what was written with a command that was refused. What belongs to an answered command stays. */
export async function deleteTexts(store: Store, programme: string, target: string, key: string): Promise<void> {
  // The same key may have been sent twice at once, and the other one accepted.
  await store.prisma.$executeRaw`
    DELETE FROM command_text t
     WHERE programme_id = ${programme} AND target = ${target} AND key = ${key}
       AND NOT EXISTS (SELECT FROM command_receipt r
                        WHERE r.programme_id = t.programme_id AND r.target = t.target AND r.key = t.key)`
}
