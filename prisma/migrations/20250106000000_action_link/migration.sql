-- Links in mails with which one thing can be done without signing in. Of the secret only its SHA-256 is kept.
CREATE TABLE "action_link" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "secret_hash" TEXT NOT NULL,
    "programme_id" TEXT NOT NULL,
    "mail_id" TEXT NOT NULL,
    "command" TEXT NOT NULL,
    "office" TEXT NOT NULL,
    "obligation" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "area" TEXT NOT NULL,
    "made_at" TIMESTAMPTZ NOT NULL,
    "expires_at" TIMESTAMPTZ NOT NULL,
    "used_at" TIMESTAMPTZ,

    CONSTRAINT "action_link_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "action_link_programme_id_fkey" FOREIGN KEY ("programme_id") REFERENCES "programme"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "action_link_secret_hash_key" ON "action_link"("secret_hash");
