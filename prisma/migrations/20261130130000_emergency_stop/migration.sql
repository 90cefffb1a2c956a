-- When the emergency stop was set (wall clock), and whether the owner chose to sell everything.
ALTER TABLE "trading_mode" ADD COLUMN "haltedWallAt" TIMESTAMPTZ(3);
ALTER TABLE "trading_mode" ADD COLUMN "flatten" BOOLEAN NOT NULL DEFAULT false;
