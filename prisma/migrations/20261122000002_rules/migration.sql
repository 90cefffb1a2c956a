-- What Prisma's schema language cannot say: partial unique indexes, the ledger's laws, order life-cycle
-- guards and the application's role.

-- One living bot per name and owner; one working entry per bot; one working exit and one open position at a time.
CREATE UNIQUE INDEX "bot_one_name" ON "bot" ("userId", "nameKey") WHERE "stage" <> 'archived';
CREATE UNIQUE INDEX "position_one_open" ON "position" ("botId") WHERE "status" = 'open';
CREATE UNIQUE INDEX "orders_one_working_entry" ON "orders" ("botId")
  WHERE "purpose" = 'entry' AND "status" IN ('intent', 'sent', 'unknown', 'ack', 'partial');
CREATE UNIQUE INDEX "orders_one_working_exit" ON "orders" ("positionId")
  WHERE "purpose" = 'exit' AND "status" IN ('intent', 'sent', 'unknown', 'ack', 'partial');
CREATE INDEX "orders_working" ON "orders" ("status", "wallAt")
  WHERE "status" IN ('intent', 'sent', 'unknown', 'ack', 'partial');
-- orders that ended short are looked for once more, by the time they ended
CREATE INDEX "orders_ended_short" ON "orders" ("updatedWallAt") WHERE "status" IN ('cancelled', 'expired');
CREATE UNIQUE INDEX "market_session_one_active" ON "market_session" ("active") WHERE "active";

-- Ledger. A balance is the sum of its entries, kept by this trigger alone.
CREATE FUNCTION ledger_book_entry() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE account_asset text;
BEGIN
  UPDATE "ledger_account" SET "balance" = "balance" + NEW."amount" WHERE "id" = NEW."accountId"
    RETURNING "asset" INTO account_asset;
  IF account_asset IS DISTINCT FROM NEW."asset" THEN
    RAISE EXCEPTION 'ledger: entry in % on an account in %', NEW."asset", account_asset
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER "ledger_entry_books" AFTER INSERT ON "ledger_entry"
  FOR EACH ROW EXECUTE FUNCTION ledger_book_entry();

-- At commit: each transaction sums to zero per asset, and no holding is below zero.
CREATE FUNCTION ledger_check_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE unbalanced text; account "ledger_account"%ROWTYPE;
BEGIN
  SELECT string_agg("asset" || ' ' || total::text, ', ') INTO unbalanced FROM (
    SELECT "asset", sum("amount") AS total FROM "ledger_entry"
    WHERE "transactionId" = NEW."transactionId" GROUP BY "asset" HAVING sum("amount") <> 0) AS sums;
  IF unbalanced IS NOT NULL THEN
    RAISE EXCEPTION 'ledger: transaction % does not sum to zero: %', NEW."transactionId", unbalanced
      USING ERRCODE = 'check_violation';
  END IF;
  SELECT * INTO account FROM "ledger_account" WHERE "id" = NEW."accountId";
  IF account."balance" < 0 AND account."kind" IN ('available', 'allocated', 'in_orders') THEN
    RAISE EXCEPTION 'ledger: % % would be below zero: %', account."kind", account."asset", account."balance"
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER "ledger_entry_balanced" AFTER INSERT ON "ledger_entry"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_check_entry();

-- Orders: a terminal state is final, filled only grows and never passes the amount.
CREATE FUNCTION orders_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD."status" IN ('filled', 'cancelled', 'expired', 'rejected') AND NEW."status" <> OLD."status" THEN
    RAISE EXCEPTION 'order % is %: a terminal state is final', OLD."id", OLD."status"
      USING ERRCODE = 'check_violation';
  END IF;
  IF NEW."filled" < OLD."filled" OR NEW."filled" > NEW."amount" THEN
    RAISE EXCEPTION 'order %: filled % to % of %', OLD."id", OLD."filled", NEW."filled", NEW."amount"
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "orders_guarded" BEFORE UPDATE ON "orders" FOR EACH ROW EXECUTE FUNCTION orders_guard();

-- Two roles. The owner of the tables migrates; the application may not rewrite the audit trail or the ledger.
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'amarktai_app') THEN CREATE ROLE amarktai_app NOLOGIN; END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
DO $$ BEGIN EXECUTE format('GRANT amarktai_app TO %I', current_user);
EXCEPTION WHEN OTHERS THEN RAISE NOTICE 'amarktai_app is not granted to %', current_user; END $$;
GRANT USAGE ON SCHEMA public TO amarktai_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO amarktai_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO amarktai_app;
REVOKE UPDATE, DELETE, TRUNCATE ON "audit_entry", "audit_seal", "ledger_transaction", "ledger_entry", "ledger_account"
  FROM amarktai_app;
REVOKE UPDATE, DELETE, TRUNCATE ON "fill", "order_event", "decision" FROM amarktai_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO amarktai_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO amarktai_app;
