-- What API and workers may not write themselves they write by functions that run with the owner's rights. Which role may call
-- which is in src/store/rights.ts, and granted by migrate.

-- Records what a process tells of the service, as record_audit does. What the database records by itself, nobody else does: the
-- chain holds allocations, commands of areas and seals against it.
CREATE FUNCTION note_audit(_records jsonb) RETURNS bigint LANGUAGE plpgsql STRICT AS $$
BEGIN
    IF _records @? '$[*].kind ? (@ == "allocation" || @ == "area-command" || @ == "seal")' THEN
        RAISE EXCEPTION 'allocations, commands of areas and seals are recorded by the database itself'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN record_audit(_records);
END $$;

-- Keeps the answer to a command of an area, and records that it was carried out. The first answer stays. Those of offices are
-- kept by record_step alone, with their events.
CREATE FUNCTION keep_area_receipt(_programme text, _target text, _key text, _command text, _body_hash text, _answer jsonb, _by text)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    _kept command_receipt;
BEGIN
    IF _target NOT LIKE 'area:%' THEN
        RAISE EXCEPTION '% is no area: the answer to an office is kept with its events', _target
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO command_receipt (programme_id, target, key, command, body_hash, answer)
    VALUES (_programme, _target, _key, _command, _body_hash, _answer)
    ON CONFLICT DO NOTHING RETURNING * INTO _kept;
    IF FOUND THEN
        PERFORM record_audit(jsonb_build_array(area_command_record(_kept, _by)));
    END IF;
END $$;

-- With the owner's rights, and in the owner's schema alone: no table that a session has made for itself is taken for another.
DO $$
DECLARE
    _function regprocedure;
BEGIN
    FOREACH _function IN ARRAY ARRAY[
        'record_step(jsonb)', 'record_steps(jsonb)', 'note_audit(jsonb)', 'seal_audit()',
        'keep_area_receipt(text, text, text, text, text, jsonb, text)',
        -- Triggers on what the API writes.
        'keep_answered_texts()', 'record_allocations()', 'record_allocation_change()'
    ]::regprocedure[] LOOP
        EXECUTE format('ALTER FUNCTION %s SECURITY DEFINER SET search_path = %I, pg_temp', _function, current_schema());
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', _function);
    END LOOP;
END $$;
