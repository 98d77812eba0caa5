-- CreateEnum
CREATE TYPE "webhook_status" AS ENUM ('queued', 'delivered', 'failed', 'dropped');

-- CreateTable
CREATE TABLE "webhook_endpoint" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "programme_id" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "types" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "area" TEXT NOT NULL,
    "secrets" JSONB NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "disabled_at" TIMESTAMPTZ,
    "disabled_why" TEXT,
    "deleted_at" TIMESTAMPTZ,
    "consecutive_failures" INTEGER NOT NULL DEFAULT 0,
    "failing_since" TIMESTAMPTZ,
    "turn_of" UUID,
    "busy_until" TIMESTAMPTZ,

    CONSTRAINT "webhook_endpoint_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_delivery" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "position" BIGSERIAL NOT NULL,
    "endpoint_id" UUID NOT NULL,
    "programme_id" TEXT NOT NULL,
    "office" TEXT,
    "sequence" INTEGER,
    "type" TEXT NOT NULL,
    "status" "webhook_status" NOT NULL DEFAULT 'queued',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_status" INTEGER,
    "last_error" TEXT,
    "delivered_at" TIMESTAMPTZ,
    "created_at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "webhook_delivery_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "webhook_delivery_endpoint_id_position_idx" ON "webhook_delivery"("endpoint_id", "position");

-- AddForeignKey
ALTER TABLE "webhook_endpoint" ADD CONSTRAINT "webhook_endpoint_programme_id_fkey" FOREIGN KEY ("programme_id") REFERENCES "programme"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- ---------------------------------------------------------------------------------------------------------------------
-- What Prisma's schema cannot say.
-- ---------------------------------------------------------------------------------------------------------------------

ALTER TABLE "webhook_endpoint" ALTER COLUMN "types" SET NOT NULL;

-- A registration that is sent twice is refused the second time, and no event goes to one address twice.
CREATE UNIQUE INDEX "webhook_endpoint_once" ON "webhook_endpoint"("programme_id", "url", "area") WHERE "deleted_at" IS NULL;

-- What is still to be sent, however many have been.
CREATE INDEX "webhook_delivery_queued" ON "webhook_delivery"("endpoint_id", "next_attempt_at") WHERE "status" = 'queued';

-- A delivery names its endpoint without a foreign key: that would lock the endpoint's row in the transaction of every event,
-- and endpoints are marked as deleted, never removed.

-- Whether an endpoint is to be told of something: its office lies in the endpoint's area (an office's code, a province's,
-- or all) and its type is one of those chosen (none chosen: every type).
CREATE FUNCTION webhook_wants(_endpoint webhook_endpoint, _office text, _type text) RETURNS boolean LANGUAGE sql IMMUTABLE
RETURN _endpoint.area IN ('all', left(_office, 2), _office) AND (_endpoint.types = '{}' OR _type = ANY (_endpoint.types));

-- The webhook-id under which an endpoint is told of an event, always the same one (a UUID of version 8): an event makes one
-- delivery an endpoint, and a receiver knows again what it has had.
CREATE FUNCTION webhook_id(_endpoint uuid, _office text, _sequence int) RETURNS uuid LANGUAGE sql STABLE
RETURN overlay(overlay(encode(substr(sha256(convert_to(concat_ws('/', _endpoint, _office, _sequence), 'UTF8')), 1, 16), 'hex')
               PLACING '8' FROM 13) PLACING '8' FROM 17)::uuid;

-- Every event makes its deliveries in its own transaction: none is told of what was not recorded, and none is forgotten.
CREATE FUNCTION queue_webhooks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO webhook_delivery (id, endpoint_id, programme_id, office, sequence, type)
    SELECT webhook_id(e.id, r.office, r.sequence), e.id, r.programme_id, r.office, r.sequence, 'office.' || r.type
      FROM recorded r
      JOIN webhook_endpoint e ON e.programme_id = r.programme_id AND webhook_wants(e, r.office, 'office.' || r.type)
     WHERE e.disabled_at IS NULL
     ORDER BY r.office, r.sequence;
    IF FOUND THEN
        PERFORM pg_notify('webhook_queued', '');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER "audit_event_queues_webhooks" AFTER INSERT ON "audit_event"
    REFERENCING NEW TABLE AS recorded FOR EACH STATEMENT EXECUTE FUNCTION queue_webhooks();
