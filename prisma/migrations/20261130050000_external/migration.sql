-- What each account held when it was last compared with its venue, and what was done there that nobody here wrote.
CREATE TABLE "account_line" (
    "userId" UUID NOT NULL,
    "book" "Book" NOT NULL,
    "venue" TEXT NOT NULL,
    "asset" TEXT NOT NULL,
    "ours" DECIMAL(38,18) NOT NULL,
    "theirs" DECIMAL(38,18) NOT NULL,
    "accepted" DECIMAL(38,18) NOT NULL DEFAULT 0,
    "differsWallAt" TIMESTAMPTZ(3),
    "steadyWallAt" TIMESTAMPTZ(3),
    "heldWallAt" TIMESTAMPTZ(3),
    "sinceMarketAt" TIMESTAMPTZ(3) NOT NULL,
    "comparedMarketAt" TIMESTAMPTZ(3) NOT NULL,
    "comparedWallAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "account_line_pkey" PRIMARY KEY ("userId","book","venue","asset")
);

CREATE TABLE "external_activity" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "userId" UUID NOT NULL,
    "book" "Book" NOT NULL,
    "venue" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "venueRef" TEXT NOT NULL,
    "venueOrderId" TEXT NOT NULL,
    "symbol" TEXT NOT NULL,
    "amount" DECIMAL(38,18) NOT NULL,
    "price" DECIMAL(38,18),
    "fee" DECIMAL(38,18),
    "feeAsset" TEXT NOT NULL DEFAULT '',
    "marketAt" TIMESTAMPTZ(3) NOT NULL,
    "seenWallAt" TIMESTAMPTZ(3) NOT NULL,
    "acknowledgedWallAt" TIMESTAMPTZ(3),

    CONSTRAINT "external_activity_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "external_activity_of_venue" ON "external_activity"("userId", "book", "venue", "kind", "venueRef");
CREATE INDEX "external_activity_newest" ON "external_activity"("userId", "seenWallAt" DESC, "id");
