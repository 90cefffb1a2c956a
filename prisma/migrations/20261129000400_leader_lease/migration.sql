-- A leader that hangs keeps its connection, and with it the advisory lock: its lease runs out all the same.
ALTER TABLE public.leader_lease
  ADD COLUMN "expiresAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  -- true while the holder also has the advisory lock: then a free lock proves that the holder is gone
  ADD COLUMN "locked" BOOLEAN NOT NULL DEFAULT true;
