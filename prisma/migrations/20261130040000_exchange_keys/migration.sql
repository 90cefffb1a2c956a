-- Keys of accounts at exchanges: sealed for the worker, who alone holds what opens them. One for each exchange and site.
CREATE TABLE "exchange_credential" (
  "id" UUID NOT NULL,
  "userId" UUID NOT NULL,
  "exchange" TEXT NOT NULL,
  "site" TEXT NOT NULL,
  "label" TEXT NOT NULL,
  "lastFour" TEXT NOT NULL,
  "sealed" BYTEA NOT NULL,
  "wrappedKey" BYTEA NOT NULL,
  "masterKeyId" TEXT NOT NULL,
  "status" TEXT NOT NULL,
  "fault" TEXT,
  "mayRead" BOOLEAN,
  "mayTrade" BOOLEAN,
  "mayWithdraw" BOOLEAN,
  "addresses" TEXT[] NOT NULL DEFAULT '{}',
  "boundToAddresses" BOOLEAN,
  "expiresWallAt" TIMESTAMPTZ(3),
  "clockOffsetMs" INTEGER,
  "testAskedWallAt" TIMESTAMPTZ(3),
  "testedWallAt" TIMESTAMPTZ(3),
  "revision" INTEGER NOT NULL DEFAULT 0,
  "keptWallAt" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "exchange_credential_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "exchange_credential_site" CHECK ("site" IN ('real', 'testnet', 'simulator')),
  CONSTRAINT "exchange_credential_status" CHECK ("status" IN ('untested', 'valid', 'invalid', 'expiring')),
  CONSTRAINT "exchange_credential_last_four" CHECK (length("lastFour") <= 4)
);
CREATE UNIQUE INDEX "exchange_credential_userId_exchange_site_key" ON "exchange_credential" ("userId", "exchange", "site");
CREATE INDEX "exchange_credential_asked" ON "exchange_credential" ("testAskedWallAt") WHERE "testAskedWallAt" IS NOT NULL;
