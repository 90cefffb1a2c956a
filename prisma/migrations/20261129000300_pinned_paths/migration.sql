-- Nobody who may write may also say which table a function of ours means. Unpinned, a temporary table of the same name
-- was found first: under a function that acts as the owner it made its maker owner, and the check that the ledger sums
-- to zero summed over an empty one.

CREATE OR REPLACE FUNCTION public.ledger_book_entry() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE account_asset text;
BEGIN
  UPDATE public."ledger_account" SET "balance" = "balance" + NEW."amount" WHERE "id" = NEW."accountId"
    RETURNING "asset" INTO account_asset;
  IF account_asset IS DISTINCT FROM NEW."asset" THEN
    RAISE EXCEPTION 'ledger: entry in % on an account in %', NEW."asset", account_asset
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION public.ledger_check_entry() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE unbalanced text; account public."ledger_account"%ROWTYPE;
BEGIN
  SELECT string_agg("asset" || ' ' || total::text, ', ') INTO unbalanced FROM (
    SELECT "asset", sum("amount") AS total FROM public."ledger_entry"
    WHERE "transactionId" = NEW."transactionId" GROUP BY "asset" HAVING sum("amount") <> 0) AS sums;
  IF unbalanced IS NOT NULL THEN
    RAISE EXCEPTION 'ledger: transaction % does not sum to zero: %', NEW."transactionId", unbalanced
      USING ERRCODE = 'check_violation';
  END IF;
  SELECT * INTO account FROM public."ledger_account" WHERE "id" = NEW."accountId";
  IF account."balance" < 0 AND account."kind" IN ('available', 'allocated', 'in_orders') THEN
    RAISE EXCEPTION 'ledger: % % would be below zero: %', account."kind", account."asset", account."balance"
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION public.orders_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
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

CREATE OR REPLACE FUNCTION public.job_release(p_clock text, p_wall timestamptz, p_market timestamptz, p_lease_ms integer)
RETURNS void LANGUAGE plpgsql SET enable_seqscan = off
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  WITH late AS (
    SELECT "runId", "waitStepId" FROM public."job_queue"
    WHERE "dueMarketAt" <= p_market AND "clock" = p_clock AND "waitStepId" IS NOT NULL FOR UPDATE SKIP LOCKED
  ), told AS (
    INSERT INTO public."job_step" ("runId", "stepId", "position", "name", "kind", "memo", "wallAt")
    SELECT "runId", "waitStepId", 1000000, 'invoke', 'invoke',
      '{"type":"error","error":{"name":"InvokeTimeout","message":"The invoked function did not end in time."}}', p_wall
    FROM late
    ON CONFLICT ("runId", "stepId") DO UPDATE SET "memo" = EXCLUDED."memo" WHERE "job_step"."memo" IS NULL
  )
  UPDATE public."job_queue" q SET "dueMarketAt" = NULL, "waitStepId" = NULL FROM late WHERE q."runId" = late."runId";

  UPDATE public."job_queue" SET "dueMarketAt" = NULL WHERE "runId" IN (
    SELECT "runId" FROM public."job_queue" WHERE "dueMarketAt" IS NOT NULL AND "waitStepId" IS NULL
      AND "dueMarketAt" <= p_market AND "clock" = p_clock FOR UPDATE SKIP LOCKED);

  UPDATE public."job_queue" SET "dueWallAt" = NULL WHERE "runId" IN (
    SELECT "runId" FROM public."job_queue" WHERE "dueWallAt" IS NOT NULL
      AND ("dueWallAt" <= p_wall OR "setWallAt" > p_wall + interval '5 seconds') FOR UPDATE SKIP LOCKED);

  UPDATE public."job_queue" SET "leaseUntil" = NULL, "worker" = NULL, "fence" = "fence" + 1 WHERE "runId" IN (
    SELECT "runId" FROM public."job_queue" WHERE "leaseUntil" IS NOT NULL
      AND ("leaseUntil" <= p_wall OR "leaseUntil" > p_wall + 4 * p_lease_ms * interval '1 millisecond')
    FOR UPDATE SKIP LOCKED);
END $$;

CREATE OR REPLACE FUNCTION public.job_claim(p_clock text, p_worker text, p_functions text[], p_take integer,
  p_wall timestamptz, p_market timestamptz, p_lease_ms integer)
RETURNS TABLE ("runId" text, "functionId" text, "fence" bigint, "attempt" integer, "event" json, "steps" json)
LANGUAGE plpgsql SET enable_seqscan = off
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(7402, 1);
  PERFORM public.job_release(p_clock, p_wall, p_market, p_lease_ms);
  RETURN QUERY
  WITH busy AS (
    SELECT q."concurrencyKey" AS key, count(*) AS calls FROM public."job_queue" q
    WHERE q."leaseUntil" IS NOT NULL AND q."concurrencyKey" IS NOT NULL GROUP BY 1
  ), keyed AS (
    SELECT q."runId", q."seq", q."concurrencyKey" AS key, q."concurrencyLimit" AS room,
      row_number() OVER (PARTITION BY q."concurrencyKey" ORDER BY q."seq") AS place
    FROM public."job_queue" q
    WHERE q."dueMarketAt" IS NULL AND q."dueWallAt" IS NULL AND q."leaseUntil" IS NULL
      AND q."waitStepId" IS NULL AND q."concurrencyKey" IS NOT NULL AND q."functionId" = ANY (p_functions)
  ), open AS (
    (SELECT q."runId", q."seq" FROM public."job_queue" q
     WHERE q."dueMarketAt" IS NULL AND q."dueWallAt" IS NULL AND q."leaseUntil" IS NULL
       AND q."waitStepId" IS NULL AND q."concurrencyKey" IS NULL AND q."functionId" = ANY (p_functions)
     ORDER BY q."seq" LIMIT p_take)
    UNION ALL
    (SELECT k."runId", k."seq" FROM keyed k LEFT JOIN busy b ON b.key = k.key
     WHERE k.place + coalesce(b.calls, 0) <= k.room ORDER BY k."seq" LIMIT p_take)
    ORDER BY 2 LIMIT p_take
  ), picked AS (
    SELECT q."runId" FROM public."job_queue" q JOIN open USING ("runId")
    WHERE q."leaseUntil" IS NULL AND q."dueMarketAt" IS NULL AND q."dueWallAt" IS NULL AND q."waitStepId" IS NULL
    FOR UPDATE OF q SKIP LOCKED
  ), claimed AS (
    UPDATE public."job_queue" q SET "leaseUntil" = p_wall + p_lease_ms * interval '1 millisecond',
      "worker" = p_worker, "fence" = q."fence" + 1
    FROM picked WHERE q."runId" = picked."runId"
    RETURNING q."runId", q."functionId", q."fence", q."attempt", q."seq"
  ), begun AS (
    UPDATE public."job_run" r SET "status" = 'running', "startedWallAt" = p_wall
    FROM claimed WHERE r."id" = claimed."runId" AND r."status" = 'queued'
  )
  SELECT c."runId", c."functionId", c."fence", c."attempt", r."event",
    (SELECT json_agg(json_build_array(s."stepId", s."memo") ORDER BY s."position", s."wallAt")
     FROM public."job_step" s WHERE s."runId" = c."runId" AND s."memo" IS NOT NULL)
  FROM claimed c JOIN public."job_run" r ON r."id" = c."runId" ORDER BY c."seq";
END $$;

-- A balance is the sum of its entries: an account begins with none.
CREATE FUNCTION public.ledger_begin_empty() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW."balance" <> 0 THEN
    RAISE EXCEPTION 'ledger: an account begins with nothing' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "ledger_account_begins_empty" BEFORE INSERT ON public."ledger_account"
  FOR EACH ROW EXECUTE FUNCTION public.ledger_begin_empty();

-- What is not named is not given: functions are called by whom they are granted to, and nobody makes tables beside ours.
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.job_release(text, timestamptz, timestamptz, integer) TO amarktai_app;
GRANT EXECUTE ON FUNCTION public.job_claim(text, text, text[], integer, timestamptz, timestamptz, integer) TO amarktai_app;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
DO $$ BEGIN
  IF to_regclass('public._prisma_migrations') IS NOT NULL THEN
    REVOKE ALL ON public._prisma_migrations FROM amarktai_app;
  END IF;
  -- a copy of a database does not keep this: each start says it again
  EXECUTE format('REVOKE TEMPORARY, CREATE ON DATABASE %I FROM PUBLIC', current_database());
END $$;
