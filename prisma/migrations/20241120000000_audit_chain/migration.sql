-- AlterTable
ALTER TABLE "office" ADD COLUMN "audit_head" BYTEA;

-- AlterTable
ALTER TABLE "audit_event" ADD COLUMN "text_hash" BYTEA,
ADD COLUMN "receipt_hash" BYTEA,
ADD COLUMN "hash" BYTEA;

-- CreateTable
CREATE TABLE "audit_record" (
    "sequence" BIGINT NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "kind" TEXT NOT NULL,
    "programme_id" TEXT,
    "office" TEXT,
    "actor" TEXT,
    "role" TEXT,
    "request_id" TEXT,
    "details" JSONB NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "audit_record_pkey" PRIMARY KEY ("sequence")
);

-- CreateTable
CREATE TABLE "audit_record_head" (
    "only" BOOLEAN NOT NULL DEFAULT true,
    "sequence" BIGINT NOT NULL,
    "hash" BYTEA,

    CONSTRAINT "audit_record_head_pkey" PRIMARY KEY ("only")
);

-- CreateTable
CREATE TABLE "audit_seal" (
    "sequence" INTEGER NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "records" BIGINT NOT NULL,
    "record_head" BYTEA,
    "offices" JSONB NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "audit_seal_pkey" PRIMARY KEY ("sequence")
);

-- CreateIndex
CREATE INDEX "audit_record_kind_sequence_idx" ON "audit_record"("kind", "sequence");

-- CreateIndex
CREATE INDEX "audit_record_actor_sequence_idx" ON "audit_record"("actor", "sequence");

-- CreateIndex
CREATE INDEX "audit_record_office_sequence_idx" ON "audit_record"("office", "sequence");

-- CreateIndex
CREATE UNIQUE INDEX "audit_seal_hash_key" ON "audit_seal"("hash");

-- ---------------------------------------------------------------------------------------------------------------------
-- What Prisma's schema cannot say.
-- ---------------------------------------------------------------------------------------------------------------------

CREATE TRIGGER "audit_record_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_record"
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "audit_seal_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_seal"
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE "audit_record_head" ADD CONSTRAINT "audit_record_head_only" CHECK ("only");
INSERT INTO "audit_record_head" ("sequence") VALUES (0);
CREATE TRIGGER "audit_record_head_stays" BEFORE DELETE OR TRUNCATE ON "audit_record_head"
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The next link of a chain: SHA-256 over the link before it (32 zero bytes before the first) and the fields as a JSON array
-- of texts. Moments are seconds since 1970 with six decimals, jsonb is as PostgreSQL writes it, hashes are hexadecimal.
-- src/store/audit/chain.ts computes the same without the database; a field more or less is another chain.
CREATE FUNCTION audit_hash(_previous bytea, VARIADIC _fields text[]) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(coalesce(_previous, decode(repeat('00', 32), 'hex')) || convert_to(to_json(_fields)::text, 'UTF8'))
$$;

-- Words are kept before their command is decided on and removed when it is refused. Whoever does either under a key holds
-- this lock, and so does the step that answers the key: what it found stays what the command said.
CREATE FUNCTION text_lock(_programme text, _key text) RETURNS bigint LANGUAGE sql STABLE
RETURN hashtextextended(_programme || ' ' || _key, 0);

CREATE FUNCTION keep_answered_texts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    _text constant command_text := coalesce(NEW, OLD);
BEGIN
    PERFORM pg_advisory_xact_lock(text_lock(_text.programme_id, _text.key));
    -- The words of an area's command are those of every office that it reached.
    IF EXISTS (SELECT FROM command_receipt
                WHERE programme_id = _text.programme_id AND key = _text.key
                  AND (target = _text.target OR _text.target LIKE 'area:%')) THEN
        RETURN NULL;
    END IF;
    RETURN _text;
END $$;
CREATE TRIGGER "command_text_keep_answered" BEFORE INSERT OR DELETE ON "command_text"
    FOR EACH ROW EXECUTE FUNCTION keep_answered_texts();
CREATE TRIGGER "command_text_append_only" BEFORE UPDATE OR TRUNCATE ON "command_text"
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- SHA-256 of what was written with a command that an office carried out: with its own or, if none, with its area's.
CREATE FUNCTION command_text_hash(_programme text, _office text, _key text) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(convert_to(texts::text, 'UTF8')) FROM command_text
     WHERE programme_id = _programme AND key = _key AND target IN (_office, 'area:' || left(_office, 2), 'area:all')
     ORDER BY target = _office DESC, target = 'area:all'
     LIMIT 1
$$;

-- SHA-256 of what was answered to a command.
CREATE FUNCTION receipt_hash(_receipt command_receipt) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT audit_hash(NULL, _receipt.command, _receipt.body_hash, _receipt.answer::text,
                      extract(epoch FROM _receipt.recorded_at)::text)
$$;

-- Records what concerns the service, in one chain: a JSON array of { kind, programme, office, actor, role, requestId,
-- details }. Answers the last one's number. Its callers follow one another until each has committed: call it last.
CREATE FUNCTION record_audit(_records jsonb) RETURNS bigint LANGUAGE plpgsql STRICT AS $$
DECLARE
    _last audit_record;
    _record record;
BEGIN
    SELECT sequence, hash INTO STRICT _last.sequence, _last.hash FROM audit_record_head FOR UPDATE;
    FOR _record IN
        SELECT * FROM jsonb_to_recordset(_records) AS r
               (kind text, programme text, office text, actor text, role text, "requestId" text, details jsonb)
    LOOP
        _last := (_last.sequence + 1, clock_timestamp(), _record.kind, _record.programme, _record.office, _record.actor,
                  _record.role, _record."requestId", coalesce(_record.details, '{}'), _last.hash);
        _last.hash := audit_hash(_last.hash, _last.sequence::text, extract(epoch FROM _last.at)::text, _last.kind,
                                 _last.programme_id, _last.office, _last.actor, _last.role, _last.request_id,
                                 _last.details::text);
        INSERT INTO audit_record VALUES (_last.*);
    END LOOP;
    UPDATE audit_record_head SET sequence = _last.sequence, hash = _last.hash;
    RETURN _last.sequence;
END $$;

-- Whatever sets or changes an allocation is recorded, line by line in satang: no ceiling is raised unseen.
CREATE FUNCTION record_allocations() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM record_audit(jsonb_agg(record))
       FROM (SELECT jsonb_build_object('kind', 'allocation', 'programme', programme_id, 'details', jsonb_build_object(
                        CASE TG_OP WHEN 'DELETE' THEN 'removed' ELSE 'set' END,
                        jsonb_agg(jsonb_build_array(office, line, allocated) ORDER BY office, line))) AS record
               FROM changed GROUP BY programme_id ORDER BY programme_id) AS programmes;
    RETURN NULL;
END $$;
CREATE TRIGGER "budget_line_set" AFTER INSERT ON "budget_line" REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION record_allocations();
CREATE TRIGGER "budget_line_removed" AFTER DELETE ON "budget_line" REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION record_allocations();

CREATE FUNCTION record_allocation_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM record_audit(jsonb_build_array(
        jsonb_build_object('kind', 'allocation', 'programme', OLD.programme_id, 'details', jsonb_build_object(
            'removed', jsonb_build_array(jsonb_build_array(OLD.office, OLD.line, OLD.allocated)))),
        jsonb_build_object('kind', 'allocation', 'programme', NEW.programme_id, 'details', jsonb_build_object(
            'set', jsonb_build_array(jsonb_build_array(NEW.office, NEW.line, NEW.allocated))))));
    RETURN NULL;
END $$;
-- Per row: a balance changes with every entry, and only the other columns are looked at here.
CREATE TRIGGER "budget_line_changed" AFTER UPDATE OF "programme_id", "office", "line", "allocated" ON "budget_line"
    FOR EACH ROW WHEN ((OLD."programme_id", OLD."office", OLD."line", OLD."allocated")
                       IS DISTINCT FROM (NEW."programme_id", NEW."office", NEW."line", NEW."allocated"))
    EXECUTE FUNCTION record_allocation_change();

-- What is recorded of a command that an area has carried out. Its offices' events prove what each of them did.
CREATE FUNCTION area_command_record(_receipt command_receipt, _by text) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('kind', 'area-command', 'programme', _receipt.programme_id, 'actor', _by,
        'details', jsonb_build_object(
            'target', _receipt.target, 'key', _receipt.key, 'command', _receipt.command,
            'receiptHash', encode(receipt_hash(_receipt), 'hex'),
            'textHash', (SELECT encode(sha256(convert_to(texts::text, 'UTF8')), 'hex') FROM command_text
                          WHERE programme_id = _receipt.programme_id AND target = _receipt.target AND key = _receipt.key)))
$$;

-- Seals all chains as they stand: the heads of the offices' that have any event, in one snapshot, and that of the service's.
CREATE FUNCTION seal_audit() RETURNS audit_seal LANGUAGE plpgsql AS $$
DECLARE
    _seal audit_seal;
    _previous bytea;
BEGIN
    -- Seals made at the same time follow one another.
    SELECT sequence, hash INTO STRICT _seal.records, _seal.record_head FROM audit_record_head FOR UPDATE;
    SELECT sequence, hash INTO _seal.sequence, _previous FROM audit_seal ORDER BY sequence DESC LIMIT 1;
    _seal.sequence := coalesce(_seal.sequence, 0) + 1;
    _seal.at := clock_timestamp();
    SELECT coalesce(jsonb_agg(jsonb_build_array(programme_id, code, sequence, encode(audit_head, 'hex'))
                              ORDER BY programme_id COLLATE "C", code COLLATE "C"), '[]')
      INTO _seal.offices
      FROM office WHERE sequence > 0;
    _seal.hash := audit_hash(_previous, _seal.sequence::text, extract(epoch FROM _seal.at)::text, _seal.records::text,
                             encode(_seal.record_head, 'hex'), _seal.offices::text);
    INSERT INTO audit_seal VALUES (_seal.*);
    PERFORM record_audit(jsonb_build_array(jsonb_build_object('kind', 'seal', 'details', jsonb_build_object(
        'sequence', _seal.sequence, 'hash', encode(_seal.hash, 'hex')))));
    RETURN _seal;
END $$;

-- Records one step of an office: one call, one round trip, one transaction. src/store/recordStep.ts makes the argument and
-- is its only caller. A function rather than one statement of many CTEs: its statements' plans are kept by the session, parts
-- that a step has not are not run, and after the lock each statement sees what the session before has committed.
-- Answers 'recorded'; or, having written nothing, 'already-recorded', 'conflict' or 'unknown-office'.
CREATE OR REPLACE FUNCTION record_step(_step jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    _programme constant text := _step ->> 'programme';
    _office constant text := _step ->> 'office';
    _first constant int := (_step ->> 'firstSequence')::int;
    _standing constant jsonb := _step -> 'standing';
    _cause constant jsonb := _step -> 'cause';
    _last int;
    _head bytea;
    _text_hash bytea;
    _receipt_hash bytea;
    _event jsonb;
    _n bigint;
    _same boolean;
BEGIN
    -- Steps of one office are recorded one at a time, in order.
    SELECT sequence, audit_head INTO _last, _head FROM office WHERE programme_id = _programme AND code = _office FOR UPDATE;
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

    IF _cause IS NOT NULL THEN
        -- Until this is committed nobody writes or removes words under the command's key: these are the command's for good.
        PERFORM pg_advisory_xact_lock_shared(text_lock(_programme, _cause ->> 'key'));
        _text_hash := command_text_hash(_programme, _office, _cause ->> 'key');
        _receipt_hash := audit_hash(NULL, _cause ->> 'command', _cause ->> 'bodyHash', (_cause -> 'answer')::text,
                                    extract(epoch FROM now())::text);
    END IF;

    FOR _event, _n IN SELECT event, n FROM jsonb_array_elements(_step -> 'events') WITH ORDINALITY AS t (event, n) LOOP
        _head := audit_hash(_head, _programme, _office, (_first + _n - 1)::text, _event ->> 'type', _event::text,
                            extract(epoch FROM (_event ->> 'at')::timestamptz)::text, extract(epoch FROM now())::text,
                            _cause ->> 'command', _cause ->> 'key', _cause ->> 'by',
                            encode(_text_hash, 'hex'), encode(_receipt_hash, 'hex'));
        INSERT INTO audit_event (programme_id, office, sequence, type, event, at, recorded_at, command, command_key, by,
                                 text_hash, receipt_hash, hash)
        VALUES (_programme, _office, _first + _n - 1, _event ->> 'type', _event, (_event ->> 'at')::timestamptz, now(),
                _cause ->> 'command', _cause ->> 'key', _cause ->> 'by', _text_hash, _receipt_hash, _head);
    END LOOP;

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
           sequence = (_standing ->> 'sequence')::int,
           audit_head = _head
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
        INSERT INTO command_receipt (programme_id, target, key, command, body_hash, answer, recorded_at)
        VALUES (_programme, _office, _cause ->> 'key', _cause ->> 'command', _cause ->> 'bodyHash', _cause -> 'answer', now());
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

-- ---------------------------------------------------------------------------------------------------------------------
-- What was recorded before: chained as it stands.
-- ---------------------------------------------------------------------------------------------------------------------

ALTER TABLE "audit_event" DISABLE TRIGGER "audit_event_append_only";
DO $$
DECLARE
    _e record;
    _programme text;
    _office text;
    _head bytea;
    _text_hash bytea;
    _receipt_hash bytea;
BEGIN
    FOR _e IN
        SELECT e.*, CASE WHEN r.key IS NOT NULL THEN receipt_hash(r) END AS receipt
          FROM audit_event e
          LEFT JOIN command_receipt r
            ON r.programme_id = e.programme_id AND r.target = e.office AND r.key = e.command_key
         ORDER BY e.programme_id, e.office, e.sequence
    LOOP
        IF (_e.programme_id, _e.office) IS DISTINCT FROM (_programme, _office) THEN
            _programme := _e.programme_id;
            _office := _e.office;
            _head := NULL;
        END IF;
        _text_hash := command_text_hash(_programme, _office, _e.command_key);
        _head := audit_hash(_head, _programme, _office, _e.sequence::text, _e.type, _e.event::text,
                            extract(epoch FROM _e.at)::text, extract(epoch FROM _e.recorded_at)::text,
                            _e.command, _e.command_key, _e."by", encode(_text_hash, 'hex'), encode(_e.receipt, 'hex'));
        UPDATE audit_event SET text_hash = _text_hash, receipt_hash = _e.receipt, hash = _head
         WHERE programme_id = _programme AND office = _office AND sequence = _e.sequence;
    END LOOP;
END $$;
ALTER TABLE "audit_event" ENABLE TRIGGER "audit_event_append_only";
ALTER TABLE "audit_event" ALTER COLUMN "hash" SET NOT NULL;

UPDATE office o SET audit_head = e.hash FROM audit_event e
 WHERE e.programme_id = o.programme_id AND e.office = o.code AND e.sequence = o.sequence;

SELECT record_audit(jsonb_agg(record ORDER BY record ->> 'programme'))
  FROM (SELECT jsonb_build_object('kind', 'allocation', 'programme', programme_id, 'details', jsonb_build_object('set',
                   jsonb_agg(jsonb_build_array(office, line, allocated) ORDER BY office, line))) AS record
          FROM budget_line GROUP BY programme_id) AS programmes;

SELECT record_audit(jsonb_agg(area_command_record(r, NULL) ORDER BY r.programme_id, r.recorded_at, r.target, r.key))
  FROM command_receipt r WHERE r.target LIKE 'area:%';
