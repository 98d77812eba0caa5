-- A file between its dry run on a page and its import: an hour at most, for the person alone who sent it.
CREATE TABLE import_file (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  programme_id text NOT NULL REFERENCES programme (id) ON DELETE RESTRICT,
  kind text NOT NULL,
  person_id uuid NOT NULL REFERENCES person (id) ON DELETE RESTRICT,
  name text NOT NULL,
  bytes bytea NOT NULL,
  kept_at timestamptz NOT NULL DEFAULT now(),
  -- The last one of its kind takes the place of the one before.
  UNIQUE (programme_id, kind, person_id)
);
CREATE INDEX import_file_kept_at ON import_file (kept_at);
