-- A bot's own exits (null: its owner's settings), what an entry was decided with, and what a position carries of it.
ALTER TABLE "bot_version" ADD COLUMN "exits" JSONB;
ALTER TABLE "orders" ADD COLUMN "stopRatio" DECIMAL(38,18);
ALTER TABLE "position" ADD COLUMN "exits" JSONB;
-- Levels that a person has set stay where they are when the average entry moves.
ALTER TABLE "position" ADD COLUMN "stopSet" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "position" ADD COLUMN "targetSet" BOOLEAN NOT NULL DEFAULT false;
-- Since when, market clock, the highest price counts: a further lot begins anew. Null: since it was opened.
ALTER TABLE "position" ADD COLUMN "peakMarketFrom" TIMESTAMPTZ(3);
-- Raised by every write of its exits: an edit names the revision it saw.
ALTER TABLE "position" ADD COLUMN "exitsRevision" INTEGER NOT NULL DEFAULT 1;
