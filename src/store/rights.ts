/**
 * What the roles of API and workers may do in the database. Everything else is the owner's alone: who owns the tables migrates,
 * and the commands of the terminal connect as that role. Granted by grantRights; test/store/rights.test.ts fails for a table or
 * function that is not here.
 */

/** Processes that have a role of their own. */
export const processes = ['api', 'worker'] as const
export type Process = (typeof processes)[number]

/** What each process may do, as GRANT is told it: `SELECT`, or of some columns only, `UPDATE (used_at)`. */
export type Rights = Readonly<Record<Process, readonly string[]>>

const READ = ['SELECT']
const NOTHING: readonly string[] = []

/** What was recorded: nobody but the owner may change or remove it, nor add to it past the functions below. */
export const recordedTables: readonly string[] = [
  'audit_event',
  'audit_record',
  'audit_record_head',
  'audit_seal',
  'command_receipt',
  'ledger_entry',
]

/** By table. Locking a row (FOR UPDATE, FOR SHARE) needs the right to update a column of it. */
export const tableRights: Readonly<Record<string, Rights>> = {
  _prisma_migrations: { api: READ, worker: READ },
  action_link: { api: ['SELECT', 'UPDATE (used_at)'], worker: ['INSERT'] },
  api_token: {
    api: ['SELECT', 'INSERT', 'UPDATE (expires_at, last_used_at, revoked_at, rotated_at)'],
    worker: NOTHING,
  },
  assignment: { api: READ, worker: NOTHING },
  audit_event: { api: READ, worker: READ },
  audit_record: { api: READ, worker: NOTHING },
  audit_record_head: { api: READ, worker: NOTHING },
  audit_seal: { api: READ, worker: NOTHING },
  // An import of allocations sets all lines anew, and its triggers record them. Balances move with the ledger only.
  budget_line: {
    api: ['SELECT', 'INSERT (programme_id, office, line, allocated, disbursed, returned)', 'DELETE'],
    worker: READ,
  },
  command_receipt: { api: READ, worker: READ },
  // Its trigger keeps the words of what was answered.
  command_text: { api: ['SELECT', 'INSERT', 'DELETE'], worker: READ },
  contact: {
    api: ['SELECT', 'INSERT', 'UPDATE (role, name, email, phone, valid_from, valid_until, stands_in_for)', 'DELETE'],
    worker: READ,
  },
  digest_listing: { api: READ, worker: ['SELECT', 'INSERT', 'DELETE'] },
  digest_run: { api: READ, worker: ['SELECT', 'INSERT', 'UPDATE (sent)'] },
  efms_standing: { api: ['SELECT', 'INSERT', 'UPDATE (at, different, missing, extra)'], worker: READ },
  // Of a file that was never imported the worker sees that its hour is over, not what is in it.
  import_file: { api: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'], worker: ['SELECT (kept_at)', 'DELETE'] },
  ledger_entry: { api: READ, worker: READ },
  mail: {
    api: ['SELECT', 'UPDATE (status, reason, released, due_at, next_attempt_at)'],
    worker: ['SELECT', 'INSERT', 'UPDATE (status, reason, items, due_at, attempts, next_attempt_at, sent_at)'],
  },
  mail_addressee: { api: READ, worker: ['SELECT', 'INSERT'] },
  mail_alarm: { api: READ, worker: ['SELECT', 'INSERT', 'UPDATE (ended_at)'] },
  mail_pause: { api: ['SELECT', 'INSERT', 'UPDATE (ended_at, ended_by)'], worker: READ },
  mail_rate: { api: NOTHING, worker: ['SELECT', 'INSERT', 'UPDATE (tokens, at)'] },
  obligation: { api: READ, worker: READ },
  // Entered with a programme. Where an office stands, and the head of its chain, are written with its events only.
  office: {
    api: ['SELECT', 'INSERT (programme_id, code, province, tier, name_th, name_en, phase, report, level, sequence)'],
    worker: READ,
  },
  pace_warning: { api: READ, worker: ['SELECT', 'UPDATE (named_at)'] },
  // The API links a person to the provider's subject; a worker holds the row while it makes a link.
  person: { api: ['SELECT', 'UPDATE (oidc_issuer, oidc_subject)'], worker: ['SELECT', 'UPDATE (created_at)'] },
  programme: { api: ['SELECT', 'INSERT', 'UPDATE (opening_at, opened_at)'], worker: READ },
  session: {
    api: ['SELECT', 'INSERT', 'UPDATE (secret_hash, assignment_id, last_seen_at, ended_at, ended_why)'],
    worker: NOTHING,
  },
  sign_in_attempt: { api: ['SELECT', 'INSERT', 'DELETE'], worker: NOTHING },
  sign_in_link: {
    api: ['SELECT', 'INSERT', 'UPDATE (used_at)', 'DELETE'],
    worker: ['SELECT', 'UPDATE (attempts, next_attempt_at, person_id, secret_hash, expires_at, replaced_at)'],
  },
  snapshot: { api: ['SELECT', 'INSERT'], worker: NOTHING },
  undeliverable: { api: ['SELECT', 'DELETE'], worker: ['SELECT', 'INSERT'] },
  webhook_delivery: {
    api: ['SELECT', 'INSERT', 'UPDATE (position, status, attempts, next_attempt_at, last_error, delivered_at)'],
    worker: ['SELECT', 'UPDATE (status, attempts, next_attempt_at, last_status, last_error, delivered_at)'],
  },
  webhook_endpoint: {
    api: ['SELECT', 'INSERT', 'UPDATE'],
    worker: ['SELECT', 'UPDATE (turn_of, busy_until, consecutive_failures, failing_since, disabled_at, disabled_why)'],
  },
}

/** Sequences: of which numbers are taken. */
export const sequenceRights: Readonly<Record<string, Rights>> = {
  webhook_delivery_position_seq: { api: ['USAGE'], worker: NOTHING },
}

/** Which processes may call a function. */
export interface Callable {
  readonly by: readonly Process[]
  /** Whether it runs with the owner's rights, whoever calls it: then it guards by itself what it writes. */
  readonly asOwner: boolean
}

const internal = { by: [], asOwner: false } satisfies Callable

/** Functions with the types of what they take, as PostgreSQL names them. Nobody calls a trigger's function: it comes with its table. */
export const functionRights: Readonly<Record<string, Callable>> = {
  'record_step(jsonb)': { by: ['worker'], asOwner: true },
  'record_steps(jsonb)': { by: ['worker'], asOwner: true },
  'note_audit(jsonb)': { by: ['api', 'worker'], asOwner: true },
  'seal_audit()': { by: ['api'], asOwner: true },
  'keep_area_receipt(text, text, text, text, text, jsonb, text)': { by: ['api'], asOwner: true },
  'mail_is_held(text, text, boolean)': { by: ['api', 'worker'], asOwner: false },
  'mail_tier(text)': { by: ['api', 'worker'], asOwner: false },
  'webhook_wants(webhook_endpoint, text, text)': { by: ['api', 'worker'], asOwner: false },
  'webhook_id(uuid, text, integer)': { by: ['api'], asOwner: false },
  'record_audit(jsonb)': internal,
  'area_command_record(command_receipt, text)': internal,
  'audit_hash(bytea, text[])': internal,
  'command_words(text, text, text, text)': { by: ['api', 'worker'], asOwner: false },
  'command_words_heard(text, text, text, text)': { by: ['api', 'worker'], asOwner: false },
  'command_text_hash(text, text, text, text)': internal,
  'receipt_hash(command_receipt)': internal,
  'text_lock(text, text)': internal,
  'keep_answered_texts()': { by: [], asOwner: true },
  'record_allocations()': { by: [], asOwner: true },
  'record_allocation_change()': { by: [], asOwner: true },
  'ledger_entry_moves_balance()': internal,
  'notify_mail_queued()': internal,
  'queue_webhooks()': internal,
  'refuse_balance_change()': internal,
  'refuse_change()': internal,
  'refuse_removal()': internal,
}
