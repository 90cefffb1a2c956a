import type { BacktestRequest } from "../core/backtest-request";
import type { EvaluationTask } from "../core/evaluate-task";
import type { Needs } from "../core/plan-work";
import { planWork, type WorkBatch, type WorkOutcome } from "../core/plan-work";
import type { SetFigures } from "../core/sweep/set-figures";
import type { ThreadReport } from "./thread-message";
import type { ThreadPool } from "./thread-pool";

export type Figures = readonly (SetFigures | null)[];

/** Where finished chunks are kept, by batch and place, and what is told on the way. */
export type WorkDesk = {
  readonly find: (batch: number, chunk: number) => Figures | undefined;
  readonly save: (batch: number, chunk: number, figures: Figures) => Promise<void>;
  /** evaluations done, those found stored included */
  readonly progress: (done: number, words: string) => void;
  /** nothing of it is wanted any more */
  readonly cancelled: () => boolean;
  /** no more is to be tried, and a report made of what was; absent: never */
  readonly cut?: () => boolean;
};

export type WorkSetup = {
  readonly request: BacktestRequest;
  readonly openAt: Float64Array;
  readonly lead: number;
  readonly needs: Needs;
  readonly pool: ThreadPool;
  readonly desk: WorkDesk;
  /** wall clock, ms */
  readonly now: () => number;
};

/** Evaluations of one chunk: about a third of a second of one thread for a strategy in series form. */
const CANDLES_PER_CHUNK = 8_000_000;
const TASKS_PER_CHUNK = 64;

/**
 * Carries a backtest out on its threads, chunk by chunk; chunks found at the desk are not evaluated again. How a batch
 * is cut depends on nothing but its tasks, so a later start with other threads finds the same chunks. Null when it was
 * cancelled.
 */
export async function doWork(setup: WorkSetup): Promise<ThreadReport | null> {
  const { request, openAt, lead, needs, pool, desk, now } = setup;
  const startedMs = now();
  const isCut = () => desk.cut?.() ?? false;
  const work = planWork(request, { openAt, lead, needs, isCut });
  let [done, cpuMs] = [0, 0];
  let step = work.next();
  for (let batch = 0; !step.done; batch++) {
    const finished = await doBatch(setup, step.value, batch, done);
    if (!finished) return null;
    done += step.value.tasks.length;
    cpuMs += finished.cpuMs;
    step = work.next(finished.figures);
  }
  if (desk.cancelled()) return null;
  desk.progress(done, "Writing the report");
  const spent = { wallMs: now() - startedMs, cpuMs, threads: pool.threads };
  return report(pool, step.value, spent);
}

type Spent = { readonly wallMs: number; readonly cpuMs: number; readonly threads: number };

async function report(pool: ThreadPool, outcome: WorkOutcome, spent: Spent): Promise<ThreadReport> {
  const answer = await pool.run({ kind: "report", outcome, spent });
  if (answer.kind !== "report") throw new Error("Invariant broken: a thread answered another job");
  return { json: answer.json, headline: answer.headline };
}

async function doBatch(
  { pool, desk }: WorkSetup,
  { tasks, words }: WorkBatch,
  batch: number,
  before: number,
): Promise<{ readonly figures: Figures; readonly cpuMs: number } | null> {
  const chunks = cutChunks(tasks);
  const results: Figures[] = [];
  let [done, cpuMs] = [before, 0];
  const open = [...chunks.entries()];
  const ended = () => desk.cancelled() || (desk.cut?.() ?? false);
  desk.progress(done, words);
  const takeNext = async (): Promise<void> => {
    for (let next = open.shift(); next && !ended(); next = open.shift()) {
      const [chunk, own] = next;
      const stored = desk.find(batch, chunk);
      if (stored?.length === own.length) results[chunk] = stored;
      else {
        const answer = await pool.run({ kind: "evaluate", tasks: own });
        if (answer.kind !== "evaluate") throw new Error("Invariant broken: a thread answered another job");
        cpuMs += answer.cpuMs;
        results[chunk] = answer.figures;
        await desk.save(batch, chunk, answer.figures);
      }
      done += own.length;
      desk.progress(done, words);
    }
  };
  // one more than threads, so that none waits while a result is written down
  await Promise.all(Array.from({ length: pool.threads + 1 }, takeNext));
  if (desk.cancelled()) return null;
  return { figures: chunks.flatMap((own, chunk) => results[chunk] ?? own.map(() => null)), cpuMs };
}

/** Neighbouring tasks, as many as make a chunk of even length. */
export function cutChunks(tasks: readonly EvaluationTask[]): readonly (readonly EvaluationTask[])[] {
  const [first] = tasks;
  if (!first) return [];
  const candles = Math.max(1, first.span.until - first.span.from);
  const size = Math.min(TASKS_PER_CHUNK, Math.max(1, Math.floor(CANDLES_PER_CHUNK / candles)));
  return Array.from({ length: Math.ceil(tasks.length / size) }, (_, place) =>
    tasks.slice(place * size, (place + 1) * size),
  );
}
