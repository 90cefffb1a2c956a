-- How far the prices of a recording reach: what a backtest may be asked for, and what its title may say.
ALTER TABLE "market" ADD COLUMN "pricesFrom" TIMESTAMPTZ(3), ADD COLUMN "pricesUntil" TIMESTAMPTZ(3);
