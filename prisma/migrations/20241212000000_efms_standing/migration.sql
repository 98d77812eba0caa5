-- What the last extract of e-fms that was kept said of an office: how many entries are not the same on both sides.
CREATE TABLE "efms_standing" (
    "programme_id" TEXT NOT NULL,
    "office" TEXT NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "different" INTEGER NOT NULL,
    "missing" INTEGER NOT NULL,
    "extra" INTEGER NOT NULL,

    CONSTRAINT "efms_standing_pkey" PRIMARY KEY ("programme_id", "office")
);
ALTER TABLE "efms_standing" ADD CONSTRAINT "efms_standing_programme_id_office_fkey" FOREIGN KEY ("programme_id", "office") REFERENCES "office"("programme_id", "code") ON DELETE RESTRICT ON UPDATE CASCADE;
