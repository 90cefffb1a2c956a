-- Where alerts are sent, and what is on its way there.
CREATE TABLE "alert_channel" (
    "id" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL,
    "minSeverity" TEXT NOT NULL,
    "quietFrom" TEXT,
    "quietTo" TEXT,
    "target" JSONB NOT NULL,
    "sealed" BYTEA,
    "wrappedKey" BYTEA,
    "masterKeyId" TEXT,
    "lastFour" TEXT NOT NULL,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "lastError" TEXT,
    "lastSentWallAt" TIMESTAMPTZ(3),
    "revision" INTEGER NOT NULL DEFAULT 0,
    "keptWallAt" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "alert_channel_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "alert_channel_severity" CHECK ("minSeverity" IN ('low', 'medium', 'high', 'critical')),
    CONSTRAINT "alert_channel_quiet" CHECK (("quietFrom" IS NULL) = ("quietTo" IS NULL)),
    CONSTRAINT "alert_channel_sealed" CHECK (("sealed" IS NULL) = ("wrappedKey" IS NULL) AND ("sealed" IS NULL) = ("masterKeyId" IS NULL))
);
CREATE UNIQUE INDEX "alert_channel_name" ON "alert_channel"("userId", "name");

-- One for each channel and round of an alert; without an alert, a test of the channel.
CREATE TABLE "alert_delivery" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "userId" UUID NOT NULL,
    "alertId" UUID,
    "round" INTEGER NOT NULL,
    "channelId" UUID NOT NULL,
    "channelName" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "lastError" TEXT,
    "queuedWallAt" TIMESTAMPTZ(3) NOT NULL,
    "nextWallAt" TIMESTAMPTZ(3),
    "quietUntilWallAt" TIMESTAMPTZ(3),
    "endedWallAt" TIMESTAMPTZ(3),
    CONSTRAINT "alert_delivery_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "alert_delivery_status" CHECK ("status" IN ('queued', 'sent', 'failed', 'dropped')),
    CONSTRAINT "alert_delivery_due" CHECK (("status" = 'queued') = ("nextWallAt" IS NOT NULL)),
    CONSTRAINT "alert_delivery_alert" FOREIGN KEY ("alertId") REFERENCES "alert"("id") ON DELETE CASCADE ON UPDATE NO ACTION
);
CREATE UNIQUE INDEX "alert_delivery_once" ON "alert_delivery"("alertId", "channelId", "round");
CREATE INDEX "alert_delivery_due_idx" ON "alert_delivery"("nextWallAt");
CREATE INDEX "alert_delivery_channel" ON "alert_delivery"("channelId", "queuedWallAt" DESC);
