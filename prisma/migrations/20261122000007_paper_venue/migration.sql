-- Limit orders, the queue before them, and whose liquidity each paper trade took.
ALTER TABLE "paper_order"
  ADD COLUMN "type" TEXT NOT NULL DEFAULT 'market',
  ADD COLUMN "limitPrice" DECIMAL(38,18),
  ADD COLUMN "postOnly" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "stopPrice" DECIMAL(38,18),
  ADD COLUMN "queueAhead" DECIMAL(38,18),
  ADD COLUMN "restingMarketAt" TIMESTAMPTZ(3),
  ADD COLUMN "reason" TEXT NOT NULL DEFAULT '',
  ADD CONSTRAINT "paper_order_type" CHECK ("type" IN ('market', 'limit') AND ("type" = 'limit') = ("limitPrice" IS NOT NULL)),
  ADD CONSTRAINT "paper_order_filled" CHECK ("filled" >= 0 AND "filled" <= "amount"),
  ADD CONSTRAINT "paper_order_held" CHECK ("held" >= 0);
-- orders of earlier versions kept what they had held when they ended
UPDATE "paper_order" SET "held" = 0 WHERE "status" <> 'open';
ALTER TABLE "paper_order" ADD CONSTRAINT "paper_order_ended_holds_nothing" CHECK ("status" = 'open' OR "held" = 0);

ALTER TABLE "paper_trade"
  ADD COLUMN "liquidity" TEXT NOT NULL DEFAULT 'taker',
  ADD COLUMN "bookMarketAt" TIMESTAMPTZ(3),
  ADD COLUMN "bookPrice" DECIMAL(38,18);

ALTER TABLE "paper_balance"
  ADD CONSTRAINT "paper_balance_not_negative" CHECK ("free" >= 0 AND "used" >= 0);

-- A price finds the resting orders it reaches without walking over the others.
CREATE INDEX "paper_order_open" ON "paper_order" ("venue", "symbol", "side", "limitPrice") WHERE "status" = 'open';
CREATE INDEX "paper_order_arriving" ON "paper_order" ("venue", "symbol", "matchMarketAt")
  WHERE "status" = 'open' AND "restingMarketAt" IS NULL;
CREATE INDEX "paper_trade_market" ON "paper_trade" ("venue", "symbol", "marketAt");
CREATE INDEX "paper_trade_book" ON "paper_trade" ("venue", "symbol", "bookMarketAt") WHERE "bookMarketAt" IS NOT NULL;
