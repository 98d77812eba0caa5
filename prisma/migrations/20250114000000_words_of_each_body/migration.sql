-- Words belong to one body under a key, not to the key: what was sent first and never answered is not what a corrected body
-- under the same key says. Rows of the version before, and those that it still writes, have no body's hash and belong to whatever
-- body is answered under their key, unless that has words of its own.
ALTER TABLE "command_text" ADD COLUMN "body_hash" TEXT NOT NULL DEFAULT '';
ALTER TABLE "command_text" DROP CONSTRAINT "command_text_pkey",
    ADD CONSTRAINT "command_text_pkey" PRIMARY KEY ("programme_id", "target", "key", "body_hash");

-- What was written with a body under a key to one target: an office, or an area.
CREATE FUNCTION command_words(_programme text, _target text, _key text, _body_hash text) RETURNS jsonb LANGUAGE sql STABLE STRICT AS $$
    SELECT texts FROM command_text
     WHERE programme_id = _programme AND target = _target AND key = _key AND body_hash IN (_body_hash, '')
     ORDER BY body_hash DESC
     LIMIT 1
$$;

-- What was written with a command that an office carried out: with its own or, if none, with its area's.
CREATE FUNCTION command_words_heard(_programme text, _office text, _key text, _body_hash text) RETURNS jsonb LANGUAGE sql STABLE STRICT AS $$
    SELECT coalesce(command_words(_programme, _office, _key, _body_hash),
                    command_words(_programme, 'area:' || left(_office, 2), _key, _body_hash),
                    command_words(_programme, 'area:all', _key, _body_hash))
$$;

-- SHA-256 of it.
CREATE FUNCTION command_text_hash(_programme text, _office text, _key text, _body_hash text) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(convert_to(command_words_heard(_programme, _office, _key, _body_hash)::text, 'UTF8'))
$$;

CREATE OR REPLACE FUNCTION keep_answered_texts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    _text constant command_text := coalesce(NEW, OLD);
BEGIN
    PERFORM pg_advisory_xact_lock(text_lock(_text.programme_id, _text.key));
    -- The words of an area's command are those of every office that it reached.
    IF EXISTS (SELECT FROM command_receipt
                WHERE programme_id = _text.programme_id AND key = _text.key
                  AND (target = _text.target OR _text.target LIKE 'area:%')
                  AND _text.body_hash IN (body_hash, '')) THEN
        RETURN NULL;
    END IF;
    RETURN _text;
END $$;

CREATE OR REPLACE FUNCTION area_command_record(_receipt command_receipt, _by text) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('kind', 'area-command', 'programme', _receipt.programme_id, 'actor', _by,
        'details', jsonb_build_object(
            'target', _receipt.target, 'key', _receipt.key, 'command', _receipt.command,
            'receiptHash', encode(receipt_hash(_receipt), 'hex'),
            'textHash', encode(sha256(convert_to(command_words(_receipt.programme_id, _receipt.target, _receipt.key,
                                                               _receipt.body_hash)::text, 'UTF8')), 'hex')))
$$;

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
        _text_hash := command_text_hash(_programme, _office, _cause ->> 'key', _cause ->> 'bodyHash');
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
               texts -> 'coordinator' ->> 'name', texts -> 'coordinator' ->> 'email', texts -> 'coordinator' ->> 'phone',
               _cause ->> 'key'
          FROM command_words(_programme, _office, _cause ->> 'key', _cause ->> 'bodyHash') AS texts
         WHERE texts ? 'coordinator'
        ON CONFLICT (programme_id, recipient, role, command_key) DO NOTHING;
    END IF;

    RETURN 'recorded';
END $$;

-- Replacing a function takes from it whose rights it runs with, and in which schema.
DO $$
DECLARE
    _function regprocedure;
BEGIN
    FOREACH _function IN ARRAY ARRAY['record_step(jsonb)', 'keep_answered_texts()']::regprocedure[] LOOP
        EXECUTE format('ALTER FUNCTION %s SECURITY DEFINER SET search_path = %I, pg_temp', _function, current_schema());
    END LOOP;
END $$;
