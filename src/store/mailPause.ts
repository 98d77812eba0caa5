import type { Instant } from '../domain/time.ts'
import { type AuditEntry, recordAudit } from './audit.ts'
import { toInstant, toInstantOrNull } from './forms.ts'
import { Prisma } from './generated/client.ts'
import { type MailSelection, type MailTier, selected } from './mailLog.ts'
import { sqlErrorOf } from './sqlError.ts'
import type { Store } from './store.ts'

/** Holding mail to a tier back. The rules do not know of it: mail is called for as ever, and waits. */

export interface PauseView {
  readonly id: string
  readonly tier: MailTier
  readonly reason: string
  /** The machine's clock. */
  readonly begunAt: Instant
  readonly begunBy: string | null
  readonly endedAt: Instant | null
  readonly endedBy: string | null
  /** Mails that it holds back now. */
  readonly held: number
}

/** Who does it, for the audit trail. */
export type Doer = Pick<AuditEntry, 'actor' | 'role' | 'requestId'>

/** Why nothing was paused, ended, released or dropped. */
export class PauseRefusedError extends Error {
  override readonly name = 'PauseRefusedError'
  readonly type: 'already-paused' | 'not-paused'

  constructor(type: PauseRefusedError['type'], message: string) {
    super(message)
    this.type = type
  }
}

/** Begins to hold mail to a tier back; what is on its way goes. @throws PauseRefusedError already-paused */
export async function pauseMail(
  { prisma }: Store,
  programme: string,
  { tier, reason }: { readonly tier: MailTier; readonly reason: string },
  doer: Doer = {},
): Promise<PauseView> {
  try {
    return await prisma.$transaction(async (tx) => {
      const { id } = await tx.mailPause.create({
        data: { programmeId: programme, tier, reason, begunBy: doer.actor ?? null },
      })
      const [pause] = await pausesIn(tx, programme, id)
      await recordAudit(tx, { ...doer, kind: 'mail-pause', programme, details: { what: 'paused', pause: id, tier } })
      return pause!
    })
  } catch (error) {
    if (sqlErrorOf(error)?.code !== '23505') throw error
    throw new PauseRefusedError('already-paused', `Mail to the tier ${tier} is held back already.`)
  }
}

/** What is held back of a programme and what was, the latest first. */
export function listPauses({ prisma }: Store, programme: string): Promise<PauseView[]> {
  return pausesIn(prisma, programme)
}

/**
 * Holds mail to a tier back no more. What was held is sent, as far as it still applies, at most one timed mail a day to a
 * reader; or it is dropped.
 * @returns how many mails were held
 * @throws PauseRefusedError not-paused
 */
export async function resumeMail(
  { prisma }: Store,
  programme: string,
  { tier, held }: { readonly tier: MailTier; readonly held: 'release' | 'drop' },
  doer: Doer = {},
): Promise<{ released: number; dropped: number }> {
  return prisma.$transaction(async (tx) => {
    await lockPause(tx, programme, tier)
    const mails =
      held === 'drop'
        ? await dropSelected(tx, programme, { tier, isHeld: true })
        : await releaseSelected(tx, programme, { tier, isHeld: true })
    const [{ id } = { id: '' }] = await tx.$queryRaw<{ id: string }[]>`
      UPDATE mail_pause SET ended_at = now(), ended_by = ${doer.actor ?? null}
       WHERE programme_id = ${programme} AND tier = ${tier} AND ended_at IS NULL RETURNING id::text`
    await recordAudit(tx, {
      ...{ ...doer, kind: 'mail-pause', programme },
      details: { what: 'resumed', pause: id, tier, held, mails },
    })
    return held === 'drop' ? { released: 0, dropped: mails } : { released: mails, dropped: 0 }
  }, PATIENCE)
}

/**
 * Sends some of the mails that are held back, or drops them; the rest stays held.
 * @returns how many
 * @throws PauseRefusedError not-paused
 */
export async function decideHeld(
  { prisma }: Store,
  programme: string,
  decision: 'release' | 'drop',
  selection: MailSelection & { readonly tier: MailTier },
  doer: Doer = {},
): Promise<number> {
  return prisma.$transaction(async (tx) => {
    const pause = await lockPause(tx, programme, selection.tier)
    const decide = decision === 'drop' ? dropSelected : releaseSelected
    const mails = await decide(tx, programme, { ...selection, isHeld: true })
    const what = decision === 'drop' ? 'dropped' : 'released'
    await recordAudit(tx, { ...doer, kind: 'mail-pause', programme, details: { what, pause, ...selection, mails } })
    return mails
  }, PATIENCE)
}

/** A country's mornings may have been held. */
const PATIENCE = { maxWait: 30_000, timeout: 120_000 }

async function lockPause(tx: Prisma.TransactionClient, programme: string, tier: MailTier): Promise<string> {
  const [pause] = await tx.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM mail_pause WHERE programme_id = ${programme} AND tier = ${tier} AND ended_at IS NULL FOR UPDATE`
  if (!pause) throw new PauseRefusedError('not-paused', `Mail to the tier ${tier} is not held back.`)
  return pause.id
}

/** Due from now on: mail that was held by choice is not late. What is on its way stays with who has it. */
function releaseSelected(tx: Prisma.TransactionClient, programme: string, selection: MailSelection): Promise<number> {
  return tx.$executeRaw`
    UPDATE mail SET released = true, due_at = now(),
                    next_attempt_at = CASE WHEN attempts > 0 AND reason IS NULL THEN next_attempt_at ELSE least(next_attempt_at, now()) END
     WHERE ${selected(programme, selection)}`
}

function dropSelected(tx: Prisma.TransactionClient, programme: string, selection: MailSelection): Promise<number> {
  return tx.$executeRaw`
    UPDATE mail SET status = 'dropped', reason = 'held back, and then dropped by choice' WHERE ${selected(programme, selection)}`
}

async function pausesIn(db: Prisma.TransactionClient, programme: string, id?: string): Promise<PauseView[]> {
  const rows = await db.$queryRaw<PauseRow[]>`
    SELECT p.id::text, tier, reason, begun_at, begun_by, ended_at, ended_by,
           CASE WHEN ended_at IS NULL THEN (SELECT count(*) FROM mail
                 WHERE ${selected(programme, { isHeld: true })} AND mail_tier(recipient) = p.tier) ELSE 0 END AS held
      FROM mail_pause p
     WHERE programme_id = ${programme} AND ${id ? Prisma.sql`p.id = ${id}::uuid` : Prisma.sql`true`}
     ORDER BY begun_at DESC, p.id`
  return rows.map((r) => ({
    ...{ id: r.id, tier: r.tier, reason: r.reason, begunBy: r.begun_by, endedBy: r.ended_by, held: Number(r.held) },
    begunAt: toInstant(r.begun_at),
    endedAt: toInstantOrNull(r.ended_at),
  }))
}

interface PauseRow {
  readonly id: string
  readonly tier: MailTier
  readonly reason: string
  readonly begun_at: Date
  readonly begun_by: string | null
  readonly ended_at: Date | null
  readonly ended_by: string | null
  readonly held: bigint
}
