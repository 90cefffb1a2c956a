-- What learning did with each bot, and each of its nights.
CREATE TABLE "learning_log" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "userId" UUID NOT NULL,
    "botId" UUID NOT NULL,
    "botName" TEXT NOT NULL,
    "book" "Book" NOT NULL,
    "forDate" TEXT,
    "kind" TEXT NOT NULL,
    "fromVersion" INTEGER NOT NULL,
    "toVersion" INTEGER,
    "change" JSONB NOT NULL,
    "evidence" JSONB NOT NULL,
    "reason" TEXT NOT NULL,
    "outcome" TEXT,
    "marketAt" TIMESTAMPTZ(3) NOT NULL,
    "wallAt" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "learning_log_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "learning_log_kind" CHECK ("kind" IN ('left', 'refused', 'proposed', 'adopted', 'reverted', 'rolled_back')),
    CONSTRAINT "learning_log_outcome" CHECK ("outcome" IN ('kept', 'reverted', 'rolled_back', 'adopted'))
);
-- a bot is looked at once a night, whoever looks at the same moment
CREATE UNIQUE INDEX "learning_log_night" ON "learning_log"("botId", "forDate");
CREATE INDEX "learning_log_newest" ON "learning_log"("userId", "wallAt" DESC, "id" DESC);

CREATE TABLE "learning_run" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "userId" UUID NOT NULL,
    "forDate" TEXT NOT NULL,
    "bots" INTEGER NOT NULL,
    "adopted" INTEGER NOT NULL,
    "refused" INTEGER NOT NULL,
    "left" INTEGER NOT NULL,
    "marketAt" TIMESTAMPTZ(3) NOT NULL,
    "wallAt" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "learning_run_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "learning_run_once" ON "learning_run"("userId", "forDate");
