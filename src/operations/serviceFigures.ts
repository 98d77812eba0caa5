import type { Logger } from 'pino'
import { Gauge, Registry } from 'prom-client'
import { programmeTime } from '../domain/clock.ts'
import { isOverdue } from '../domain/overdue.ts'
import { dayOf } from '../domain/time.ts'
import { type FigureName, type Figures, figuresNow } from '../store/figures.ts'
import type { Store } from '../store/store.ts'
import type { Parts } from './parts.ts'

/** How long what was read is told again, in milliseconds: however many ask, a process asks the database no more often. */
const KEPT_MS = 15_000

/** The gauge of each figure: its name, what it says, and by what it is told apart. */
const gauges: Readonly<Record<FigureName | 'overdue' | 'part', readonly [string, string, ...string[]]>> = {
  offices: ['amphoe_ita_offices', 'Offices by the phase they are in.', 'programme', 'tier', 'phase'],
  overdue: [
    'amphoe_ita_overdue_obligations',
    'Obligations of offices that are overdue today, in programme time.',
    ...['programme', 'tier', 'obligation'],
  ],
  part: ['amphoe_ita_part_up', 'Whether a part of the service does its work, as this process sees it: 1 or 0.', 'part'],
  mails: ['amphoe_ita_mails', 'Mails by what has become of them.', 'programme', 'state'],
  'mail-oldest-due': [
    'amphoe_ita_mail_oldest_due_age_seconds',
    'For how long the oldest mail that is due, and not held back, has waited; 0 when none does.',
  ],
  addressees: ['amphoe_ita_mail_addressees', 'Addresses of mails by what the mail servers said of them.', 'outcome'],
  undeliverable: [
    'amphoe_ita_undeliverable_addresses',
    'Addresses that mail cannot reach, until somebody clears them.',
  ],
  webhooks: ['amphoe_ita_webhook_deliveries', 'Webhooks by what has become of them.', 'state'],
  'webhook-oldest-due': [
    'amphoe_ita_webhook_oldest_queued_age_seconds',
    'For how long the oldest webhook that is queued has waited; 0 when none does.',
  ],
  endpoints: ['amphoe_ita_webhook_endpoints', 'Endpoints of webhooks by how they do.', 'state'],
  'examined-at': [
    'amphoe_ita_examination_timestamp_seconds',
    'When a whole programme was last held against its audit trail.',
    'programme',
  ],
  drift: ['amphoe_ita_examination_findings', 'How many records differed from the audit trail then.', 'programme'],
  'sealed-at': ['amphoe_ita_audit_seal_timestamp_seconds', 'When the audit trail was last sealed.'],
  'verified-at': [
    'amphoe_ita_audit_verification_timestamp_seconds',
    'When the audit trail was last verified; 0: never.',
  ],
  broken: ['amphoe_ita_audit_verification_findings', 'How much was found wrong with the audit trail then.'],
  'server-connections': [
    'amphoe_ita_database_server_connections',
    'Connections to the PostgreSQL server, of all clients.',
  ],
  'server-connections-limit': [
    'amphoe_ita_database_server_connections_limit',
    'The most connections that the PostgreSQL server takes.',
  ],
}

export interface ServiceFiguresSetting {
  readonly store: Store
  readonly parts: Parts
  readonly log: Pick<Logger, 'warn'>
  /** The machine's clock. */
  readonly now?: () => Date
}

/**
 * How the whole service stands, for Prometheus. Every process that is asked says the same: take the `max`, not the `sum`. While
 * the database does not answer nothing is told but how the parts do.
 */
export class ServiceFigures {
  readonly registry = new Registry()
  private readonly setting: ServiceFiguresSetting
  private readonly gauges: Readonly<Record<keyof typeof gauges, Gauge>>
  private readAt = Number.NEGATIVE_INFINITY
  private reading: Promise<void> | undefined

  constructor(setting: ServiceFiguresSetting) {
    this.setting = setting
    this.gauges = Object.fromEntries(
      Object.entries(gauges).map(([figure, [name, help, ...labelNames]]) => [
        figure,
        new Gauge({ name, help, labelNames, registers: [this.registry] }),
      ]),
    ) as Record<keyof typeof gauges, Gauge>
  }

  /** Reads the figures anew when they are old; those who ask meanwhile wait for the same reading. */
  async refresh(): Promise<void> {
    const now = this.setting.now?.() ?? new Date()
    if (now.getTime() - this.readAt < KEPT_MS) return
    this.reading ??= this.read(now).finally(() => {
      this.readAt = now.getTime()
      this.reading = undefined
    })
    await this.reading
  }

  private async read(now: Date): Promise<void> {
    const { store, parts, log } = this.setting
    const [states, figures] = await Promise.all([
      parts.look(now),
      figuresNow(store, now).catch((err: unknown) => {
        log.warn({ err }, 'how the service stands cannot be read')
        return undefined
      }),
    ])
    this.registry.resetMetrics()
    // Without labels a gauge that is reset would tell 0, and not nothing.
    for (const gauge of Object.values(this.gauges)) gauge.remove({})
    for (const { part, isUp } of states) this.gauges.part.set({ part }, Number(isUp))
    if (figures) this.tell(figures, now)
  }

  private tell({ figures, owed }: Figures, now: Date): void {
    for (const { name, labels, value } of figures) this.gauges[name].set(labels, value)
    for (const { programme, tier, obligation, clock, offices, ...alike } of owed) {
      const today = dayOf(programmeTime(clock, now.getTime()))
      // One that is not overdue is told as 0: what is absent raises no alarm, and ends none.
      this.gauges.overdue.inc({ programme, tier, obligation }, isOverdue(alike, today) ? offices : 0)
    }
  }
}
