-- When a token was changed for a new one. It goes on until its end, which the change brings near.
ALTER TABLE "api_token" ADD COLUMN "rotated_at" TIMESTAMPTZ;
