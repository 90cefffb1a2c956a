-- Decisions are most of what is written: what they have in common is stored once, and skips of old days are folded into
-- one row per bot, version, day and reason.

CREATE TABLE "decision_context" (
  "id" UUID NOT NULL,
  "shared" JSONB NOT NULL,
  CONSTRAINT "decision_context_pkey" PRIMARY KEY ("id")
);
REVOKE UPDATE, DELETE, TRUNCATE ON "decision_context" FROM amarktai_app;

ALTER TABLE "decision"
  ADD COLUMN "contextId" UUID,
  ADD COLUMN "count" INTEGER NOT NULL DEFAULT 1,
  ADD COLUMN "firstSlotAt" TIMESTAMPTZ(3),
  ADD CONSTRAINT "decision_count" CHECK ("count" >= 1 AND ("count" = 1 OR "action" = 'skip'));

-- How far each bot's skips are folded, market clock: only the function below writes it.
CREATE TABLE "decision_fold" (
  "botId" UUID NOT NULL,
  "foldedTo" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "decision_fold_pkey" PRIMARY KEY ("botId")
);
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON "decision_fold" FROM amarktai_app;

-- The application may neither change nor delete decisions; this is all it may do to them. It folds whole days of the
-- zone that are over by p_until, and never a bot's newest day; it touches skips alone, the last of a day and reason stays
-- whole, and the counts of the others are added to it: none disappears without being counted.
-- Takes the user's next bot after p_after and folds up to p_days of its days; "bot" is null when there is none left.
CREATE FUNCTION public.decision_fold_days(p_user uuid, p_after uuid, p_until timestamptz, p_zone text, p_days integer)
RETURNS TABLE ("bot" uuid, "removed" bigint, "more" boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE v_bot uuid; v_from timestamptz; v_to timestamptz; v_until timestamptz; v_gone bigint; v_removed bigint := 0;
BEGIN
  SELECT d."botId" INTO v_bot FROM public."decision" d
    WHERE d."userId" = p_user AND d."botId" > p_after ORDER BY d."botId", d."slotAt" LIMIT 1;
  IF v_bot IS NULL THEN RETURN; END IF;
  PERFORM pg_advisory_xact_lock(hashtext('amarktai:decision-fold'), hashtext(v_bot::text));
  SELECT least(p_until, max(d."slotAt") - interval '1 day') INTO v_until FROM public."decision" d WHERE d."botId" = v_bot;
  SELECT f."foldedTo" INTO v_from FROM public."decision_fold" f WHERE f."botId" = v_bot;
  FOR day IN 1 .. greatest(1, least(p_days, 400)) LOOP
    -- days without a decision are not walked through one by one
    SELECT date_trunc('day', min(d."slotAt") AT TIME ZONE p_zone) AT TIME ZONE p_zone INTO v_from
      FROM public."decision" d WHERE d."botId" = v_bot AND d."slotAt" >= coalesce(v_from, '-infinity');
    v_to := (date_trunc('day', v_from AT TIME ZONE p_zone) + interval '1 day') AT TIME ZONE p_zone;
    EXIT WHEN v_from IS NULL OR v_to > v_until;
    WITH ranked AS (
      SELECT d."id", d."count",
        row_number() OVER (of_reason ORDER BY d."slotAt" DESC) AS place,
        sum(d."count") OVER of_reason AS total,
        min(coalesce(d."firstSlotAt", d."slotAt")) OVER of_reason AS first
      FROM public."decision" d
      WHERE d."botId" = v_bot AND d."slotAt" >= v_from AND d."slotAt" < v_to AND d."action" = 'skip'
      WINDOW of_reason AS (PARTITION BY d."versionId", d."marketKind", d."book", d."reasonCode")
    ), kept AS (
      UPDATE public."decision" d SET "count" = r.total, "firstSlotAt" = r.first
      FROM ranked r WHERE d."id" = r."id" AND r.place = 1 AND r.total > r."count"
    ), gone AS (
      DELETE FROM public."decision" d USING ranked r WHERE d."id" = r."id" AND r.place > 1 RETURNING 1
    )
    SELECT count(*) INTO v_gone FROM gone;
    v_removed := v_removed + v_gone;
    v_from := v_to;
    INSERT INTO public."decision_fold" AS f ("botId", "foldedTo") VALUES (v_bot, v_to)
      ON CONFLICT ("botId") DO UPDATE SET "foldedTo" = excluded."foldedTo";
  END LOOP;
  RETURN QUERY SELECT v_bot, v_removed, v_to IS NOT NULL AND v_to <= v_until;
END $$;
REVOKE EXECUTE ON FUNCTION public.decision_fold_days(uuid, uuid, timestamptz, text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.decision_fold_days(uuid, uuid, timestamptz, text, integer) TO amarktai_app;

-- How large each kind of data was, wall clock: growth and forecast are read from it.
CREATE TABLE "storage_sample" (
  "takenWallAt" TIMESTAMPTZ(3) NOT NULL,
  "kind" TEXT NOT NULL,
  "bytes" BIGINT NOT NULL,
  CONSTRAINT "storage_sample_pkey" PRIMARY KEY ("takenWallAt", "kind")
);

-- What is rewritten or thinned all the time is tidied early: by default a fifth of a table may be dead first.
ALTER TABLE "decision" SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.1,
  autovacuum_analyze_scale_factor = 0.05);
ALTER TABLE "outbox_event" SET (autovacuum_vacuum_scale_factor = 0.05);
ALTER TABLE "candle" SET (autovacuum_vacuum_scale_factor = 0.05);
ALTER TABLE "equity_point" SET (autovacuum_vacuum_scale_factor = 0.05);
ALTER TABLE "job_run" SET (autovacuum_vacuum_scale_factor = 0.05);
ALTER TABLE "job_step" SET (autovacuum_vacuum_scale_factor = 0.05);
ALTER TABLE "job_event" SET (autovacuum_vacuum_scale_factor = 0.05);
ALTER TABLE "live_view" SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);
ALTER TABLE "heartbeat" SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);
ALTER TABLE "market_session" SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);
ALTER TABLE "risk_guard" SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);
ALTER TABLE "ledger_account" SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
ALTER TABLE "paper_balance" SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
