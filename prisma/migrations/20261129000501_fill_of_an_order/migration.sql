-- A venue counts its trades per market, and both sides of one may be ours: a trade is one fill per order.
CREATE UNIQUE INDEX "fill_venue_venueTradeId_orderId_key" ON "fill"("venue", "venueTradeId", "orderId");
DROP INDEX "fill_venue_venueTradeId_key";
