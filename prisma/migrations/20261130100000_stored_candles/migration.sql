-- Candles kept for research: one row a series, its candles packed in chunks.
CREATE TABLE "candle_set" (
  "id" UUID NOT NULL,
  "userId" UUID NOT NULL,
  "place" TEXT NOT NULL,
  "exchange" TEXT NOT NULL,
  "symbol" TEXT NOT NULL,
  "timeframe" TEXT NOT NULL,
  "origin" TEXT NOT NULL,
  "rules" JSON,
  "status" TEXT NOT NULL,
  "statusReason" TEXT,
  "step" TEXT NOT NULL DEFAULT '',
  "etaMs" BIGINT,
  "notes" JSON NOT NULL,
  "fromAt" TIMESTAMPTZ(3) NOT NULL,
  "untilAt" TIMESTAMPTZ(3) NOT NULL,
  "tailFromAt" TIMESTAMPTZ(3) NOT NULL,
  "nextAt" TIMESTAMPTZ(3) NOT NULL,
  "headAt" TIMESTAMPTZ(3),
  "candles" INTEGER NOT NULL DEFAULT 0,
  "bytes" BIGINT NOT NULL DEFAULT 0,
  "firstAt" TIMESTAMPTZ(3),
  "lastAt" TIMESTAMPTZ(3),
  "file" TEXT,
  "sha256" TEXT,
  "round" INTEGER NOT NULL DEFAULT 0,
  "takenUp" INTEGER NOT NULL DEFAULT 0,
  "seenWallAt" TIMESTAMPTZ(3),
  "createdWallAt" TIMESTAMPTZ(3) NOT NULL,
  "startedWallAt" TIMESTAMPTZ(3),
  "endedWallAt" TIMESTAMPTZ(3),
  CONSTRAINT "candle_set_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "candle_set_origin" CHECK ("origin" IN ('download', 'import')),
  CONSTRAINT "candle_set_status" CHECK ("status" IN ('queued', 'running', 'done', 'failed', 'cancelled')),
  CONSTRAINT "candle_set_ended" CHECK (("endedWallAt" IS NOT NULL) = ("status" IN ('done', 'failed', 'cancelled')))
);
CREATE UNIQUE INDEX "candle_set_name" ON "candle_set" ("userId", "place", "symbol", "timeframe");
CREATE INDEX "candle_set_open" ON "candle_set" ("createdWallAt") WHERE "status" IN ('queued', 'running');

CREATE TABLE "candle_set_chunk" (
  "setId" UUID NOT NULL,
  "firstAt" TIMESTAMPTZ(3) NOT NULL,
  "lastAt" TIMESTAMPTZ(3) NOT NULL,
  "candles" INTEGER NOT NULL,
  "gaps" JSON NOT NULL,
  "data" BYTEA NOT NULL,
  CONSTRAINT "candle_set_chunk_pkey" PRIMARY KEY ("setId", "firstAt"),
  CONSTRAINT "candle_set_chunk_set" FOREIGN KEY ("setId") REFERENCES "candle_set" ("id") ON DELETE CASCADE
);
-- packed already
ALTER TABLE "candle_set_chunk" ALTER COLUMN "data" SET STORAGE EXTERNAL;
