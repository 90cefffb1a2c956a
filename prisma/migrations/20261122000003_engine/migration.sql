-- The job engine's tables as its code wants them, and the claim of due work, which must be one short transaction.
DROP TABLE IF EXISTS "job_function", "job_event", "job_run", "job_step", "job_queue", "job_cron";

CREATE TABLE "job_function" (
    "id" TEXT NOT NULL,
    "config" JSONB NOT NULL,
    "paused" BOOLEAN NOT NULL DEFAULT false,
    "registeredAt" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "job_function_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "job_event" (
    "clock" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "data" JSON NOT NULL,
    "marketAt" TIMESTAMPTZ(3) NOT NULL,
    "wallAt" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "job_event_pkey" PRIMARY KEY ("clock","id")
);

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

CREATE TABLE "job_cron" (
    "functionId" TEXT NOT NULL,
    "expression" TEXT NOT NULL,
    "clock" TEXT NOT NULL,
    "lastMarketAt" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "job_cron_pkey" PRIMARY KEY ("functionId","expression","clock")
);

CREATE INDEX "job_event_wallAt_idx" ON "job_event"("wallAt");

CREATE INDEX "job_run_functionId_queuedWallAt_id_idx" ON "job_run"("functionId", "queuedWallAt" DESC, "id");

CREATE INDEX "job_run_queuedWallAt_id_idx" ON "job_run"("queuedWallAt" DESC, "id");

CREATE INDEX "job_run_endedWallAt_idx" ON "job_run"("endedWallAt");

CREATE UNIQUE INDEX "job_run_functionId_clock_eventId_key" ON "job_run"("functionId", "clock", "eventId");

CREATE INDEX "job_queue_dueMarketAt_idx" ON "job_queue"("dueMarketAt");

CREATE INDEX "job_queue_dueWallAt_idx" ON "job_queue"("dueWallAt");

CREATE INDEX "job_queue_leaseUntil_idx" ON "job_queue"("leaseUntil");

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
