import type { EngineDb } from "../engine-db";
import type { Kept, ProofFacts } from "./judge-proof";

/** What the database says after a proof: how runs ended, which results are kept, which schedules fired. */
export async function readProof(
  db: EngineDb,
): Promise<Pick<ProofFacts, "runs" | "kept" | "heard" | "ticks">> {
  const runs = await db.rows<ProofFacts["runs"][number]>({
    text: `SELECT "functionId", "status", count(*)::int AS "count" FROM job_run GROUP BY 1, 2 ORDER BY 1, 2`,
  });
  const steps = await db.rows<Omit<Kept, "at"> & { wallAt: Date }>({
    text: `SELECT "runId", "name" AS step, "wallAt" FROM job_step WHERE "memo" IS NOT NULL`,
  });
  const events = await db.rows<{ functionId: string; n: string | null; ts: string }>({
    text: `SELECT "functionId", "event"#>>'{data,n}' AS n, "event"->>'ts' AS ts FROM job_run
      WHERE "functionId" IN ('proof-told', 'proof-tick')`,
  });
  return {
    runs,
    kept: steps.map(({ wallAt, ...step }) => ({ ...step, at: wallAt.getTime() })),
    heard: events.filter(({ functionId }) => functionId === "proof-told").map(({ n }) => Number(n)),
    ticks: events.filter(({ functionId }) => functionId === "proof-tick").map(({ ts }) => Number(ts)),
  };
}

/** Runs that have not ended. */
export async function countOpenRuns(db: EngineDb): Promise<number> {
  const [row] = await db.rows<{ n: number }>({ text: `SELECT count(*)::int AS n FROM job_queue` });
  return row?.n ?? 0;
}
