-- Limit orders, their time-outs and cancels, and what the sender paces entries by.
ALTER TABLE "orders"
  ADD COLUMN "limitPrice" DECIMAL(38,18),
  ADD COLUMN "postOnly" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "stopPrice" DECIMAL(38,18),
  ADD COLUMN "restMarketUntil" TIMESTAMPTZ(3),
  ADD COLUMN "validMarketUntil" TIMESTAMPTZ(3),
  ADD COLUMN "sentMarketAt" TIMESTAMPTZ(3),
  ADD COLUMN "sentWallAt" TIMESTAMPTZ(3),
  ADD COLUMN "cancelCode" TEXT,
  ADD COLUMN "endCode" TEXT NOT NULL DEFAULT '',
  ADD CONSTRAINT "orders_limit_has_price" CHECK ("type" <> 'limit' OR "limitPrice" > 0);

-- what an older version sent was sent right after it was written
UPDATE "orders" SET "sentMarketAt" = "marketAt", "sentWallAt" = "wallAt" WHERE "fencingToken" IS NOT NULL;

-- entries of a day, by exchange and bot
CREATE INDEX "orders_entry_day" ON "orders" ("userId", "book", "marketAt") WHERE "purpose" = 'entry';
-- entries just sent: gaps and bursts
CREATE INDEX "orders_entry_sent" ON "orders" ("userId", "book", "sentWallAt")
  WHERE "purpose" = 'entry' AND "sentWallAt" IS NOT NULL;
