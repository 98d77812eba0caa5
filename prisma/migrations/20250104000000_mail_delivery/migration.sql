-- What became of a mail, address by address; whom to write to and until when; mail that is held back; whether mail is late.

-- Every server that had taken it has sent it back, and there is nobody else to write to.
ALTER TYPE "mail_status" ADD VALUE 'bounced';

-- When it should go, by the machine's clock: when it was queued, or the working day it waits for. Retries do not move it.
ALTER TABLE "mail" ADD COLUMN "due_at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP;
UPDATE "mail" SET "due_at" = "queued_at";
-- Sent although mail to its tier is held back: an operator has chosen it.
ALTER TABLE "mail" ADD COLUMN "released" BOOLEAN NOT NULL DEFAULT false;

-- What names it to mail servers, and they name it by in their reports: random, so that nobody else can report of it.
ALTER TABLE "mail" ADD COLUMN "envelope" TEXT NOT NULL DEFAULT replace(gen_random_uuid()::text, '-', '');
CREATE UNIQUE INDEX "mail_envelope_key" ON "mail" ("envelope");

-- The tier of its reader: office, province or department.
CREATE FUNCTION mail_tier(_recipient text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT split_part(_recipient, ':', 1) $$;

CREATE TABLE "mail_addressee" (
    "mail_id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "outcome" TEXT NOT NULL CHECK ("outcome" IN ('taken', 'delivered', 'refused', 'bounced')),
    "at" TIMESTAMPTZ NOT NULL,
    "reason" TEXT,

    CONSTRAINT "mail_addressee_pkey" PRIMARY KEY ("mail_id", "email"),
    CONSTRAINT "mail_addressee_mail_id_fkey" FOREIGN KEY ("mail_id") REFERENCES "mail"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

ALTER TABLE "contact" ADD COLUMN "valid_from" DATE, ADD COLUMN "valid_until" DATE, ADD COLUMN "stands_in_for" UUID;
ALTER TABLE "contact" ADD CONSTRAINT "contact_valid_check" CHECK ("valid_until" >= "valid_from");
ALTER TABLE "contact" ADD CONSTRAINT "contact_stands_in_for_check" CHECK ("stands_in_for" <> "id");
ALTER TABLE "contact" ADD CONSTRAINT "contact_stands_in_for_fkey"
    FOREIGN KEY ("stands_in_for") REFERENCES "contact"("id") ON DELETE SET NULL ON UPDATE CASCADE;

CREATE TABLE "mail_pause" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "programme_id" TEXT NOT NULL,
    "tier" TEXT NOT NULL CHECK ("tier" IN ('office', 'province', 'department')),
    "reason" TEXT NOT NULL,
    "begun_at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "begun_by" TEXT,
    "ended_at" TIMESTAMPTZ,
    "ended_by" TEXT,

    CONSTRAINT "mail_pause_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "mail_pause_programme_id_fkey" FOREIGN KEY ("programme_id") REFERENCES "programme"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
-- A tier is held back once.
CREATE UNIQUE INDEX "mail_pause_open_key" ON "mail_pause" ("programme_id", "tier") WHERE "ended_at" IS NULL;

-- Whether a mail is held back: the one place that says so.
CREATE FUNCTION mail_is_held(_programme text, _recipient text, _released boolean) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT NOT _released AND EXISTS (SELECT 1 FROM mail_pause
                                     WHERE programme_id = _programme AND ended_at IS NULL AND tier = mail_tier(_recipient)) $$;

-- Times at which mail was late: due for longer than the service promises. One at a time.
CREATE TABLE "mail_alarm" (
    "raised_at" TIMESTAMPTZ NOT NULL,
    "ended_at" TIMESTAMPTZ,

    CONSTRAINT "mail_alarm_pkey" PRIMARY KEY ("raised_at")
);
CREATE UNIQUE INDEX "mail_alarm_open_key" ON "mail_alarm" ((true)) WHERE "ended_at" IS NULL;

-- How many mails may be taken from the outbox just now, where a rate is set: one row for all senders.
CREATE TABLE "mail_rate" (
    "one" BOOLEAN NOT NULL DEFAULT true CHECK ("one"),
    "tokens" DOUBLE PRECISION NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,

    CONSTRAINT "mail_rate_pkey" PRIMARY KEY ("one")
);
