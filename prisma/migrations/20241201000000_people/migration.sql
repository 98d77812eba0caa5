-- CreateTable
CREATE TABLE "person" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "email" TEXT,
    "oidc_issuer" TEXT,
    "oidc_subject" TEXT,
    "created_at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "disabled_at" TIMESTAMPTZ,

    CONSTRAINT "person_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "person_email_is_lower_case" CHECK ("email" = lower("email")),
    CONSTRAINT "person_subject_has_issuer" CHECK (("oidc_issuer" IS NULL) = ("oidc_subject" IS NULL)),
    -- Otherwise there would be no way to sign in.
    CONSTRAINT "person_can_be_recognised" CHECK ("email" IS NOT NULL OR "oidc_subject" IS NOT NULL)
);

-- CreateTable
CREATE TABLE "assignment" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "person_id" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "area" TEXT NOT NULL,
    "acting_for" TEXT,
    "from" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "until" TIMESTAMPTZ,

    CONSTRAINT "assignment_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "assignment_area_fits_role" CHECK (
        CASE "role"
            WHEN 'district' THEN "area" ~ '^\d{4}$'
            WHEN 'province' THEN "area" ~ '^\d{2}$'
            WHEN 'auditor' THEN "area" ~ '^(all|\d{2})$'
            WHEN 'department' THEN "area" = 'all'
            WHEN 'operator' THEN "area" = 'all'
            ELSE false
        END)
);

-- CreateTable
CREATE TABLE "session" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "secret_hash" TEXT NOT NULL,
    "person_id" UUID NOT NULL,
    "assignment_id" UUID,
    "user_agent" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "last_seen_at" TIMESTAMPTZ NOT NULL,
    "expires_at" TIMESTAMPTZ NOT NULL,
    "ended_at" TIMESTAMPTZ,
    "ended_why" TEXT,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "session_end_has_a_reason" CHECK (("ended_at" IS NULL) = ("ended_why" IS NULL))
);

-- CreateTable
CREATE TABLE "sign_in_link" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "email" TEXT NOT NULL,
    "asked_from" TEXT NOT NULL,
    "return_path" TEXT NOT NULL,
    "asked_at" TIMESTAMPTZ NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ,
    "person_id" UUID,
    "secret_hash" TEXT,
    "expires_at" TIMESTAMPTZ,
    "replaced_at" TIMESTAMPTZ,
    "used_at" TIMESTAMPTZ,

    CONSTRAINT "sign_in_link_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "sign_in_link_secret_is_whole" CHECK (
        "secret_hash" IS NULL OR ("person_id" IS NOT NULL AND "expires_at" IS NOT NULL))
);

-- CreateTable
CREATE TABLE "sign_in_attempt" (
    "secret_hash" TEXT NOT NULL,
    "return_path" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ NOT NULL,

    CONSTRAINT "sign_in_attempt_pkey" PRIMARY KEY ("secret_hash")
);

-- CreateIndex
CREATE UNIQUE INDEX "person_email_key" ON "person"("email");

-- CreateIndex
CREATE UNIQUE INDEX "person_oidc_issuer_oidc_subject_key" ON "person"("oidc_issuer", "oidc_subject");

-- CreateIndex
CREATE INDEX "assignment_person_id_idx" ON "assignment"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "assignment_id_person_id_key" ON "assignment"("id", "person_id");

-- CreateIndex
CREATE UNIQUE INDEX "session_secret_hash_key" ON "session"("secret_hash");

-- CreateIndex
CREATE INDEX "session_person_id_idx" ON "session"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "sign_in_link_secret_hash_key" ON "sign_in_link"("secret_hash");

-- CreateIndex
CREATE INDEX "sign_in_link_email_asked_at_idx" ON "sign_in_link"("email", "asked_at");

-- CreateIndex
CREATE INDEX "sign_in_link_asked_from_asked_at_idx" ON "sign_in_link"("asked_from", "asked_at");

-- CreateIndex
CREATE INDEX "sign_in_link_asked_at_idx" ON "sign_in_link"("asked_at");

-- CreateIndex
CREATE INDEX "sign_in_link_next_attempt_at_idx" ON "sign_in_link"("next_attempt_at");

-- CreateIndex
CREATE INDEX "sign_in_attempt_expires_at_idx" ON "sign_in_attempt"("expires_at");

-- AddForeignKey
ALTER TABLE "assignment" ADD CONSTRAINT "assignment_person_id_fkey"
    FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_person_id_fkey"
    FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_assignment_id_person_id_fkey"
    FOREIGN KEY ("assignment_id", "person_id") REFERENCES "assignment"("id", "person_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sign_in_link" ADD CONSTRAINT "sign_in_link_person_id_fkey"
    FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- Wakes the mailer when somebody has asked for a link, as for any mail.
CREATE TRIGGER "sign_in_link_asked" AFTER INSERT ON "sign_in_link"
    FOR EACH STATEMENT EXECUTE FUNCTION notify_mail_queued();

-- Those who have taken part are not removed: the audit trail names them.
CREATE FUNCTION refuse_removal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is not removed: what was done in its name stays', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER "person_stays" BEFORE DELETE ON "person" FOR EACH ROW EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER "assignment_stays" BEFORE DELETE ON "assignment" FOR EACH ROW EXECUTE FUNCTION refuse_removal();
