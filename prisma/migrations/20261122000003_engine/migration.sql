-- The job engine beside its tables: indexes over a part of the rows, and the claim of due work, which must be one
-- short transaction.

-- One living run per singleton key; one run per idempotency key while the run is kept.
CREATE UNIQUE INDEX "job_run_singleton" ON "job_run" ("functionId", "clock", "singletonKey")
  WHERE "singletonKey" IS NOT NULL AND "status" IN ('queued', 'running');
CREATE UNIQUE INDEX "job_run_idempotency" ON "job_run" ("functionId", "clock", "idempotencyKey")
  WHERE "idempotencyKey" IS NOT NULL;
CREATE INDEX "job_queue_ready" ON "job_queue" ("seq") WHERE "dueMarketAt" IS NULL AND "dueWallAt" IS NULL
  AND "leaseUntil" IS NULL AND "waitStepId" IS NULL AND "concurrencyKey" IS NULL;
CREATE INDEX "job_queue_ready_keyed" ON "job_queue" ("concurrencyKey", "seq") WHERE "dueMarketAt" IS NULL
  AND "dueWallAt" IS NULL AND "leaseUntil" IS NULL AND "waitStepId" IS NULL AND "concurrencyKey" IS NOT NULL;

-- The queue is small and rewritten all the time: its plans must not depend on when it was last looked at, and
-- what is dead must go soon.
ALTER TABLE "job_queue" SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 2000);

-- Makes ready what is due: ended sleeps and waits (market clock), ended pauses and leases (wall clock). A time on
-- the wall clock that was set "later than now", or a lease longer than any that is given, means that the clock
-- went back: it counts as passed.
CREATE FUNCTION job_release(p_clock text, p_wall timestamptz, p_market timestamptz, p_lease_ms integer)
RETURNS void LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
  WITH late AS (
    SELECT "runId", "waitStepId" FROM "job_queue"
    WHERE "dueMarketAt" <= p_market AND "clock" = p_clock AND "waitStepId" IS NOT NULL FOR UPDATE SKIP LOCKED
  ), told AS (
    INSERT INTO "job_step" ("runId", "stepId", "position", "name", "kind", "memo", "wallAt")
    SELECT "runId", "waitStepId", 1000000, 'invoke', 'invoke',
      '{"type":"error","error":{"name":"InvokeTimeout","message":"The invoked function did not end in time."}}', p_wall
    FROM late
    ON CONFLICT ("runId", "stepId") DO UPDATE SET "memo" = EXCLUDED."memo" WHERE "job_step"."memo" IS NULL
  )
  UPDATE "job_queue" q SET "dueMarketAt" = NULL, "waitStepId" = NULL FROM late WHERE q."runId" = late."runId";

  UPDATE "job_queue" SET "dueMarketAt" = NULL WHERE "runId" IN (
    SELECT "runId" FROM "job_queue" WHERE "dueMarketAt" IS NOT NULL AND "waitStepId" IS NULL
      AND "dueMarketAt" <= p_market AND "clock" = p_clock FOR UPDATE SKIP LOCKED);

  UPDATE "job_queue" SET "dueWallAt" = NULL WHERE "runId" IN (
    SELECT "runId" FROM "job_queue" WHERE "dueWallAt" IS NOT NULL
      AND ("dueWallAt" <= p_wall OR "setWallAt" > p_wall + interval '5 seconds') FOR UPDATE SKIP LOCKED);

  UPDATE "job_queue" SET "leaseUntil" = NULL, "worker" = NULL, "fence" = "fence" + 1 WHERE "runId" IN (
    SELECT "runId" FROM "job_queue" WHERE "leaseUntil" IS NOT NULL
      AND ("leaseUntil" <= p_wall OR "leaseUntil" > p_wall + 4 * p_lease_ms * interval '1 millisecond')
    FOR UPDATE SKIP LOCKED);
END $$;

-- Leases up to p_take ready runs to one worker and hands back all a call needs. Claims are serialised by an
-- advisory lock: two workers counting the same concurrency key at once would both find room. Each statement of a
-- volatile function sees what was committed before it began, so the count is made under the lock.
CREATE FUNCTION job_claim(p_clock text, p_worker text, p_functions text[], p_take integer,
  p_wall timestamptz, p_market timestamptz, p_lease_ms integer)
RETURNS TABLE ("runId" text, "functionId" text, "fence" bigint, "attempt" integer, "event" json, "steps" json)
LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(7402, 1);
  PERFORM job_release(p_clock, p_wall, p_market, p_lease_ms);
  RETURN QUERY
  WITH busy AS (
    SELECT q."concurrencyKey" AS key, count(*) AS calls FROM "job_queue" q
    WHERE q."leaseUntil" IS NOT NULL AND q."concurrencyKey" IS NOT NULL GROUP BY 1
  ), keyed AS (
    SELECT q."runId", q."seq", q."concurrencyKey" AS key, q."concurrencyLimit" AS room,
      row_number() OVER (PARTITION BY q."concurrencyKey" ORDER BY q."seq") AS place
    FROM "job_queue" q
    WHERE q."dueMarketAt" IS NULL AND q."dueWallAt" IS NULL AND q."leaseUntil" IS NULL
      AND q."waitStepId" IS NULL AND q."concurrencyKey" IS NOT NULL AND q."functionId" = ANY (p_functions)
  ), open AS (
    (SELECT q."runId", q."seq" FROM "job_queue" q
     WHERE q."dueMarketAt" IS NULL AND q."dueWallAt" IS NULL AND q."leaseUntil" IS NULL
       AND q."waitStepId" IS NULL AND q."concurrencyKey" IS NULL AND q."functionId" = ANY (p_functions)
     ORDER BY q."seq" LIMIT p_take)
    UNION ALL
    (SELECT k."runId", k."seq" FROM keyed k LEFT JOIN busy b ON b.key = k.key
     WHERE k.place + coalesce(b.calls, 0) <= k.room ORDER BY k."seq" LIMIT p_take)
    ORDER BY 2 LIMIT p_take
  ), picked AS (
    SELECT q."runId" FROM "job_queue" q JOIN open USING ("runId")
    WHERE q."leaseUntil" IS NULL AND q."dueMarketAt" IS NULL AND q."dueWallAt" IS NULL AND q."waitStepId" IS NULL
    FOR UPDATE OF q SKIP LOCKED
  ), claimed AS (
    UPDATE "job_queue" q SET "leaseUntil" = p_wall + p_lease_ms * interval '1 millisecond',
      "worker" = p_worker, "fence" = q."fence" + 1
    FROM picked WHERE q."runId" = picked."runId"
    RETURNING q."runId", q."functionId", q."fence", q."attempt", q."seq"
  ), begun AS (
    UPDATE "job_run" r SET "status" = 'running', "startedWallAt" = p_wall
    FROM claimed WHERE r."id" = claimed."runId" AND r."status" = 'queued'
  )
  SELECT c."runId", c."functionId", c."fence", c."attempt", r."event",
    (SELECT json_agg(json_build_array(s."stepId", s."memo") ORDER BY s."position", s."wallAt")
     FROM "job_step" s WHERE s."runId" = c."runId" AND s."memo" IS NOT NULL)
  FROM claimed c JOIN "job_run" r ON r."id" = c."runId" ORDER BY c."seq";
END $$;
