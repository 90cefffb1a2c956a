import type { BacktestRuntime } from "@/server/backtest/runtime";
import { createBacktestSender } from "@/server/backtest/send-due-backtests";
import { endLeftRuns } from "@/server/commands/end-left-runs";
import { createSlotCounter } from "@/server/decisions/slots/count-slots";
import type { JobEngine } from "@/server/events/job-engine";
import type { LiveFeed } from "@/server/exchange/live-feed/live-feed";
import type { TradingRuntime } from "@/server/execution/runtime";
import type { JobAlarm } from "@/server/health/core/judge-jobs";
import { watchJobs } from "@/server/health/watch-jobs";
import type { BeatFact } from "@/server/heartbeat/core/beat-fact";
import type { MarketClock } from "@/server/market/market-clock";
import type { MarketService } from "@/server/market/market-service";
import type { openMarketSession } from "@/server/market/open-market-session";
import { RULES_EVERY_MS, type RulesBook } from "@/server/market/rules-book";
import { toBadge } from "@/server/market/to-badge";
import { logger } from "@/server/platform/logger";
import { type Repeating, repeat } from "@/server/platform/repeat";
import { sampleStorage } from "@/server/storage/sample-storage";
import { startAlerts } from "./start-alerts";
import { startKeyTests } from "./start-key-tests";
import { startSelfHealing } from "./start-self-healing";

const WATCH_EVERY_MS = 5_000;
const BACKTESTS_EVERY_MS = 1_000;
const SIZES_EVERY_MS = 60_000;
const LEFT_RUNS_EVERY_MS = 60_000;
const COUNT_EVERY_MS = 1_000;

type Watched = {
  readonly clock: MarketClock;
  readonly session: Awaited<ReturnType<typeof openMarketSession>>;
  readonly jobs: JobEngine;
  readonly rules: RulesBook;
  readonly runtime: TradingRuntime;
  readonly backtests: BacktestRuntime;
  readonly userId: string;
  readonly market: MarketService;
  /** the last sign of life of the worker before this one */
  readonly lastBeat: BeatFact | null;
  /** ends this process in order; the supervisor starts it again */
  readonly restart: () => void;
  /** null where prices are not live */
  readonly live: LiveFeed | null;
  /** tells the supervisor what the start waits for */
  readonly tellWait: () => Promise<void>;
  readonly log: ReturnType<typeof logger>;
};

/**
 * What looks after the worker's parts beside what they do: times of jobs, their owners, decisions that were due, keys,
 * and what the owner is told of it.
 */
export function startWatches(watched: Watched): readonly Repeating[] {
  const { clock, session, jobs, rules, runtime, backtests, userId, live, market, log } = watched;
  const { clocks } = clock;
  const watch = watchJobs({
    userId,
    clocks,
    clockId: session.source,
    speed: session.speed,
    engine: jobs.status,
    marketMoves: () => !toBadge(session, clock).ended,
  });
  let late: readonly JobAlarm[] = [];
  const countSlots = createSlotCounter({
    clocks,
    source: session.source,
    isOffered: (exchange, symbol) => rules.rulesOf(exchange, symbol) !== undefined,
    isOpen: () => runtime.entriesOpen(),
  });
  return [
    repeat("the rules of the markets", RULES_EVERY_MS, log, rules.refresh),
    repeat("exchanges that came", WATCH_EVERY_MS, log, async () => {
      if (live?.marketsCame()) await rules.refresh();
    }),
    repeat("the watch over the jobs", WATCH_EVERY_MS, log, async () => {
      late = await watch();
    }),
    ...startSelfHealing({
      userId,
      clocks,
      runtime,
      jobs,
      log: logger("healing"),
      engine: jobs.status,
      lateJobs: () => late,
      feeds: market.feeds,
      awaitsSlot: market.awaitsSlot,
      sources: live?.exchanges ?? [],
      restart: watched.restart,
      lastBeat: watched.lastBeat,
    }),
    repeat("the wait for an Inngest server", WATCH_EVERY_MS, log, watched.tellWait),
    repeat("the count of slots", COUNT_EVERY_MS, log, countSlots),
    repeat("the size of the data", SIZES_EVERY_MS, log, () => sampleStorage(clocks.wall())),
    repeat("the queue of backtests", BACKTESTS_EVERY_MS, log, createBacktestSender(backtests, jobs.send)),
    ...startKeyTests(clocks, logger("keys")),
    ...startAlerts(clocks, userId, logger("alerts")),
    repeat("command runs left behind", LEFT_RUNS_EVERY_MS, log, () => endLeftRuns(clocks)),
  ];
}
