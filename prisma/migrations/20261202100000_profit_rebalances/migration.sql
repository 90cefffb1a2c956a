-- What a bot gave of its profit to others: its capital stays what was put in.
ALTER TABLE "bot" ADD COLUMN "paidOut" DECIMAL(38,18) NOT NULL DEFAULT 0;

-- Profit that was shared out, a row an act; its lines say what each bot gave and got. Kept for ever: what was given counts once.
CREATE TABLE "profit_rebalance" (
  "id" UUID NOT NULL,
  "userId" UUID NOT NULL,
  "book" "Book" NOT NULL,
  "marketAt" TIMESTAMPTZ(3) NOT NULL,
  "wallAt" TIMESTAMPTZ(3) NOT NULL,
  "revertedWallAt" TIMESTAMPTZ(3),
  CONSTRAINT "profit_rebalance_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "profit_rebalance_newest" ON "profit_rebalance" ("userId", "book", "wallAt" DESC);

CREATE TABLE "profit_rebalance_line" (
  "rebalanceId" UUID NOT NULL,
  "botId" UUID NOT NULL,
  "venue" TEXT NOT NULL,
  "asset" TEXT NOT NULL,
  "given" DECIMAL(38,18) NOT NULL,
  "received" DECIMAL(38,18) NOT NULL,
  CONSTRAINT "profit_rebalance_line_pkey" PRIMARY KEY ("rebalanceId", "botId"),
  CONSTRAINT "profit_rebalance_line_rebalance" FOREIGN KEY ("rebalanceId") REFERENCES "profit_rebalance"("id") ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT "profit_rebalance_line_amounts" CHECK ("given" >= 0 AND "received" >= 0)
);
