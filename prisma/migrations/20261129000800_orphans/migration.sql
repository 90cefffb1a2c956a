-- Work whose owner is gone is found by when it was last heard of.
ALTER TABLE "backtest" ADD COLUMN "seenWallAt" TIMESTAMPTZ(3), ADD COLUMN "takenUp" INTEGER NOT NULL DEFAULT 0;
CREATE INDEX "command_run_running" ON "command_run" ("startedAt") WHERE "status" = 'running';
