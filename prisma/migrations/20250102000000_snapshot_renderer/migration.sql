-- What made the files of a paper: another version may make other bytes of the same data.
ALTER TABLE "snapshot" ADD COLUMN "renderer" TEXT;
