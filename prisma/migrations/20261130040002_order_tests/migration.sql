-- What a person saw of their own account before going live: the smallest orders, and what became of them.
CREATE TABLE "order_test" (
  "id" UUID NOT NULL,
  "userId" UUID NOT NULL,
  "exchange" TEXT NOT NULL,
  "site" TEXT NOT NULL,
  "trades" BOOLEAN NOT NULL,
  "status" TEXT NOT NULL,
  "symbol" TEXT NOT NULL,
  "lines" JSON NOT NULL,
  "orderIds" TEXT[] NOT NULL DEFAULT '{}',
  "askedWallAt" TIMESTAMPTZ(3) NOT NULL,
  "endedWallAt" TIMESTAMPTZ(3),
  CONSTRAINT "order_test_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "order_test_status" CHECK ("status" IN ('asked', 'running', 'passed', 'failed'))
);
CREATE INDEX "order_test_newest" ON "order_test" ("userId", "exchange", "site", "askedWallAt" DESC);
CREATE INDEX "order_test_open" ON "order_test" ("askedWallAt") WHERE "status" IN ('asked', 'running');
