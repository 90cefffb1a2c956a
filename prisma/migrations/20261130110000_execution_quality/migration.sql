-- When an order was decided on, when it went to the wire and when its venue answered, wall clock: what execution quality is
-- measured by. Null for orders written before.
ALTER TABLE "orders"
  ADD COLUMN "decidedWallAt" TIMESTAMPTZ(3),
  ADD COLUMN "wireWallAt" TIMESTAMPTZ(3),
  ADD COLUMN "answeredWallAt" TIMESTAMPTZ(3);
