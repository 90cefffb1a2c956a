-- A person asked for a position to be closed: it is sold until it is.
ALTER TABLE "position" ADD COLUMN "closeAskedWallAt" TIMESTAMPTZ(3);
