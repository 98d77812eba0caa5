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
  return (await findReceipts(store, programme, target, [key])).get(key)
}

/** The answers given under some keys of one target, by key, in one query. */
export async function findReceipts(
  store: Store,
  programme: string,
  target: string,
  keys: readonly string[],
): Promise<Map<string, CommandReceipt>> {
  if (keys.length === 0) return new Map()
  const rows = await store.prisma.commandReceipt.findMany({
    where: { programmeId: programme, target, key: { in: [...keys] } },
  })
  return new Map(
    rows.map(({ key, command, bodyHash, answer }) => [key, { programme, target, key, command, bodyHash, answer }]),
  )
}

/**
 * Keeps the answer to an area command, and records that it was carried out; the first one stays.
 * @param receipt its target is an area; `by` is the id of the token or user that gave the command
 */
export async function saveReceipt(
  store: Store,
  { programme, target, key, command, bodyHash, answer, by = null }: CommandReceipt & { readonly by?: string | null },
): Promise<void> {
  await store.prisma.$executeRaw`
    SELECT keep_area_receipt(${programme}, ${target}, ${key}, ${command}, ${bodyHash}, ${JSON.stringify(answer)}::jsonb, ${by})`
}

/** A body under a key, as words belong to it: another body under the same key has words of its own. */
export interface Said {
  readonly key: string
  readonly bodyHash: string
}

/** What was written with a command. */
export interface Written extends Said {
  readonly texts: CommandTexts
}

/**
 * Keeps what was written with commands to one target, before they are sent, in one statement; the first of one body stays. Nothing
 * is kept under a key that has been answered.
 */
export async function putTexts(
  store: Store,
  programme: string,
  target: string,
  ...written: readonly Written[]
): Promise<void> {
  if (written.length === 0) return
  await store.prisma.$executeRaw`
    INSERT INTO command_text (programme_id, target, key, body_hash, texts)
    SELECT ${programme}, ${target}, w.key, w."bodyHash", w.texts
      FROM jsonb_to_recordset(${JSON.stringify(written)}::jsonb) AS w (key text, "bodyHash" text, texts jsonb)
     WHERE NOT EXISTS (SELECT FROM command_receipt r
                        WHERE r.programme_id = ${programme} AND r.target = ${target} AND r.key = w.key)
    ON CONFLICT DO NOTHING`
}

/** Forgets what was written with commands that were not carried out. What belongs to an answered command stays. */
export async function deleteTexts(
  store: Store,
  programme: string,
  target: string,
  ...said: readonly Said[]
): Promise<void> {
  if (said.length === 0) return
  // The same may have been sent twice at once, and the other one accepted.
  await store.prisma.$executeRaw`
    DELETE FROM command_text t
     USING jsonb_to_recordset(${JSON.stringify(said)}::jsonb) AS s (key text, "bodyHash" text)
     WHERE t.programme_id = ${programme} AND t.target = ${target} AND t.key = s.key AND t.body_hash = s."bodyHash"
       AND NOT EXISTS (SELECT FROM command_receipt r
                        WHERE r.programme_id = t.programme_id AND r.target = t.target AND r.key = t.key
                          AND r.body_hash = t.body_hash)`
}
