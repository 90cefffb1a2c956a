-- The nightly look at the fleet, and each step of a bot between paper and live.
CREATE TABLE "promotion_run" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "userId" UUID NOT NULL,
    "forDate" TEXT NOT NULL,
    "policy" TEXT NOT NULL,
    "looked" INTEGER NOT NULL,
    "standOut" INTEGER NOT NULL,
    "promoted" INTEGER NOT NULL,
    "eligible" INTEGER NOT NULL,
    "demoted" INTEGER NOT NULL,
    "marketAt" TIMESTAMPTZ(3) NOT NULL,
    "wallAt" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "promotion_run_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "promotion_run_policy" CHECK ("policy" IN ('evidence', 'classic'))
);
-- a night is judged once, whoever looks at the same moment
CREATE UNIQUE INDEX "promotion_run_once" ON "promotion_run"("userId", "forDate");

CREATE TABLE "promotion_step" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "userId" UUID NOT NULL,
    "botId" UUID NOT NULL,
    "botName" TEXT NOT NULL,
    "versionId" UUID,
    "kind" TEXT NOT NULL,
    "fromBook" "Book" NOT NULL,
    "toBook" "Book" NOT NULL,
    "policy" TEXT NOT NULL,
    "byHand" BOOLEAN NOT NULL,
    "overridden" BOOLEAN NOT NULL,
    "reason" TEXT NOT NULL,
    "record" JSONB NOT NULL,
    "marketAt" TIMESTAMPTZ(3) NOT NULL,
    "wallAt" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "promotion_step_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "promotion_step_kind" CHECK ("kind" IN ('promoted', 'eligible', 'withdrawn', 'demoted', 'returned'))
);
CREATE INDEX "promotion_step_newest" ON "promotion_step"("userId", "wallAt" DESC, "id" DESC);
CREATE INDEX "promotion_step_bot" ON "promotion_step"("botId", "wallAt" DESC);
