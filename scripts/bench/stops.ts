// npm run bench -- stops [--json] [--hits 1000]: from the price that hits a stop to the wire, through the worker's own wiring, with 5,050
// open positions: 1,000 hits one per tick at fifty prices a second in calm; 1,000 while another venue answers after ten seconds
// and a thousand bots decide; 1,000 back to back; a thousand at once; and what one price costs that is held against ten thousand positions of its market.
import { setTimeout as sleep } from "node:timers/promises";
import { planCycle } from "@/server/decisions/plan-cycle-shard";
import { planShards } from "@/server/decisions/plan-due-cycles";
import { type CycleFleet, createCycleRuntime } from "@/server/worker/bench/measure-cycle";
import {
  CROWD,
  type EvaluateFigures,
  type Load,
  measureEvaluation,
  measureStops,
  openStopTrader,
  type StopFigures,
  type StopStage,
  stopGroups,
} from "@/server/worker/bench/measure-stops";
import type { Trader } from "@/server/worker/start-trader";
import { arrangeCycleFleet } from "@/server/worker/testing/arrange-cycle-fleet";
import { arrangeStopFleet } from "@/server/worker/testing/arrange-stop-fleet";
import { withAppDatabase } from "../lib/app-database";

/** Hits of each run, a whole number of times the markets; fewer for a quick look. */
const HITS = Number(/^--hits (\d+)$/m.exec(process.argv.join(" ").replaceAll(" --", "\n--"))?.[1] ?? 1_000);

const STAGE: StopStage = {
  fast: "binance",
  slow: "luno",
  hits: HITS,
  markets: 50,
  slowPositions: 50,
  burst: { positions: 1_000, symbols: 50 },
};
const CYCLE = { bots: 1_000, markets: 200, timeframe: "3m" } as const;
const CYCLE_STEP_MS = 180_000;
/** Elapsed between two cycles: what the process has to do besides must come to its turn, as it does in life. */
const CYCLE_GAP_MS = 100;
/** Of a process that has just begun the first are slow; they are no part of what is measured. */
const WARM_UP_CYCLES = 10;
const LATE_MS = 10_000;
const CROWD_POSITIONS = 9_900;
const HOUR_MS = 3_600_000;

const note = (what: string) => process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${what}\n`);

async function main(): Promise<void> {
  await withAppDatabase(async (database) => {
    const fleet = await arrangeCycleFleet(database.url, CYCLE);
    await arrangeStopFleet(database.url, stopGroups(STAGE), Date.now() - HOUR_MS);
    note("stage is set");
    const opened = await openStopTrader(STAGE);
    try {
      let cycles = 0;
      const load = (trader: Trader) => cycleBeside(trader, fleet, () => (cycles += 1));
      const figures = await measureStops(opened, STAGE, { lateMs: LATE_MS, load });
      const crowd = { exchange: STAGE.fast, prefix: CROWD, positions: CROWD_POSITIONS, symbols: 1 };
      note(JSON.stringify(figures));
      // of one stop at 90 down to one far below: none is hit
      await arrangeStopFleet(database.url, [crowd], Date.now() - HOUR_MS / 2);
      const evaluation = await measureEvaluation(opened, STAGE.fast, CROWD_POSITIONS);
      print({ ...figures, besideCycles: cycles }, evaluation, database.own ? "temporary, durable" : "given");
    } finally {
      await opened.trader.stop();
    }
  });
}

/** Lets a thousand bots decide slot after slot, in the process of the stops, until told to stop. */
function cycleBeside(trader: Trader, fleet: CycleFleet, onCycle: () => void): Load {
  const made = createCycleRuntime(fleet, { fetches: 0, failed: 0 }, () => undefined);
  const runtime = { ...made.runtime, leaderToken: trader.runtime.leaderToken };
  let isStopped = false;
  let toStart = WARM_UP_CYCLES;
  const underWay = Promise.withResolvers<void>();
  const run = async () => {
    const of = await planShards(fleet.timeframe);
    // the slots before the last: there the averages do not cross, and nobody enters
    for (let slot = fleet.slotAt - CYCLE_STEP_MS; !isStopped; slot -= CYCLE_STEP_MS) {
      const slotAt = new Date(slot).toISOString();
      const shards = Array.from({ length: of }, (_, shard) => ({
        slotAt,
        timeframe: fleet.timeframe,
        shard,
        of,
      }));
      await Promise.all(shards.map((shard) => planCycle(runtime, shard)));
      onCycle();
      toStart -= 1;
      if (toStart === 0) underWay.resolve();
      await sleep(CYCLE_GAP_MS);
    }
  };
  const running = run();
  // where it fails there is nothing to wait for: the failure is told when it is stopped
  running.catch(() => underWay.resolve());
  return {
    underWay: underWay.promise,
    stop: async () => {
      isStopped = true;
      await running;
    },
  };
}

function print(
  figures: StopFigures & { besideCycles: number },
  evaluation: EvaluateFigures,
  database: string,
): void {
  const told = { ...figures, evaluate10kMs: evaluation.p99Ms, evaluateMostMs: evaluation.mostMs };
  if (process.argv.includes("--json")) console.log(JSON.stringify({ ...told, evaluation, database }));
  else console.table({ ...told, evaluatedPositions: evaluation.positions });
}

await main();
process.exit(0);
