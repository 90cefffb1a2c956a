-- What an exchange lacks for its target: opened and ended by the hourly look, done by hand by a person. Ended ones are kept a year.
CREATE TABLE "funding_plan" (
  "id" UUID NOT NULL DEFAULT gen_random_uuid(),
  "userId" UUID NOT NULL,
  "book" "Book" NOT NULL,
  "fromPlace" TEXT NOT NULL,
  "toPlace" TEXT NOT NULL,
  "asset" TEXT NOT NULL,
  "required" DECIMAL(38,18) NOT NULL,
  "available" DECIMAL(38,18) NOT NULL,
  "deficit" DECIMAL(38,18) NOT NULL,
  "status" TEXT NOT NULL,
  "openedWallAt" TIMESTAMPTZ(3) NOT NULL,
  "lookedWallAt" TIMESTAMPTZ(3) NOT NULL,
  "endedWallAt" TIMESTAMPTZ(3),
  CONSTRAINT "funding_plan_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "funding_plan_ended" CHECK (("status" = 'open') = ("endedWallAt" IS NULL)),
  CONSTRAINT "funding_plan_status" CHECK ("status" IN ('open', 'seen', 'cancelled'))
);
CREATE UNIQUE INDEX "funding_plan_open" ON "funding_plan" ("userId", "book", "toPlace") WHERE "status" = 'open';
CREATE INDEX "funding_plan_newest" ON "funding_plan" ("userId", "book", "openedWallAt" DESC);
