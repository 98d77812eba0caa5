-- Allocations are imported until a programme begins to be opened. From then on each office's workflow carries its own, and
-- it may have been started minutes before all have and the programme counts as open.
ALTER TABLE "programme" ADD COLUMN "opening_at" TIMESTAMPTZ;
UPDATE "programme" SET "opening_at" = "opened_at";
