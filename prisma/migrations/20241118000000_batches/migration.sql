-- Records several steps of one office, in order: one call, one round trip, all of them or none. Each is record_step's to
-- record. Answers as record_step does; unless it is 'recorded', nothing has been written.
CREATE FUNCTION record_steps(_steps jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    _step jsonb;
    _n bigint;
    _outcome text;
BEGIN
    FOR _step, _n IN SELECT step, n FROM jsonb_array_elements(_steps) WITH ORDINALITY AS t (step, n) ORDER BY n LOOP
        _outcome := record_step(_step);
        IF _outcome <> 'recorded' THEN
            -- The first holds the office's row: those after it continue it, or their numbers are wrong.
            IF _n > 1 THEN
                RAISE EXCEPTION 'step % of a batch of office % is answered %', _n, _step ->> 'office', _outcome;
            END IF;
            RETURN _outcome;
        END IF;
    END LOOP;
    RETURN 'recorded';
END $$;
