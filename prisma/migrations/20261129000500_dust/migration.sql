-- Dust of closed positions is taken over by the bot's next position in the same market, with its cost.
ALTER TABLE "position" ADD COLUMN "carriedAmount" DECIMAL(38,18) NOT NULL DEFAULT 0,
  ADD COLUMN "carriedCost" DECIMAL(38,18) NOT NULL DEFAULT 0;

-- A bot has dust in few of its many closed positions: as a rule in the last one.
CREATE INDEX "position_dust" ON "position" ("userId", "book", "botId")
  WHERE "status" = 'closed' AND ("amount" <> 0 OR "cost" <> 0);
