-- A paper as it was: everything it shows, and the hashes of that and of its files.
CREATE TABLE "snapshot" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "programme_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "taken_at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "taken_by" TEXT,
    "data" JSONB NOT NULL,
    "data_hash" TEXT NOT NULL,
    "xlsx_hash" TEXT NOT NULL,
    "pdf_hash" TEXT NOT NULL,

    CONSTRAINT "snapshot_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "snapshot_programme_id_taken_at_idx" ON "snapshot"("programme_id", "taken_at");
ALTER TABLE "snapshot" ADD CONSTRAINT "snapshot_programme_id_fkey" FOREIGN KEY ("programme_id") REFERENCES "programme"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TRIGGER "snapshot_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "snapshot"
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
