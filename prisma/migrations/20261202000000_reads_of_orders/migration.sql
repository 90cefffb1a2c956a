-- What the worker asks of orders again and again is asked with a status as text, which the database turns into the
-- enum while it runs: an index over some statuses cannot be proven to hold the answer, and every order was read.
DROP INDEX "orders_working";
DROP INDEX "orders_ended_short";
CREATE INDEX "orders_status_updatedWallAt_idx" ON "orders"("status", "updatedWallAt");
CREATE INDEX "orders_venue_marketAt_idx" ON "orders"("venue", "marketAt");
CREATE INDEX "orders_venue_venueOrderId_idx" ON "orders"("venue", "venueOrderId");
