-- Mail that is no alert, on the same way to the owner as alerts, and the reports it is written for.
CREATE TABLE "letter" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "userId" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "html" TEXT NOT NULL,
    "images" JSONB NOT NULL,
    "keptWallAt" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "letter_pkey" PRIMARY KEY ("id")
);

ALTER TABLE "alert_delivery" ADD COLUMN "letterId" UUID;
ALTER TABLE "alert_delivery" ADD CONSTRAINT "alert_delivery_letter" FOREIGN KEY ("letterId") REFERENCES "letter"("id") ON DELETE CASCADE ON UPDATE NO ACTION;
ALTER TABLE "alert_delivery" ADD CONSTRAINT "alert_delivery_one" CHECK ("alertId" IS NULL OR "letterId" IS NULL);
CREATE UNIQUE INDEX "alert_delivery_letter_once" ON "alert_delivery"("letterId", "channelId", "round");

CREATE TABLE "report" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "userId" UUID NOT NULL,
    "book" "Book" NOT NULL,
    "kind" TEXT NOT NULL,
    "forDate" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "letterId" UUID NOT NULL,
    "madeMarketAt" TIMESTAMPTZ(3) NOT NULL,
    "madeWallAt" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "report_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "report_kind" CHECK ("kind" IN ('daily', 'weekly', 'monthly'))
);
-- a report is made once, whoever makes it at the same moment
CREATE UNIQUE INDEX "report_once" ON "report"("userId", "book", "kind", "forDate");
CREATE INDEX "report_newest" ON "report"("userId", "madeWallAt" DESC, "id" DESC);
