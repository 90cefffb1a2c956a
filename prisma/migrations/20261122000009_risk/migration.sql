-- Time stops, and what the guards of risk remember and have decided.
ALTER TABLE "position" ADD COLUMN "timeStopAt" TIMESTAMPTZ(3);

CREATE TABLE "risk_guard" (
  "userId" UUID NOT NULL,
  "book" "Book" NOT NULL,
  "scope" TEXT NOT NULL,
  "subject" TEXT NOT NULL,
  "peakProfit" DECIMAL(38,18) NOT NULL,
  "dayKey" TEXT NOT NULL,
  "dayProfit" DECIMAL(38,18) NOT NULL,
  "lastProfit" DECIMAL(38,18) NOT NULL,
  "lastMarketAt" TIMESTAMPTZ(3) NOT NULL,
  "lockedUntil" TIMESTAMPTZ(3),
  "haltedMarketAt" TIMESTAMPTZ(3),
  "reason" TEXT NOT NULL DEFAULT '',
  "updatedWallAt" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "risk_guard_pkey" PRIMARY KEY ("userId", "book", "scope", "subject"),
  CONSTRAINT "risk_guard_scope" CHECK ("scope" IN ('part', 'bot'))
);

-- a bot's newest closed positions: its edge and its protections are judged by them
CREATE INDEX "position_bot_closed" ON "position" ("botId", "closedMarketAt") WHERE "status" = 'closed';
-- quarantines that may be over
CREATE INDEX "bot_quarantined" ON "bot" ("quarantinedUntil") WHERE "status" = 'quarantined';
