import { vi } from 'vitest'
import { type DeliverySetting, deliverDue } from '../../../src/mail/deliver.ts'
import { withSimulator } from '../../../src/mail/simulator.ts'
import { openTransport } from '../../../src/mail/transport.ts'
import { saveProgramme } from '../../../src/store/programmes.ts'
import type { Store } from '../../../src/store/store.ts'
import { ALLOCATION, P, programme } from '../../store/support/sakonNakhon.ts'
import type { Sql } from '../../support/database.ts'

export const FROM = 'ศปท.ปค. กรมการปกครอง <no-reply@amphoe-ita.example>'

/** Delivers everything that is due at a moment of the machine's clock, as a worker does. */
export async function deliverAt(
  store: Store,
  smtpUrl: string,
  moment: string | Date,
  changes: Partial<DeliverySetting> = {},
): Promise<void> {
  const transport = withSimulator(openTransport(smtpUrl, { from: FROM }))
  const log = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() }
  const now = () => new Date(moment)
  const setting = { store, transport, publicUrl: 'http://127.0.0.1:3000', log, now, ...changes }
  while ((await deliverDue(setting)) > 0);
  transport.close()
}

/** Province 47 under the live clock, with two districts that have money and a contact. */
export function saveLive(store: Store): Promise<void> {
  const mailbox = (code: string) =>
    ({
      recipient: `office:${code}`,
      role: 'mailbox',
      name: 'อำเภอ',
      email: `m${code}@amphoe-ita.example`,
      sample: true,
    }) as const
  return saveProgramme(store, programme, {
    allocations: new Map([
      ['4701', ALLOCATION],
      ['4702', ALLOCATION],
    ]),
    contacts: [
      ...[mailbox('4701'), mailbox('4702')],
      { recipient: 'province:47', role: 'manager', name: 'จังหวัด', email: 'p47@amphoe-ita.example', sample: true },
    ],
    clock: { kind: 'live' },
    provinces: ['47'],
  })
}

/** A person at an office, entered at a moment after everybody before. */
export async function enterContact(
  store: Store,
  recipient: string,
  role: string,
  email: string,
  days: { validFrom?: Date; validUntil?: Date; standsInFor?: string } = {},
): Promise<string> {
  const row = await store.prisma.contact.create({
    data: { programmeId: P, recipient, role, name: email, email, ...days },
  })
  return row.id
}

/** The outbox has the machine's clock: what is queued is due since its own moment of programme time. */
export const dueSinceCalledFor = (sql: Sql) =>
  sql("UPDATE mail SET next_attempt_at = at, queued_at = at, due_at = at WHERE status = 'queued'")
