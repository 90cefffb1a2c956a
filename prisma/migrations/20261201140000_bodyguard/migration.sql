-- What the bodyguard found and did, and what it remembers of each bot from one look to the next.
CREATE TABLE "rogue_detection" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "userId" UUID NOT NULL,
    "book" "Book" NOT NULL,
    "botId" UUID,
    "subject" TEXT NOT NULL,
    "check" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "value" DECIMAL(38,18) NOT NULL,
    "threshold" DECIMAL(38,18) NOT NULL,
    "reason" TEXT NOT NULL,
    "window" TEXT NOT NULL,
    "figures" JSONB NOT NULL,
    "faultMarketAt" TIMESTAMPTZ(3),
    "firstMarketAt" TIMESTAMPTZ(3) NOT NULL,
    "firstWallAt" TIMESTAMPTZ(3) NOT NULL,
    "confirmedMarketAt" TIMESTAMPTZ(3),
    "confirmedWallAt" TIMESTAMPTZ(3),
    "act" TEXT NOT NULL DEFAULT 'none',
    "rung" INTEGER,
    "untilMarketAt" TIMESTAMPTZ(3),
    "outcome" TEXT NOT NULL DEFAULT 'open',
    "endedMarketAt" TIMESTAMPTZ(3),
    "endedWallAt" TIMESTAMPTZ(3),
    "verdict" TEXT,
    "verdictNote" TEXT NOT NULL DEFAULT '',
    "verdictWallAt" TIMESTAMPTZ(3),

    CONSTRAINT "rogue_detection_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "rogue_detection_userId_book_state_idx" ON "rogue_detection"("userId", "book", "state");
CREATE INDEX "rogue_detection_userId_firstWallAt_id_idx" ON "rogue_detection"("userId", "firstWallAt" DESC, "id");
CREATE INDEX "rogue_detection_botId_firstWallAt_idx" ON "rogue_detection"("botId", "firstWallAt" DESC);
-- one check stands once on a subject, whoever looks at the same moment
CREATE UNIQUE INDEX "rogue_detection_standing" ON "rogue_detection"("userId", "book", coalesce("botId"::text, "subject"), "check")
    WHERE "outcome" = 'open';

CREATE TABLE "bot_watch" (
    "botId" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "book" "Book" NOT NULL,
    "versionId" UUID NOT NULL,
    "watchedMarketFrom" TIMESTAMPTZ(3) NOT NULL,
    "invested" DECIMAL(38,18) NOT NULL,
    "capitalMarketFrom" TIMESTAMPTZ(3) NOT NULL,
    "samples" JSON NOT NULL,
    "measures" JSON NOT NULL,
    "lookedMarketAt" TIMESTAMPTZ(3) NOT NULL,
    "lookedWallAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "bot_watch_pkey" PRIMARY KEY ("botId")
);

CREATE INDEX "bot_watch_userId_book_idx" ON "bot_watch"("userId", "book");
