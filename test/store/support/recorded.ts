import type { Command } from '../../../src/domain/command.ts'
import { putTexts, saveReceipt } from '../../../src/store/commands.ts'
import type { Store } from '../../../src/store/store.ts'
import { createToken } from '../../../src/store/tokens.ts'
import type { Sql } from '../../support/database.ts'
import { bodyUnder, P, pay, RecordedOffice, saveSakonNakhon } from './sakonNakhon.ts'

/** The key under which the offices of province 47 keep its command. */
export const AREA_KEY = 'area:47 flood'

/**
 * A province in which something of every kind has been recorded. Of 4701: 1 notified, 2 acknowledged with words, 3 and 4
 * disbursed, 5 reversed with words, 6 returned. Of 4702: 1 notified, 2 suspended by a command on its province.
 */
export async function recordOfEveryKind(store: Store): Promise<void> {
  await saveSakonNakhon(store)
  await createToken(store, { label: 'an office', role: 'district', area: '4701' })
  await recordTwoOffices(store)
  await saveReceipt(store, {
    programme: P,
    target: 'area:47',
    ...bodyUnder(AREA_KEY),
    command: 'suspend',
    answer: { area: '47', offices: 1 },
    by: 'token-9',
  })
}

/**
 * What happened to the two offices, in a programme that is there.
 * @param keep how words are kept: as they are today, or as an older schema has them
 */
export async function recordTwoOffices(store: Store, keep: typeof putTexts = putTexts): Promise<void> {
  const first = await new RecordedOffice(store, '4701').notified('2024-12-30 09:00')
  const say = async (hour: number, command: Command, texts?: object) => {
    if (texts) await keep(store, P, '4701', { ...bodyUnder(`k${hour}`), texts })
    await first.command(`2024-12-30 ${hour}:00`, command, `k${hour}`)
  }
  await say(10, { name: 'acknowledge' }, { coordinator: { name: 'สมศรี ใจดี', email: 'somsri@amphoe-ita.example' } })
  await say(11, pay('materials', '400.50', 'A 1', '2024-12-30'))
  await say(12, {
    name: 'disburse',
    line: 'materials',
    amount: '100.00',
    paidOn: '2024-12-30',
    documentNo: 'A 2',
    efmsRef: 'E 1',
  })
  await say(13, { name: 'reverse', documentNo: 'A 1' }, { reason: 'ผิดรายการ "A 1"\n\u007f' })
  await say(14, { name: 'return-funds', line: 'training', amount: '5.00', returnedOn: '2024-12-30', documentNo: 'A 3' })
  const second = await new RecordedOffice(store, '4702').notified('2024-12-30 09:00')
  await keep(store, P, 'area:47', { ...bodyUnder(AREA_KEY), texts: { reason: 'น้ำท่วม' } })
  await second.command('2024-12-30 10:00', { name: 'suspend' }, AREA_KEY)
}

/** Changes what nobody may: as somebody would who owns the database, past every trigger and foreign key. */
export async function tamper(sql: Sql, ...statements: string[]): Promise<void> {
  // Without values they are sent as one, which is one transaction.
  await sql(['SET LOCAL session_replication_role = replica', ...statements].join('; '))
}

/** Chains an office's events anew from a number on, as somebody would who knows how. */
export function rechained(office: string, from: number): string {
  return `DO $$
    DECLARE e audit_event; head bytea;
    BEGIN
      SELECT hash INTO head FROM audit_event WHERE office = '${office}' AND sequence = ${from - 1};
      FOR e IN SELECT * FROM audit_event WHERE office = '${office}' AND sequence >= ${from} ORDER BY sequence LOOP
        head := audit_hash(head, e.programme_id, e.office, e.sequence::text, e.type, e.event::text,
                           extract(epoch FROM e.at)::text, extract(epoch FROM e.recorded_at)::text, e.command,
                           e.command_key, e."by", encode(e.text_hash, 'hex'), encode(e.receipt_hash, 'hex'));
        UPDATE audit_event SET hash = head WHERE office = '${office}' AND sequence = e.sequence;
      END LOOP;
      UPDATE office SET audit_head = head WHERE code = '${office}';
    END $$`
}
