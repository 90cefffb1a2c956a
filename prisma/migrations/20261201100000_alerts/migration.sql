-- What its owner should know: a row an alert, however often the same is found while it is open.
CREATE TABLE "alert" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "userId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "dedupeKey" TEXT NOT NULL,
    "why" TEXT NOT NULL,
    "todo" TEXT NOT NULL,
    "facts" JSONB NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 1,
    "round" INTEGER NOT NULL DEFAULT 1,
    "firstWallAt" TIMESTAMPTZ(3) NOT NULL,
    "lastWallAt" TIMESTAMPTZ(3) NOT NULL,
    "toldWallAt" TIMESTAMPTZ(3) NOT NULL,
    "acknowledgedWallAt" TIMESTAMPTZ(3),
    "acknowledgedBy" TEXT,
    "resolvedWallAt" TIMESTAMPTZ(3),
    "resolvedWords" TEXT,
    CONSTRAINT "alert_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "alert_severity" CHECK ("severity" IN ('low', 'medium', 'high', 'critical')),
    CONSTRAINT "alert_count" CHECK ("count" >= 1 AND "round" >= 1)
);
CREATE INDEX "alert_newest" ON "alert"("userId", "lastWallAt" DESC, "id" DESC);
CREATE INDEX "alert_key" ON "alert"("userId", "dedupeKey", "firstWallAt" DESC);
CREATE UNIQUE INDEX "alert_one_open" ON "alert"("userId", "dedupeKey") WHERE "resolvedWallAt" IS NULL;

-- How far the audit trail was read for alerts.
CREATE TABLE "alert_place" (
    "name" TEXT NOT NULL,
    "txid" BIGINT NOT NULL,
    "seq" BIGINT NOT NULL,
    CONSTRAINT "alert_place_pkey" PRIMARY KEY ("name")
);
