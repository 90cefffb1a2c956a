-- What the system found broken and tried by itself: one row from finding it to its end. Kept by server/storage's tidying.
CREATE TABLE "heal" (
  "id" UUID NOT NULL,
  "part" TEXT NOT NULL,
  "subject" TEXT NOT NULL,
  "severity" TEXT NOT NULL,
  "words" TEXT NOT NULL,
  "todo" TEXT NOT NULL,
  "tries" JSONB NOT NULL DEFAULT '[]',
  "foundMarketAt" TIMESTAMPTZ(3) NOT NULL,
  "foundWallAt" TIMESTAMPTZ(3) NOT NULL,
  "toldWallAt" TIMESTAMPTZ(3),
  "askedWallAt" TIMESTAMPTZ(3),
  "endedWallAt" TIMESTAMPTZ(3),
  "outcome" TEXT,
  CONSTRAINT "heal_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "heal_outcome" CHECK (("endedWallAt" IS NULL) = ("outcome" IS NULL))
);
CREATE INDEX "heal_endedWallAt_idx" ON "heal" ("endedWallAt");
CREATE INDEX "heal_foundWallAt_idx" ON "heal" ("foundWallAt");

-- Transactions of this database that were left open and idle for so long while others wait for them. The application sees
-- of others' connections only that they are there; the owner sees what they wait for.
CREATE FUNCTION public.heal_lock_holders(p_idle_ms integer)
RETURNS TABLE (pid integer, idle_ms double precision, waiters bigint, who text) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT h.pid, extract(epoch FROM clock_timestamp() - h.state_change)::float8 * 1000, count(*),
    coalesce(nullif(h.application_name, ''), h.usename::text, 'an unknown role')
  FROM pg_stat_activity AS w
  CROSS JOIN LATERAL unnest(pg_blocking_pids(w.pid)) AS b(pid)
  JOIN pg_stat_activity AS h ON h.pid = b.pid
  WHERE w.datname = current_database() AND h.datname = current_database() AND w.wait_event_type = 'Lock'
    AND h.state LIKE 'idle in transaction%'
    AND h.state_change < clock_timestamp() - p_idle_ms * interval '1 millisecond'
  GROUP BY h.pid, h.state_change, h.application_name, h.usename
$$;
REVOKE EXECUTE ON FUNCTION public.heal_lock_holders(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.heal_lock_holders(integer) TO amarktai_app;

-- Ends one of those, and nothing else; false where it is none of them any more.
CREATE FUNCTION public.heal_end_holder(p_pid integer, p_idle_ms integer)
RETURNS boolean LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce((SELECT pg_terminate_backend(l.pid) FROM public.heal_lock_holders(p_idle_ms) AS l WHERE l.pid = p_pid), false)
$$;
REVOKE EXECUTE ON FUNCTION public.heal_end_holder(integer, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.heal_end_holder(integer, integer) TO amarktai_app;
