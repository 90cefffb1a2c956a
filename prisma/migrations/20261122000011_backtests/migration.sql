-- Backtests: what was asked, how far it is, what came of it, and the finished parts of a long one.
CREATE TABLE "backtest" (
  "id" UUID NOT NULL DEFAULT gen_random_uuid(),
  "userId" UUID NOT NULL,
  "kind" TEXT NOT NULL,
  "title" TEXT NOT NULL,
  "exchange" TEXT NOT NULL,
  "symbol" TEXT NOT NULL,
  "timeframe" TEXT NOT NULL,
  "strategy" TEXT NOT NULL,
  "source" TEXT NOT NULL,
  "request" JSON NOT NULL,
  "options" JSON NOT NULL,
  "status" TEXT NOT NULL DEFAULT 'queued',
  "statusReason" TEXT,
  "done" INTEGER NOT NULL DEFAULT 0,
  "total" INTEGER NOT NULL DEFAULT 0,
  "step" TEXT NOT NULL DEFAULT '',
  "etaMs" BIGINT,
  "headline" JSON,
  "report" JSON,
  "createdWallAt" TIMESTAMPTZ(3) NOT NULL,
  "startedWallAt" TIMESTAMPTZ(3),
  "endedWallAt" TIMESTAMPTZ(3),
  CONSTRAINT "backtest_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "backtest_kind" CHECK ("kind" IN ('run', 'sweep', 'walk-forward')),
  CONSTRAINT "backtest_status" CHECK ("status" IN ('queued', 'running', 'done', 'failed', 'cancelled')),
  CONSTRAINT "backtest_ended" CHECK (("endedWallAt" IS NOT NULL) = ("status" IN ('done', 'failed', 'cancelled')))
);
CREATE INDEX "backtest_user_created" ON "backtest" ("userId", "createdWallAt" DESC, "id" DESC);
CREATE INDEX "backtest_open" ON "backtest" ("createdWallAt") WHERE "status" IN ('queued', 'running');

CREATE TABLE "backtest_chunk" (
  "backtestId" UUID NOT NULL,
  "batch" INTEGER NOT NULL,
  "chunk" INTEGER NOT NULL,
  "figures" JSON NOT NULL,
  CONSTRAINT "backtest_chunk_pkey" PRIMARY KEY ("backtestId", "batch", "chunk"),
  CONSTRAINT "backtest_chunk_backtest" FOREIGN KEY ("backtestId") REFERENCES "backtest" ("id") ON DELETE CASCADE
);
