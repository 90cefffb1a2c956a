-- Slots on which bots that ran made no decision, and an hour's count of what was due and what was missed.
CREATE TABLE "missed_slot" (
  "source" TEXT NOT NULL,
  "timeframe" TEXT NOT NULL,
  "slotAt" TIMESTAMPTZ(3) NOT NULL,
  "bots" INTEGER NOT NULL,
  "due" INTEGER NOT NULL,
  "cause" TEXT NOT NULL,
  "wallAt" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "missed_slot_pkey" PRIMARY KEY ("source", "timeframe", "slotAt"),
  CONSTRAINT "missed_slot_cause" CHECK ("cause" IN ('overtaken', 'not_run', 'failed', 'outage')),
  CONSTRAINT "missed_slot_bots" CHECK ("bots" BETWEEN 1 AND "due")
);
CREATE INDEX "missed_slot_wall" ON "missed_slot" ("wallAt" DESC);

CREATE TABLE "slot_tally" (
  "source" TEXT NOT NULL,
  "timeframe" TEXT NOT NULL,
  "hourWallAt" TIMESTAMPTZ(3) NOT NULL,
  "due" INTEGER NOT NULL,
  "missed" INTEGER NOT NULL,
  "lastSlotAt" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "slot_tally_pkey" PRIMARY KEY ("source", "timeframe", "hourWallAt")
);
CREATE INDEX "slot_tally_hour" ON "slot_tally" ("hourWallAt" DESC);
