// The body of one evaluation thread, bundled into a file of its own beside the worker's.
import { setPriority } from "node:os";
import { isMainThread, parentPort, workerData } from "node:worker_threads";
import { findStrategy } from "@/server/strategy/core/catalog";
import { TaskEvaluator } from "../core/evaluate-task";
import type { Replay } from "../core/replay-span";
import { buildReport, toHeadline } from "../core/report/build-report";
import type { NamedReplay } from "../core/report/replay-outcome";
import type {
  FromThread,
  ThreadAnswer,
  ThreadJob,
  ThreadMarket,
  ThreadSetup,
  ToThread,
} from "./thread-message";

/** The lowest there is: trading on the same core goes first. */
const LOWEST_PRIORITY = 19;

function main(): void {
  const port = parentPort;
  if (isMainThread || !port) return;
  // only where a priority belongs to a thread and not to the whole process
  if (process.platform === "linux") setPriority(0, LOWEST_PRIORITY);
  const setup = workerData as ThreadSetup;
  const markets = setup.markets.map((market) => toNamedReplay(setup, market));
  const [first] = markets;
  if (!first) return;
  const evaluator = new TaskEvaluator(first.replay);
  port.on("message", ({ number, job }: ToThread) => {
    port.postMessage(answerTo(number, () => carryOut(job, { setup, markets, evaluator })));
  });
}

function answerTo(number: number, work: () => ThreadAnswer): FromThread {
  try {
    return { number, ok: true, answer: work() };
  } catch (error) {
    return {
      number,
      ok: false,
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
}

type Means = {
  readonly setup: ThreadSetup;
  readonly markets: readonly NamedReplay[];
  readonly evaluator: TaskEvaluator;
};

function carryOut(job: ThreadJob, { setup, markets, evaluator }: Means): ThreadAnswer {
  const startedMs = cpuNow();
  if (job.kind === "evaluate") {
    const figures = job.tasks.map((task) => evaluator.evaluate(task));
    return { kind: "evaluate", figures, cpuMs: cpuNow() - startedMs };
  }
  const { request, source } = setup;
  const wallFrom = performance.now();
  const report = buildReport({ request, markets, outcome: job.outcome, source });
  if (!report) return { kind: "report", json: null, headline: null };
  const timing = {
    wallMs: Math.round(job.spent.wallMs + performance.now() - wallFrom),
    cpuMs: Math.round(job.spent.cpuMs + cpuNow() - startedMs),
    threads: job.spent.threads,
  };
  return { kind: "report", json: JSON.stringify({ ...report, timing }), headline: toHeadline(report) };
}

function toNamedReplay(
  { request, stepMs }: ThreadSetup,
  { symbol, candles, lead, options }: ThreadMarket,
): NamedReplay {
  const strategy = findStrategy(request.strategy);
  if (!strategy) throw new Error(`There is no strategy "${request.strategy}".`);
  const replay: Replay = { strategy, params: request.params, options, candles, lead, stepMs };
  return { symbol, replay };
}

function cpuNow(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

main();
