-- CreateEnum
CREATE TYPE "tier" AS ENUM ('province', 'district');

-- CreateEnum
CREATE TYPE "mail_status" AS ENUM ('queued', 'sent', 'failed', 'dropped');

-- CreateTable
CREATE TABLE "programme" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "activity" TEXT NOT NULL,
    "details" JSONB NOT NULL,
    "policy" JSONB NOT NULL,
    "calendar" JSONB NOT NULL,
    "sample" BOOLEAN NOT NULL,
    "clock" JSONB NOT NULL,
    "loaded_at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "opened_at" TIMESTAMPTZ,
    "paused_at" TIMESTAMPTZ,

    CONSTRAINT "programme_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "office" (
    "programme_id" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "province" TEXT NOT NULL,
    "tier" "tier" NOT NULL,
    "name_th" TEXT NOT NULL,
    "name_en" TEXT NOT NULL,
    "phase" TEXT NOT NULL DEFAULT 'awaiting-notice',
    "report" TEXT NOT NULL DEFAULT 'none',
    "level" SMALLINT NOT NULL DEFAULT 0,
    "next_deadline" DATE,
    "next_at" TIMESTAMPTZ,
    "notified_at" TIMESTAMPTZ,
    "suspended_at" TIMESTAMPTZ,
    "withdrawn_at" TIMESTAMPTZ,
    "sequence" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "office_pkey" PRIMARY KEY ("programme_id","code")
);

-- CreateTable
CREATE TABLE "obligation" (
    "programme_id" TEXT NOT NULL,
    "office" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "arose" TIMESTAMPTZ NOT NULL,
    "deadline" DATE NOT NULL,
    "settled_at" TIMESTAMPTZ,
    "level" SMALLINT NOT NULL DEFAULT 0,
    "promised_on" DATE,

    CONSTRAINT "obligation_pkey" PRIMARY KEY ("programme_id","office","name")
);

-- CreateTable
CREATE TABLE "budget_line" (
    "programme_id" TEXT NOT NULL,
    "office" TEXT NOT NULL,
    "line" TEXT NOT NULL,
    "allocated" BIGINT NOT NULL,
    "disbursed" BIGINT NOT NULL DEFAULT 0,
    "returned" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "budget_line_pkey" PRIMARY KEY ("programme_id","office","line")
);

-- CreateTable
CREATE TABLE "ledger_entry" (
    "programme_id" TEXT NOT NULL,
    "office" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "line" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "reversal" BOOLEAN NOT NULL DEFAULT false,
    "amount" BIGINT NOT NULL,
    "paid_on" DATE,
    "document_no" TEXT NOT NULL,
    "efms_ref" TEXT,
    "late" BOOLEAN NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,

    CONSTRAINT "ledger_entry_pkey" PRIMARY KEY ("programme_id","office","sequence")
);

-- CreateTable
CREATE TABLE "audit_event" (
    "programme_id" TEXT NOT NULL,
    "office" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "event" JSONB NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "recorded_at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "command" TEXT,
    "command_key" TEXT,
    "by" TEXT,

    CONSTRAINT "audit_event_pkey" PRIMARY KEY ("programme_id","office","sequence")
);

-- CreateTable
CREATE TABLE "command_receipt" (
    "programme_id" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "command" TEXT NOT NULL,
    "body_hash" TEXT NOT NULL,
    "answer" JSONB NOT NULL,
    "recorded_at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "command_receipt_pkey" PRIMARY KEY ("programme_id","target","key")
);

-- CreateTable
CREATE TABLE "command_text" (
    "programme_id" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "texts" JSONB NOT NULL,
    "recorded_at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "command_text_pkey" PRIMARY KEY ("programme_id","target","key")
);

-- CreateTable
CREATE TABLE "contact" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "programme_id" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "phone" TEXT,
    "sample" BOOLEAN NOT NULL DEFAULT false,
    "command_key" TEXT,
    "added_at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "contact_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mail" (
    "id" TEXT NOT NULL,
    "programme_id" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "items" JSONB NOT NULL,
    "event" JSONB,
    "command_key" TEXT,
    "at" TIMESTAMPTZ NOT NULL,
    "queued_at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "status" "mail_status" NOT NULL DEFAULT 'queued',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sent_at" TIMESTAMPTZ,
    "reason" TEXT,

    CONSTRAINT "mail_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "digest_listing" (
    "programme_id" TEXT NOT NULL,
    "reader" TEXT NOT NULL,
    "office" TEXT NOT NULL,
    "obligation" TEXT NOT NULL,

    CONSTRAINT "digest_listing_pkey" PRIMARY KEY ("programme_id","reader","office","obligation")
);

-- CreateTable
CREATE TABLE "digest_run" (
    "programme_id" TEXT NOT NULL,
    "reader" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "sent" BOOLEAN NOT NULL,

    CONSTRAINT "digest_run_pkey" PRIMARY KEY ("programme_id","reader","day")
);

-- CreateTable
CREATE TABLE "pace_warning" (
    "programme_id" TEXT NOT NULL,
    "reader" TEXT NOT NULL,
    "office" TEXT NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "named_at" TIMESTAMPTZ,

    CONSTRAINT "pace_warning_pkey" PRIMARY KEY ("programme_id","reader","office","at")
);

-- CreateTable
CREATE TABLE "api_token" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "prefix" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "area" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ,
    "last_used_at" TIMESTAMPTZ,
    "revoked_at" TIMESTAMPTZ,

    CONSTRAINT "api_token_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "office_programme_id_province_idx" ON "office"("programme_id", "province");

-- CreateIndex
CREATE UNIQUE INDEX "ledger_entry_programme_id_office_document_no_reversal_key" ON "ledger_entry"("programme_id", "office", "document_no", "reversal");

-- CreateIndex
CREATE INDEX "audit_event_programme_id_at_idx" ON "audit_event"("programme_id", "at");

-- CreateIndex
CREATE INDEX "contact_programme_id_recipient_idx" ON "contact"("programme_id", "recipient");

-- CreateIndex
CREATE UNIQUE INDEX "contact_programme_id_recipient_role_command_key_key" ON "contact"("programme_id", "recipient", "role", "command_key");

-- CreateIndex
CREATE INDEX "mail_status_next_attempt_at_idx" ON "mail"("status", "next_attempt_at");

-- CreateIndex
CREATE INDEX "mail_programme_id_at_idx" ON "mail"("programme_id", "at");

-- CreateIndex
CREATE INDEX "mail_programme_id_recipient_idx" ON "mail"("programme_id", "recipient");

-- CreateIndex
CREATE UNIQUE INDEX "api_token_hash_key" ON "api_token"("hash");

-- AddForeignKey
ALTER TABLE "office" ADD CONSTRAINT "office_programme_id_fkey" FOREIGN KEY ("programme_id") REFERENCES "programme"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "obligation" ADD CONSTRAINT "obligation_programme_id_office_fkey" FOREIGN KEY ("programme_id", "office") REFERENCES "office"("programme_id", "code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "budget_line" ADD CONSTRAINT "budget_line_programme_id_office_fkey" FOREIGN KEY ("programme_id", "office") REFERENCES "office"("programme_id", "code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_programme_id_office_fkey" FOREIGN KEY ("programme_id", "office") REFERENCES "office"("programme_id", "code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "audit_event" ADD CONSTRAINT "audit_event_programme_id_office_fkey" FOREIGN KEY ("programme_id", "office") REFERENCES "office"("programme_id", "code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- ---------------------------------------------------------------------------------------------------------------------
-- What Prisma's schema cannot say.
-- ---------------------------------------------------------------------------------------------------------------------

-- Room on each page for the next version of a row: no index covers what changes on these, so updates stay on their page.
ALTER TABLE "office" SET (fillfactor = 70);
ALTER TABLE "obligation" SET (fillfactor = 70);
ALTER TABLE "budget_line" SET (fillfactor = 70);

-- The ceiling of every line, and no virement: what leaves a line is never more than what was allocated to that line.
ALTER TABLE "budget_line" ADD CONSTRAINT "budget_line_within_allocation"
    CHECK ("allocated" >= 0 AND "disbursed" >= 0 AND "returned" >= 0 AND "disbursed" + "returned" <= "allocated");

ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_kind"
    CHECK ("kind" IN ('disbursement', 'return'));
ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_sign"
    CHECK (CASE WHEN "reversal" THEN "amount" < 0 ELSE "amount" > 0 END);

-- Every entry moves the balance of its line. The UPDATE locks the line's row, so entries made at the same time add up one
-- after the other and each meets the CHECK above with the balance as it then is.
CREATE FUNCTION ledger_entry_moves_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE budget_line
       SET disbursed = disbursed + CASE NEW.kind WHEN 'disbursement' THEN NEW.amount ELSE 0 END,
           returned = returned + CASE NEW.kind WHEN 'return' THEN NEW.amount ELSE 0 END
     WHERE programme_id = NEW.programme_id AND office = NEW.office AND line = NEW.line;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'office % of % has no allocation on budget line %', NEW.office, NEW.programme_id, NEW.line
            USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER "ledger_entry_moves_balance" AFTER INSERT ON "ledger_entry"
    FOR EACH ROW EXECUTE FUNCTION ledger_entry_moves_balance();

-- A balance is the sum of its entries: nothing but the trigger above (depth 1) may move it.
CREATE FUNCTION refuse_balance_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the balance of a budget line moves only by an entry in ledger_entry'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER "budget_line_balance" BEFORE UPDATE OF "disbursed", "returned" ON "budget_line"
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION refuse_balance_change();

-- Append-only tables: per statement, so that even a change that meets no row is refused.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation',
              HINT = 'What was recorded stays; a correction is a new entry.';
END $$;
CREATE TRIGGER "ledger_entry_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "ledger_entry"
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "audit_event_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_event"
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "command_receipt_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "command_receipt"
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Wakes the mailer when the transaction commits. Identical notifications of one transaction are one.
CREATE FUNCTION notify_mail_queued() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('mail_queued', '');
    RETURN NULL;
END $$;
CREATE TRIGGER "mail_queued" AFTER INSERT ON "mail"
    FOR EACH STATEMENT EXECUTE FUNCTION notify_mail_queued();

-- Records one step of an office: one call, one round trip, one transaction. src/store/recordStep.ts makes the argument and
-- is its only caller. A function rather than one statement of many CTEs: its statements' plans are kept by the session, parts
-- that a step has not are not run, and after the lock each statement sees what the session before has committed.
-- Answers 'recorded'; or, having written nothing, 'already-recorded', 'conflict' or 'unknown-office'.
CREATE FUNCTION record_step(_step jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    _programme constant text := _step ->> 'programme';
    _office constant text := _step ->> 'office';
    _first constant int := (_step ->> 'firstSequence')::int;
    _standing constant jsonb := _step -> 'standing';
    _cause constant jsonb := _step -> 'cause';
    _last int;
    _same boolean;
BEGIN
    -- Steps of one office are recorded one at a time, in order.
    SELECT sequence INTO _last FROM office WHERE programme_id = _programme AND code = _office FOR UPDATE;
    IF NOT FOUND THEN
        RETURN 'unknown-office';
    END IF;
    IF _last <> _first - 1 THEN
        SELECT count(recorded.sequence) = count(*)
               AND bool_and(recorded.type = (given.event ->> 'type')
                            AND recorded.command_key IS NOT DISTINCT FROM (_cause ->> 'key'))
          INTO _same
          FROM jsonb_array_elements(_step -> 'events') WITH ORDINALITY AS given (event, n)
          LEFT JOIN audit_event recorded
            ON recorded.programme_id = _programme AND recorded.office = _office AND recorded.sequence = _first + given.n - 1;
        RETURN CASE WHEN _same THEN 'already-recorded' ELSE 'conflict' END;
    END IF;

    INSERT INTO audit_event (programme_id, office, sequence, type, event, at, command, command_key, by)
    SELECT _programme, _office, _first + n - 1, event ->> 'type', event, (event ->> 'at')::timestamptz,
           _cause ->> 'command', _cause ->> 'key', _cause ->> 'by'
      FROM jsonb_array_elements(_step -> 'events') WITH ORDINALITY AS t (event, n);

    IF _step ? 'entries' THEN
        INSERT INTO ledger_entry (programme_id, office, sequence, line, kind, reversal, amount, paid_on, document_no, efms_ref, late, at)
        SELECT _programme, _office, e.sequence, e.line, e.kind, e.reversal, e.amount, e."paidOn", e."documentNo", e."efmsRef", e.late, e.at
          FROM jsonb_to_recordset(_step -> 'entries') AS e
               (sequence int, line text, kind text, reversal boolean, amount bigint, "paidOn" date, "documentNo" text,
                "efmsRef" text, late boolean, at timestamptz)
         ORDER BY e.sequence;
    END IF;

    IF _step ? 'obligations' THEN
        INSERT INTO obligation AS o (programme_id, office, name, arose, deadline, settled_at, level, promised_on)
        SELECT _programme, _office, e.name, e.arose, e.deadline, e."settledAt", e.level, e."promisedOn"
          FROM jsonb_to_recordset(_step -> 'obligations') AS e
               (name text, arose timestamptz, deadline date, "settledAt" timestamptz, level smallint, "promisedOn" date)
        ON CONFLICT (programme_id, office, name) DO UPDATE
           SET arose = excluded.arose, deadline = excluded.deadline, settled_at = excluded.settled_at,
               level = excluded.level, promised_on = excluded.promised_on
         -- Most steps change one obligation or none.
         WHERE (o.arose, o.deadline, o.settled_at, o.level, o.promised_on)
               IS DISTINCT FROM (excluded.arose, excluded.deadline, excluded.settled_at, excluded.level, excluded.promised_on);
    END IF;

    UPDATE office
       SET phase = _standing ->> 'phase',
           report = _standing ->> 'report',
           level = (_standing ->> 'level')::smallint,
           next_deadline = (_standing ->> 'nextDeadline')::date,
           next_at = (_standing ->> 'nextAt')::timestamptz,
           notified_at = (_standing ->> 'notifiedAt')::timestamptz,
           suspended_at = (_standing ->> 'suspendedAt')::timestamptz,
           withdrawn_at = (_standing ->> 'withdrawnAt')::timestamptz,
           sequence = (_standing ->> 'sequence')::int
     WHERE programme_id = _programme AND code = _office;

    IF _step ? 'mails' THEN
        INSERT INTO mail (id, programme_id, recipient, kind, items, event, command_key, at)
        SELECT m.id, _programme, m.recipient, m.kind, m.items, m.event, m."commandKey", m.at
          FROM jsonb_to_recordset(_step -> 'mails') AS m
               (id text, recipient text, kind text, items jsonb, event jsonb, "commandKey" text, at timestamptz);
    END IF;

    IF _step ? 'paceWarnings' THEN
        INSERT INTO pace_warning (programme_id, reader, office, at)
        SELECT _programme, w.reader, _office, w.at
          FROM jsonb_to_recordset(_step -> 'paceWarnings') AS w (reader text, at timestamptz);
    END IF;

    IF _cause IS NOT NULL THEN
        INSERT INTO command_receipt (programme_id, target, key, command, body_hash, answer)
        VALUES (_programme, _office, _cause ->> 'key', _cause ->> 'command', _cause ->> 'bodyHash', _cause -> 'answer');
    END IF;

    -- The coordinator whom an acknowledgement names is in the command's texts and nowhere else. One named earlier stays.
    IF _step ? 'acknowledged' THEN
        INSERT INTO contact (programme_id, recipient, role, name, email, phone, command_key)
        SELECT _programme, 'office:' || _office, 'coordinator',
               texts -> 'coordinator' ->> 'name', texts -> 'coordinator' ->> 'email', texts -> 'coordinator' ->> 'phone', key
          FROM command_text
         WHERE programme_id = _programme AND target = _office AND key = _cause ->> 'key' AND texts ? 'coordinator'
        ON CONFLICT (programme_id, recipient, role, command_key) DO NOTHING;
    END IF;

    RETURN 'recorded';
END $$;
