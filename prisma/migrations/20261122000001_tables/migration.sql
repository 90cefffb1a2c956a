-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "Book" AS ENUM ('paper', 'live', 'demo');

-- CreateEnum
CREATE TYPE "MarketKind" AS ENUM ('live', 'recorded', 'simulated');

-- CreateEnum
CREATE TYPE "Role" AS ENUM ('owner', 'trader', 'viewer');

-- CreateEnum
CREATE TYPE "BotStage" AS ENUM ('paper_training', 'eligible', 'live', 'demoted', 'archived');

-- CreateEnum
CREATE TYPE "BotStatus" AS ENUM ('new', 'running', 'paused', 'quarantined');

-- CreateEnum
CREATE TYPE "RiskMode" AS ENUM ('safe', 'balanced', 'risky', 'aggressive');

-- CreateEnum
CREATE TYPE "Side" AS ENUM ('buy', 'sell');

-- CreateEnum
CREATE TYPE "OrderPurpose" AS ENUM ('entry', 'exit');

-- CreateEnum
CREATE TYPE "OrderStatus" AS ENUM ('intent', 'sent', 'unknown', 'ack', 'partial', 'filled', 'cancelled', 'expired', 'rejected');

-- CreateEnum
CREATE TYPE "PositionStatus" AS ENUM ('open', 'closed');

-- CreateEnum
CREATE TYPE "LedgerAccountKind" AS ENUM ('funding', 'available', 'allocated', 'in_orders', 'conversion', 'fees');

-- CreateTable
CREATE TABLE "app_user" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "email" TEXT,
    "name" TEXT NOT NULL,
    "passwordHash" TEXT,
    "role" "Role" NOT NULL DEFAULT 'owner',
    "sessionEpoch" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "claimedAt" TIMESTAMPTZ(3),

    CONSTRAINT "app_user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "owner_token" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "tokenHash" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "usedAt" TIMESTAMPTZ(3),

    CONSTRAINT "owner_token_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "settings" (
    "userId" UUID NOT NULL,
    "overrides" JSONB NOT NULL DEFAULT '{}',
    "version" INTEGER NOT NULL DEFAULT 1,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "settings_pkey" PRIMARY KEY ("userId")
);

-- CreateTable
CREATE TABLE "trading_mode" (
    "userId" UUID NOT NULL,
    "paper" BOOLEAN NOT NULL DEFAULT true,
    "live" BOOLEAN NOT NULL DEFAULT false,
    "autopilot" BOOLEAN NOT NULL DEFAULT false,
    "entriesStopped" BOOLEAN NOT NULL DEFAULT false,
    "halted" BOOLEAN NOT NULL DEFAULT false,
    "version" INTEGER NOT NULL DEFAULT 1,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "trading_mode_pkey" PRIMARY KEY ("userId")
);

-- CreateTable
CREATE TABLE "bot" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "userId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "nameKey" TEXT NOT NULL,
    "book" "Book" NOT NULL,
    "exchange" TEXT NOT NULL,
    "stage" "BotStage" NOT NULL DEFAULT 'paper_training',
    "status" "BotStatus" NOT NULL DEFAULT 'new',
    "statusBy" TEXT NOT NULL DEFAULT 'user',
    "statusReason" TEXT NOT NULL DEFAULT '',
    "quarantinedUntil" TIMESTAMPTZ(3),
    "riskMode" "RiskMode" NOT NULL,
    "stakeCurrency" TEXT NOT NULL,
    "initialCapital" DECIMAL(38,18) NOT NULL,
    "versionNumber" INTEGER NOT NULL DEFAULT 1,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "createdMarketAt" TIMESTAMPTZ(3) NOT NULL,
    "createdWallAt" TIMESTAMPTZ(3) NOT NULL,
    "startedMarketAt" TIMESTAMPTZ(3),
    "archivedWallAt" TIMESTAMPTZ(3),

    CONSTRAINT "bot_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bot_version" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "botId" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "strategy" TEXT NOT NULL,
    "params" JSONB NOT NULL,
    "symbol" TEXT NOT NULL,
    "timeframe" TEXT NOT NULL,
    "createdMarketAt" TIMESTAMPTZ(3) NOT NULL,
    "createdWallAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "bot_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "market" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "source" TEXT NOT NULL,
    "kind" "MarketKind" NOT NULL,
    "exchange" TEXT NOT NULL,
    "symbol" TEXT NOT NULL,
    "base" TEXT NOT NULL,
    "quote" TEXT NOT NULL,
    "tickSize" DECIMAL(38,18) NOT NULL,
    "lotSize" DECIMAL(38,18) NOT NULL,
    "minAmount" DECIMAL(38,18) NOT NULL,
    "minNotional" DECIMAL(38,18) NOT NULL,
    "makerFee" DECIMAL(38,18) NOT NULL,
    "takerFee" DECIMAL(38,18) NOT NULL,
    "timeframes" TEXT[],

    CONSTRAINT "market_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "candle" (
    "source" TEXT NOT NULL,
    "exchange" TEXT NOT NULL,
    "symbol" TEXT NOT NULL,
    "timeframe" TEXT NOT NULL,
    "openAt" TIMESTAMPTZ(3) NOT NULL,
    "open" DECIMAL(38,18) NOT NULL,
    "high" DECIMAL(38,18) NOT NULL,
    "low" DECIMAL(38,18) NOT NULL,
    "close" DECIMAL(38,18) NOT NULL,
    "volume" DECIMAL(38,18) NOT NULL,

    CONSTRAINT "candle_pkey" PRIMARY KEY ("source","exchange","symbol","timeframe","openAt")
);

-- CreateTable
CREATE TABLE "market_session" (
    "source" TEXT NOT NULL,
    "kind" "MarketKind" NOT NULL,
    "label" TEXT NOT NULL,
    "speed" DECIMAL(38,18) NOT NULL,
    "startMarketAt" TIMESTAMPTZ(3) NOT NULL,
    "marketAt" TIMESTAMPTZ(3) NOT NULL,
    "wallAt" TIMESTAMPTZ(3) NOT NULL,
    "ceilingMarketAt" TIMESTAMPTZ(3) NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "market_session_pkey" PRIMARY KEY ("source")
);

-- CreateTable
CREATE TABLE "decision" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "userId" UUID NOT NULL,
    "botId" UUID NOT NULL,
    "versionId" UUID NOT NULL,
    "book" "Book" NOT NULL,
    "marketKind" "MarketKind" NOT NULL,
    "slotAt" TIMESTAMPTZ(3) NOT NULL,
    "action" TEXT NOT NULL,
    "reasonCode" TEXT NOT NULL,
    "score" DECIMAL(38,18),
    "inputs" JSONB NOT NULL,
    "outcome" JSONB NOT NULL,
    "marketAt" TIMESTAMPTZ(3) NOT NULL,
    "wallAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "decision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "orders" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "userId" UUID NOT NULL,
    "botId" UUID NOT NULL,
    "versionId" UUID NOT NULL,
    "decisionId" UUID,
    "positionId" UUID,
    "book" "Book" NOT NULL,
    "venue" TEXT NOT NULL,
    "exchange" TEXT NOT NULL,
    "symbol" TEXT NOT NULL,
    "base" TEXT NOT NULL,
    "quote" TEXT NOT NULL,
    "purpose" "OrderPurpose" NOT NULL,
    "side" "Side" NOT NULL,
    "type" TEXT NOT NULL DEFAULT 'market',
    "reasonCode" TEXT NOT NULL,
    "slotAt" TIMESTAMPTZ(3) NOT NULL,
    "leg" TEXT NOT NULL,
    "clientOrderId" TEXT NOT NULL,
    "amount" DECIMAL(38,18) NOT NULL,
    "referencePrice" DECIMAL(38,18) NOT NULL,
    "reserved" DECIMAL(38,18) NOT NULL,
    "status" "OrderStatus" NOT NULL DEFAULT 'intent',
    "statusReason" TEXT NOT NULL DEFAULT '',
    "venueOrderId" TEXT,
    "filled" DECIMAL(38,18) NOT NULL DEFAULT 0,
    "filledQuote" DECIMAL(38,18) NOT NULL DEFAULT 0,
    "fencingToken" BIGINT,
    "deadlineWallAt" TIMESTAMPTZ(3) NOT NULL,
    "lookups" INTEGER NOT NULL DEFAULT 0,
    "marketAt" TIMESTAMPTZ(3) NOT NULL,
    "wallAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedMarketAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedWallAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "orders_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "order_event" (
    "id" BIGSERIAL NOT NULL,
    "orderId" UUID NOT NULL,
    "from" "OrderStatus" NOT NULL,
    "to" "OrderStatus" NOT NULL,
    "detail" TEXT NOT NULL DEFAULT '',
    "marketAt" TIMESTAMPTZ(3) NOT NULL,
    "wallAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "order_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "fill" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "userId" UUID NOT NULL,
    "orderId" UUID NOT NULL,
    "botId" UUID NOT NULL,
    "positionId" UUID,
    "book" "Book" NOT NULL,
    "venue" TEXT NOT NULL,
    "venueTradeId" TEXT NOT NULL,
    "side" "Side" NOT NULL,
    "price" DECIMAL(38,18) NOT NULL,
    "amount" DECIMAL(38,18) NOT NULL,
    "fee" DECIMAL(38,18) NOT NULL,
    "feeAsset" TEXT NOT NULL,
    "liquidity" TEXT NOT NULL,
    "realised" DECIMAL(38,18),
    "marketKind" "MarketKind" NOT NULL,
    "clockSpeed" DECIMAL(38,18) NOT NULL,
    "marketAt" TIMESTAMPTZ(3) NOT NULL,
    "wallAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "fill_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "leader_lease" (
    "name" TEXT NOT NULL,
    "holder" TEXT NOT NULL,
    "token" BIGINT NOT NULL,
    "renewedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "leader_lease_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "position" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "userId" UUID NOT NULL,
    "botId" UUID NOT NULL,
    "versionId" UUID NOT NULL,
    "book" "Book" NOT NULL,
    "venue" TEXT NOT NULL,
    "exchange" TEXT NOT NULL,
    "symbol" TEXT NOT NULL,
    "base" TEXT NOT NULL,
    "quote" TEXT NOT NULL,
    "status" "PositionStatus" NOT NULL DEFAULT 'open',
    "amount" DECIMAL(38,18) NOT NULL,
    "cost" DECIMAL(38,18) NOT NULL,
    "boughtAmount" DECIMAL(38,18) NOT NULL,
    "boughtQuote" DECIMAL(38,18) NOT NULL,
    "soldAmount" DECIMAL(38,18) NOT NULL,
    "soldQuote" DECIMAL(38,18) NOT NULL,
    "feesQuote" DECIMAL(38,18) NOT NULL,
    "realised" DECIMAL(38,18) NOT NULL,
    "stopPrice" DECIMAL(38,18) NOT NULL,
    "targetPrice" DECIMAL(38,18),
    "trailingRatio" DECIMAL(38,18),
    "highestPrice" DECIMAL(38,18) NOT NULL,
    "exitReason" TEXT,
    "openedMarketAt" TIMESTAMPTZ(3) NOT NULL,
    "openedWallAt" TIMESTAMPTZ(3) NOT NULL,
    "closedMarketAt" TIMESTAMPTZ(3),
    "closedWallAt" TIMESTAMPTZ(3),

    CONSTRAINT "position_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_account" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "userId" UUID NOT NULL,
    "book" "Book" NOT NULL,
    "venue" TEXT NOT NULL,
    "asset" TEXT NOT NULL,
    "kind" "LedgerAccountKind" NOT NULL,
    "botKey" TEXT NOT NULL DEFAULT '',
    "balance" DECIMAL(38,18) NOT NULL DEFAULT 0,

    CONSTRAINT "ledger_account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_transaction" (
    "id" BIGSERIAL NOT NULL,
    "userId" UUID NOT NULL,
    "book" "Book" NOT NULL,
    "kind" TEXT NOT NULL,
    "ref" TEXT NOT NULL,
    "marketAt" TIMESTAMPTZ(3) NOT NULL,
    "wallAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ledger_transaction_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_entry" (
    "id" BIGSERIAL NOT NULL,
    "transactionId" BIGINT NOT NULL,
    "accountId" UUID NOT NULL,
    "asset" TEXT NOT NULL,
    "amount" DECIMAL(38,18) NOT NULL,

    CONSTRAINT "ledger_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "equity_point" (
    "userId" UUID NOT NULL,
    "book" "Book" NOT NULL,
    "wallAt" TIMESTAMPTZ(3) NOT NULL,
    "marketAt" TIMESTAMPTZ(3) NOT NULL,
    "currency" TEXT NOT NULL,
    "equity" DECIMAL(38,18) NOT NULL,
    "cash" DECIMAL(38,18) NOT NULL,
    "buyAndHold" DECIMAL(38,18),

    CONSTRAINT "equity_point_pkey" PRIMARY KEY ("userId","book","currency","wallAt")
);

-- CreateTable
CREATE TABLE "live_view" (
    "userId" UUID NOT NULL,
    "book" "Book" NOT NULL,
    "view" JSONB NOT NULL,
    "marketAt" TIMESTAMPTZ(3) NOT NULL,
    "wallAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "live_view_pkey" PRIMARY KEY ("userId","book")
);

-- CreateTable
CREATE TABLE "paper_balance" (
    "userId" UUID NOT NULL,
    "book" "Book" NOT NULL,
    "venue" TEXT NOT NULL,
    "asset" TEXT NOT NULL,
    "free" DECIMAL(38,18) NOT NULL,
    "used" DECIMAL(38,18) NOT NULL,

    CONSTRAINT "paper_balance_pkey" PRIMARY KEY ("userId","book","venue","asset")
);

-- CreateTable
CREATE TABLE "paper_order" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "userId" UUID NOT NULL,
    "book" "Book" NOT NULL,
    "venue" TEXT NOT NULL,
    "symbol" TEXT NOT NULL,
    "clientOrderId" TEXT NOT NULL,
    "side" "Side" NOT NULL,
    "amount" DECIMAL(38,18) NOT NULL,
    "filled" DECIMAL(38,18) NOT NULL DEFAULT 0,
    "held" DECIMAL(38,18) NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'open',
    "matchMarketAt" TIMESTAMPTZ(3) NOT NULL,
    "marketAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "paper_order_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "paper_trade" (
    "id" BIGSERIAL NOT NULL,
    "userId" UUID NOT NULL,
    "book" "Book" NOT NULL,
    "venue" TEXT NOT NULL,
    "orderId" UUID NOT NULL,
    "symbol" TEXT NOT NULL,
    "side" "Side" NOT NULL,
    "price" DECIMAL(38,18) NOT NULL,
    "amount" DECIMAL(38,18) NOT NULL,
    "fee" DECIMAL(38,18) NOT NULL,
    "feeAsset" TEXT NOT NULL,
    "marketAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "paper_trade_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "paper_deposit" (
    "userId" UUID NOT NULL,
    "book" "Book" NOT NULL,
    "venue" TEXT NOT NULL,
    "ref" TEXT NOT NULL,
    "asset" TEXT NOT NULL,
    "amount" DECIMAL(38,18) NOT NULL,

    CONSTRAINT "paper_deposit_pkey" PRIMARY KEY ("userId","book","venue","ref")
);

-- CreateTable
CREATE TABLE "audit_entry" (
    "seq" BIGSERIAL NOT NULL,
    "txid" BIGINT NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),
    "userId" UUID,
    "actor" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "runId" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "detail" JSONB NOT NULL,
    "marketAt" TIMESTAMPTZ(3) NOT NULL,
    "wallAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "audit_seal" (
    "position" BIGINT NOT NULL,
    "seq" BIGINT NOT NULL,
    "txid" BIGINT NOT NULL,
    "hash" TEXT NOT NULL,
    "sealedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "audit_seal_pkey" PRIMARY KEY ("position")
);

-- CreateTable
CREATE TABLE "outbox_event" (
    "id" BIGSERIAL NOT NULL,
    "txid" BIGINT NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),
    "userId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "marketAt" TIMESTAMPTZ(3) NOT NULL,
    "wallAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "outbox_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "command_run" (
    "userId" UUID NOT NULL,
    "runId" TEXT NOT NULL,
    "command" TEXT NOT NULL,
    "argsHash" TEXT NOT NULL,
    "args" JSONB NOT NULL,
    "channel" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "answer" JSONB,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "command_run_pkey" PRIMARY KEY ("userId","runId")
);

-- CreateTable
CREATE TABLE "approval" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "userId" UUID NOT NULL,
    "runId" TEXT NOT NULL,
    "command" TEXT NOT NULL,
    "args" JSONB NOT NULL,
    "argsHash" TEXT NOT NULL,
    "stateHash" TEXT NOT NULL,
    "preview" JSONB NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'open',
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "decidedAt" TIMESTAMPTZ(3),

    CONSTRAINT "approval_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "heartbeat" (
    "name" TEXT NOT NULL,
    "detail" JSONB NOT NULL DEFAULT '{}',
    "marketAt" TIMESTAMPTZ(3) NOT NULL,
    "wallAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "heartbeat_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "job_function" (
    "id" TEXT NOT NULL,
    "config" JSONB NOT NULL,
    "registeredAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "job_function_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "job_event" (
    "clock" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "data" JSON NOT NULL,
    "marketAt" TIMESTAMPTZ(3) NOT NULL,
    "wallAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "job_event_pkey" PRIMARY KEY ("clock","id")
);

-- CreateTable
CREATE TABLE "job_run" (
    "id" TEXT NOT NULL,
    "functionId" TEXT NOT NULL,
    "clock" TEXT NOT NULL,
    "eventId" TEXT NOT NULL,
    "event" JSON NOT NULL,
    "status" TEXT NOT NULL,
    "output" JSON,
    "error" JSON,
    "singletonKey" TEXT,
    "idempotencyKey" TEXT,
    "parentRunId" TEXT,
    "parentStepId" TEXT,
    "queuedMarketAt" TIMESTAMPTZ(3) NOT NULL,
    "queuedWallAt" TIMESTAMPTZ(3) NOT NULL,
    "startedWallAt" TIMESTAMPTZ(3),
    "endedWallAt" TIMESTAMPTZ(3),

    CONSTRAINT "job_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "job_step" (
    "runId" TEXT NOT NULL,
    "stepId" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "memo" JSON,
    "error" JSON,
    "attempts" INTEGER NOT NULL DEFAULT 1,
    "wallAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "job_step_pkey" PRIMARY KEY ("runId","stepId")
);

-- CreateTable
CREATE TABLE "job_queue" (
    "runId" TEXT NOT NULL,
    "functionId" TEXT NOT NULL,
    "clock" TEXT NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "concurrencyKey" TEXT,
    "concurrencyLimit" INTEGER,
    "waitStepId" TEXT,
    "dueMarketAt" TIMESTAMPTZ(3),
    "dueWallAt" TIMESTAMPTZ(3),
    "setWallAt" TIMESTAMPTZ(3) NOT NULL,
    "leaseUntil" TIMESTAMPTZ(3),
    "worker" TEXT,
    "fence" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "job_queue_pkey" PRIMARY KEY ("runId")
);

-- CreateTable
CREATE TABLE "job_cron" (
    "functionId" TEXT NOT NULL,
    "expression" TEXT NOT NULL,
    "clock" TEXT NOT NULL,
    "lastMarketAt" TIMESTAMPTZ(3) NOT NULL,
    "nextMarketAt" TIMESTAMPTZ(3),

    CONSTRAINT "job_cron_pkey" PRIMARY KEY ("functionId","expression","clock")
);

-- CreateTable
CREATE TABLE "job_pause" (
    "functionId" TEXT NOT NULL,
    "pausedBy" TEXT NOT NULL,
    "pausedWallAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "job_pause_pkey" PRIMARY KEY ("functionId")
);

-- CreateTable
CREATE TABLE "job_request" (
    "id" TEXT NOT NULL,
    "clock" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "functionId" TEXT NOT NULL,
    "sourceRunId" TEXT,
    "askedWallAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "job_request_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "app_user_email_key" ON "app_user"("email");

-- CreateIndex
CREATE UNIQUE INDEX "owner_token_tokenHash_key" ON "owner_token"("tokenHash");

-- CreateIndex
CREATE INDEX "bot_userId_stage_status_idx" ON "bot"("userId", "stage", "status");

-- CreateIndex
CREATE INDEX "bot_book_status_idx" ON "bot"("book", "status");

-- CreateIndex
CREATE UNIQUE INDEX "bot_version_botId_number_key" ON "bot_version"("botId", "number");

-- CreateIndex
CREATE UNIQUE INDEX "market_source_exchange_symbol_key" ON "market"("source", "exchange", "symbol");

-- CreateIndex
CREATE INDEX "decision_userId_book_slotAt_idx" ON "decision"("userId", "book", "slotAt" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "decision_botId_slotAt_key" ON "decision"("botId", "slotAt");

-- CreateIndex
CREATE UNIQUE INDEX "orders_clientOrderId_key" ON "orders"("clientOrderId");

-- CreateIndex
CREATE INDEX "orders_userId_book_wallAt_idx" ON "orders"("userId", "book", "wallAt" DESC);

-- CreateIndex
CREATE INDEX "orders_botId_wallAt_idx" ON "orders"("botId", "wallAt" DESC);

-- CreateIndex
CREATE INDEX "orders_decisionId_idx" ON "orders"("decisionId");

-- CreateIndex
CREATE INDEX "orders_positionId_idx" ON "orders"("positionId");

-- CreateIndex
CREATE UNIQUE INDEX "orders_botId_slotAt_leg_key" ON "orders"("botId", "slotAt", "leg");

-- CreateIndex
CREATE INDEX "order_event_orderId_id_idx" ON "order_event"("orderId", "id");

-- CreateIndex
CREATE INDEX "fill_userId_book_wallAt_id_idx" ON "fill"("userId", "book", "wallAt" DESC, "id");

-- CreateIndex
CREATE INDEX "fill_orderId_idx" ON "fill"("orderId");

-- CreateIndex
CREATE INDEX "fill_botId_wallAt_idx" ON "fill"("botId", "wallAt" DESC);

-- CreateIndex
CREATE INDEX "fill_positionId_idx" ON "fill"("positionId");

-- CreateIndex
CREATE UNIQUE INDEX "fill_venue_venueTradeId_key" ON "fill"("venue", "venueTradeId");

-- CreateIndex
CREATE INDEX "position_userId_book_status_idx" ON "position"("userId", "book", "status");

-- CreateIndex
CREATE INDEX "position_botId_openedWallAt_idx" ON "position"("botId", "openedWallAt" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "ledger_account_userId_book_venue_asset_kind_botKey_key" ON "ledger_account"("userId", "book", "venue", "asset", "kind", "botKey");

-- CreateIndex
CREATE UNIQUE INDEX "ledger_transaction_userId_ref_key" ON "ledger_transaction"("userId", "ref");

-- CreateIndex
CREATE INDEX "ledger_entry_transactionId_idx" ON "ledger_entry"("transactionId");

-- CreateIndex
CREATE INDEX "ledger_entry_accountId_idx" ON "ledger_entry"("accountId");

-- CreateIndex
CREATE INDEX "paper_order_status_matchMarketAt_idx" ON "paper_order"("status", "matchMarketAt");

-- CreateIndex
CREATE UNIQUE INDEX "paper_order_userId_book_venue_clientOrderId_key" ON "paper_order"("userId", "book", "venue", "clientOrderId");

-- CreateIndex
CREATE INDEX "paper_trade_orderId_idx" ON "paper_trade"("orderId");

-- CreateIndex
CREATE INDEX "paper_trade_userId_book_venue_id_idx" ON "paper_trade"("userId", "book", "venue", "id");

-- CreateIndex
CREATE INDEX "audit_entry_txid_seq_idx" ON "audit_entry"("txid", "seq");

-- CreateIndex
CREATE INDEX "audit_entry_userId_seq_idx" ON "audit_entry"("userId", "seq" DESC);

-- CreateIndex
CREATE INDEX "audit_entry_subject_seq_idx" ON "audit_entry"("subject", "seq" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "audit_seal_seq_key" ON "audit_seal"("seq");

-- CreateIndex
CREATE INDEX "outbox_event_userId_txid_id_idx" ON "outbox_event"("userId", "txid", "id");

-- CreateIndex
CREATE INDEX "outbox_event_wallAt_idx" ON "outbox_event"("wallAt");

-- CreateIndex
CREATE INDEX "command_run_userId_startedAt_idx" ON "command_run"("userId", "startedAt" DESC);

-- CreateIndex
CREATE INDEX "approval_userId_status_expiresAt_idx" ON "approval"("userId", "status", "expiresAt");

-- CreateIndex
CREATE UNIQUE INDEX "approval_userId_runId_key" ON "approval"("userId", "runId");

-- CreateIndex
CREATE INDEX "job_event_wallAt_idx" ON "job_event"("wallAt");

-- CreateIndex
CREATE INDEX "job_run_functionId_queuedWallAt_id_idx" ON "job_run"("functionId", "queuedWallAt" DESC, "id");

-- CreateIndex
CREATE INDEX "job_run_queuedWallAt_id_idx" ON "job_run"("queuedWallAt" DESC, "id");

-- CreateIndex
CREATE INDEX "job_run_endedWallAt_idx" ON "job_run"("endedWallAt");

-- CreateIndex
CREATE UNIQUE INDEX "job_run_functionId_clock_eventId_key" ON "job_run"("functionId", "clock", "eventId");

-- CreateIndex
CREATE INDEX "job_queue_dueMarketAt_idx" ON "job_queue"("dueMarketAt");

-- CreateIndex
CREATE INDEX "job_queue_dueWallAt_idx" ON "job_queue"("dueWallAt");

-- CreateIndex
CREATE INDEX "job_queue_leaseUntil_idx" ON "job_queue"("leaseUntil");

-- CreateIndex
CREATE INDEX "job_request_askedWallAt_idx" ON "job_request"("askedWallAt");

-- AddForeignKey
ALTER TABLE "bot_version" ADD CONSTRAINT "bot_version_botId_fkey" FOREIGN KEY ("botId") REFERENCES "bot"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "order_event" ADD CONSTRAINT "order_event_orderId_fkey" FOREIGN KEY ("orderId") REFERENCES "orders"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "fill" ADD CONSTRAINT "fill_orderId_fkey" FOREIGN KEY ("orderId") REFERENCES "orders"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

