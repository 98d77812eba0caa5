-- Addresses that a mail could not reach for good, until one does or an operator says that they are well again.
CREATE TABLE "undeliverable" (
    "email" TEXT NOT NULL,
    "since" TIMESTAMPTZ NOT NULL,
    "reason" TEXT NOT NULL,
    "mail" TEXT,

    CONSTRAINT "undeliverable_pkey" PRIMARY KEY ("email"),
    CONSTRAINT "undeliverable_email_check" CHECK ("email" = lower("email"))
);
