-- What the worker asks of orders again and again is asked with a status as text, which the database turns into the
-- enum while it runs: an index over some statuses cannot be proven to hold the answer, and every order was read.
DROP INDEX "orders_working";
DROP INDEX "orders_ended_short";
DROP INDEX "orders_entry_day";
CREATE INDEX "orders_status_updatedWallAt_idx" ON "orders"("status", "updatedWallAt");
CREATE INDEX "orders_userId_book_marketAt_idx" ON "orders"("userId", "book", "marketAt");
CREATE INDEX "orders_venue_venueOrderId_idx" ON "orders"("venue", "venueOrderId");
