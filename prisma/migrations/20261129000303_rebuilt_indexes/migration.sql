-- Thinning leaves a few entries on every page of an index in the order of time, and such a page is never given back: in a
-- month the indexes of decisions grew to almost three times their size. Rebuilding needs the owner's right.
-- Rebuilds the one index of the thinned tables that wastes most, when it is worth it; gives its name, null when none is.
-- Writers of the table wait for a second or so; a table that is busy, or too large for that, is left alone.
CREATE FUNCTION public.storage_rebuild_index() RETURNS text LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '2s' AS $$
DECLARE v_index text;
BEGIN
  SELECT i.relname INTO v_index FROM pg_index x
    JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
    WHERE t.oid IN ('public.decision'::regclass, 'public.equity_point'::regclass)
      AND t.reltuples BETWEEN 0 AND 3000000 AND pg_relation_size(i.oid) > 2 * 1024 * 1024
      AND pg_relation_size(i.oid) > 110 * greatest(i.reltuples, 1)
    ORDER BY pg_relation_size(i.oid) - 110 * greatest(i.reltuples, 1) DESC LIMIT 1;
  IF v_index IS NOT NULL THEN EXECUTE format('REINDEX INDEX public.%I', v_index); END IF;
  RETURN v_index;
EXCEPTION WHEN lock_not_available THEN RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION public.storage_rebuild_index() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.storage_rebuild_index() TO amarktai_app;
