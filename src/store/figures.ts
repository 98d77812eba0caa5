import type { ClockSetting } from '../domain/clock.ts'
import type { Obligation } from '../domain/office.ts'
import type { ObligationName } from '../domain/policy.ts'
import { type Instant, instantAt } from '../domain/time.ts'
import type { Store } from './store.ts'

/** How the whole service stands, in numbers: no office and no person can be told from them. */

/** One number; which one, by what it is told apart. */
export interface Figure {
  readonly name: FigureName
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

export type FigureName =
  | 'offices'
  | 'mails'
  | 'mail-oldest-due'
  | 'addressees'
  | 'undeliverable'
  | 'webhooks'
  | 'webhook-oldest-due'
  | 'endpoints'
  | 'examined-at'
  | 'drift'
  | 'sealed-at'
  | 'verified-at'
  | 'broken'
  | 'server-connections'
  | 'server-connections-limit'

/** Obligations that are alike in all that says whether they are overdue. */
export interface OwedAlike extends Pick<Obligation, 'arose' | 'deadline' | 'settledAt'> {
  readonly programme: string
  readonly clock: ClockSetting
  readonly tier: 'province' | 'district'
  readonly obligation: ObligationName
  readonly offices: number
}

export interface Figures {
  readonly figures: readonly Figure[]
  /** Unsettled obligations of offices that take part; whether they are overdue is for the rules to say. */
  readonly owed: readonly OwedAlike[]
}

/** All of it, in one statement. @param now the machine's clock */
export async function figuresNow({ ask }: Store, now: Date): Promise<Figures> {
  const rows = await ask<FigureRow>('figures', FIGURES, [now.toISOString()])
  return {
    figures: rows.flatMap((row) => (row.name === 'owed' ? [] : [{ ...row, name: row.name, labels: row.labels ?? {} }])),
    owed: rows.flatMap(({ name, labels, clock, value }) =>
      name === 'owed' ? [owedAlike(labels as OwedLabels, clock!, value)] : [],
    ),
  }
}

function owedAlike(
  { programme, tier, obligation, deadline, arose }: OwedLabels,
  clock: ClockSetting,
  offices: number,
): OwedAlike {
  return { programme, clock, tier, obligation, deadline, arose: startOf(arose), settledAt: null, offices }
}

/** Of the moment at which an obligation arose only its day counts for whether it is overdue. */
const startOf = (day: string): Instant => instantAt(day, '00:00')

interface FigureRow {
  readonly name: FigureName | 'owed'
  readonly labels: Readonly<Record<string, string>> | null
  readonly clock: ClockSetting | null
  readonly value: number
}

type OwedLabels = Pick<OwedAlike, 'programme' | 'tier' | 'obligation' | 'deadline'> & { readonly arose: string }

const FIGURES = `
  WITH clock AS (SELECT $1::timestamptz AS now),
       queue AS MATERIALIZED (
         SELECT m.programme_id, m.due_at,
                CASE WHEN mail_is_held(m.programme_id, m.recipient, m.released) THEN 'held'
                     WHEN m.due_at > clock.now THEN 'early' ELSE 'waiting' END AS state
           FROM mail m, clock WHERE m.status = 'queued'),
       examination AS (
         SELECT DISTINCT ON (programme_id) programme_id, at, details FROM audit_record
          WHERE kind = 'examination' AND details ->> 'area' = 'all' AND jsonb_typeof(details -> 'offices') = 'number'
          ORDER BY programme_id, sequence DESC),
       verification AS (
         SELECT at, details FROM audit_record WHERE kind = 'verification' ORDER BY sequence DESC LIMIT 1)
  SELECT 'offices' AS name, jsonb_build_object('programme', programme_id, 'tier', tier, 'phase', phase) AS labels,
         NULL::jsonb AS clock, count(*)::float8 AS value
    FROM office GROUP BY programme_id, tier, phase
  UNION ALL
  SELECT 'owed', jsonb_build_object('programme', o.programme_id, 'tier', f.tier, 'obligation', o.name, 'deadline', o.deadline,
                                    'arose', (o.arose AT TIME ZONE 'Asia/Bangkok')::date), p.clock, count(*)
    FROM obligation o
    JOIN office f ON f.programme_id = o.programme_id AND f.code = o.office
    JOIN programme p ON p.id = o.programme_id
   WHERE o.settled_at IS NULL AND f.suspended_at IS NULL AND f.withdrawn_at IS NULL
   GROUP BY o.programme_id, f.tier, o.name, o.deadline, (o.arose AT TIME ZONE 'Asia/Bangkok')::date, p.clock
  UNION ALL
  SELECT 'mails', jsonb_build_object('programme', programme_id, 'state', state), NULL, count(*)
    FROM (SELECT programme_id, state FROM queue
          UNION ALL
          SELECT programme_id, status::text FROM mail WHERE status <> 'queued') each
   GROUP BY programme_id, state
  UNION ALL
  SELECT 'mail-oldest-due', NULL, NULL, coalesce(extract(epoch FROM max(clock.now - due_at)), 0)
    FROM clock LEFT JOIN queue ON state = 'waiting'
  UNION ALL
  SELECT 'addressees', jsonb_build_object('outcome', outcome), NULL, count(*) FROM mail_addressee GROUP BY outcome
  UNION ALL
  SELECT 'undeliverable', NULL, NULL, count(*) FROM undeliverable
  UNION ALL
  SELECT 'webhooks', jsonb_build_object('state', status), NULL, count(*) FROM webhook_delivery GROUP BY status
  UNION ALL
  SELECT 'webhook-oldest-due', NULL, NULL, coalesce(extract(epoch FROM max(clock.now - d.created_at)), 0)
    FROM clock LEFT JOIN webhook_delivery d ON d.status = 'queued'
  UNION ALL
  SELECT 'endpoints', jsonb_build_object('state', state), NULL, count(*)
    FROM (SELECT CASE WHEN disabled_at IS NOT NULL THEN 'disabled' WHEN consecutive_failures > 0 THEN 'failing'
                      ELSE 'working' END AS state
            FROM webhook_endpoint WHERE deleted_at IS NULL) each
   GROUP BY state
  UNION ALL
  SELECT 'examined-at', jsonb_build_object('programme', programme_id), NULL, extract(epoch FROM at) FROM examination
  UNION ALL
  SELECT 'drift', jsonb_build_object('programme', programme_id), NULL, (details ->> 'found')::float8 FROM examination
  UNION ALL
  (SELECT 'sealed-at', NULL, NULL, extract(epoch FROM at) FROM audit_seal ORDER BY sequence DESC LIMIT 1)
  UNION ALL
  SELECT 'verified-at', NULL, NULL, coalesce((SELECT extract(epoch FROM at) FROM verification), 0)
  UNION ALL
  SELECT 'broken', NULL, NULL, (details ->> 'found')::float8 FROM verification
  UNION ALL
  SELECT 'server-connections', NULL, NULL, count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'
  UNION ALL
  SELECT 'server-connections-limit', NULL, NULL, current_setting('max_connections')::float8`
