-- Which template a bot was made from: null for those made by hand.
ALTER TABLE "bot" ADD COLUMN "template" TEXT;

-- How many were born of templates since midnight.
CREATE INDEX "bot_userId_createdMarketAt_idx" ON "bot"("userId", "createdMarketAt") WHERE "template" IS NOT NULL;
