-- What the edge gate's estimate goes on from while it refuses entries, and what it says of each bot.
CREATE TABLE "virtual_trade" (
  "id" UUID NOT NULL DEFAULT gen_random_uuid(),
  "userId" UUID NOT NULL,
  "botId" UUID NOT NULL,
  "versionId" UUID NOT NULL,
  "book" "Book" NOT NULL,
  "exchange" TEXT NOT NULL,
  "symbol" TEXT NOT NULL,
  "source" TEXT NOT NULL,
  "entryPrice" DECIMAL(38,18) NOT NULL,
  "stopPrice" DECIMAL(38,18) NOT NULL,
  "targetPrice" DECIMAL(38,18) NOT NULL,
  "trailingRatio" DECIMAL(38,18) NOT NULL,
  "highestPrice" DECIMAL(38,18) NOT NULL,
  "timeStopMarketAt" TIMESTAMPTZ(3),
  "openedMarketAt" TIMESTAMPTZ(3) NOT NULL,
  "followedMarketAt" TIMESTAMPTZ(3) NOT NULL,
  "closedMarketAt" TIMESTAMPTZ(3),
  "exitPrice" DECIMAL(38,18),
  "exitReason" TEXT,
  "wallAt" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "virtual_trade_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "virtual_trade_prices" CHECK ("entryPrice" > 0 AND ("closedMarketAt" IS NULL) = ("exitPrice" IS NULL))
);
CREATE UNIQUE INDEX "virtual_trade_open" ON "virtual_trade" ("botId") WHERE "closedMarketAt" IS NULL;
CREATE INDEX "virtual_trade_botId_versionId_closedMarketAt_idx"
  ON "virtual_trade" ("botId", "versionId", "closedMarketAt" DESC);

CREATE TABLE "edge_standing" (
  "botId" UUID NOT NULL,
  "userId" UUID NOT NULL,
  "held" BOOLEAN NOT NULL,
  "expected" DECIMAL(38,18) NOT NULL,
  "cost" DECIMAL(38,18) NOT NULL,
  "trades" INTEGER NOT NULL,
  "virtualTrades" INTEGER NOT NULL,
  "slotAt" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "edge_standing_pkey" PRIMARY KEY ("botId")
);
CREATE INDEX "edge_standing_userId_held_idx" ON "edge_standing" ("userId", "held");
