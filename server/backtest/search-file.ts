import { availableParallelism } from "node:os";
import type { z } from "zod";
import { exchangeNames } from "@/server/kernel/exchange-names";
import { didYouMean } from "@/server/kernel/nearest-name";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { toSentence } from "@/server/kernel/to-sentence";
import { timeframeMs } from "@/server/market/core/candle";
import { findStrategy, strategyIds } from "@/server/strategy/core/catalog";
import { describeStrategy } from "@/server/strategy/core/describe-strategy";
import type { Strategy } from "@/server/strategy/core/strategy";
import type { CandleFile } from "./candle-files/read-candles";
import type { BacktestOptions } from "./core/backtest-options";
import { backtestRequest } from "./core/backtest-request";
import type { BacktestReport } from "./core/backtest-view";
import { sweepableOptions, warmupOfSet } from "./core/replay-span";
import { doWork } from "./threads/do-work";
import { shareColumns } from "./threads/share-columns";
import { openThreadPool } from "./threads/thread-pool";

export type FileSearch = {
  readonly file: CandleFile;
  readonly options: BacktestOptions;
  /** kind, strategy, params, ranges and so on, as in a request of the app */
  readonly search: { readonly [name: string]: unknown };
  /** all cores unless given */
  readonly threads?: number;
};

/** A range or parameter that changes nothing, or changes what another option already says; null when there is none. */
function foreignRange({ kind, ...request }: Asked, strategy: Strategy): string | null {
  if (kind === "run" || !("ranges" in request)) return null;
  const known = [...describeStrategy(strategy).params.map(({ name }) => name), ...sweepableOptions];
  const names = Object.keys(request.ranges);
  const wrong = [...names, ...Object.keys(request.params)].find((name) => !known.includes(name));
  if (wrong !== undefined) {
    return `${strategy.id} has no parameter "${wrong}": it has ${known.join(", ")}.${didYouMean(wrong, known)}`;
  }
  const twice = names.find((name) => name in request.params);
  return twice === undefined
    ? null
    : `"${twice}" is in --params and in --sweep: leave it out of one of them.`;
}

type Asked = z.output<typeof backtestRequest>;

/**
 * A sweep or a walk-forward over a file of candles, on all cores, without an app or a database. Refuses with one
 * sentence what a request of the app would be refused for, but for the limits of the queue.
 */
export async function searchFile({
  file,
  options,
  search,
  threads,
}: FileSearch): Promise<Result<BacktestReport>> {
  const stepMs = timeframeMs(file.timeframe);
  const { openAt } = file.candles;
  const parsed = backtestRequest.safeParse({
    // a request names one; nothing that is made of a file shows it
    exchange: exchangeNames[0],
    symbols: [file.file.slice(0, 24)],
    timeframe: file.timeframe,
    from: new Date(openAt[0] ?? 0).toISOString(),
    to: new Date((openAt.at(-1) ?? 0) + stepMs).toISOString(),
    ...search,
  });
  if (!parsed.success) return refuse("invalid", toSentence(parsed.error));
  const request = parsed.data;
  const strategy = findStrategy(request.strategy);
  if (!strategy) {
    const known = strategyIds().join(", ");
    return refuse(
      "invalid",
      `There is no strategy "${request.strategy}": choose one of ${known}.${didYouMean(request.strategy, strategyIds())}`,
    );
  }
  const foreign = foreignRange(request, strategy);
  if (foreign) return refuse("invalid", foreign);
  const candles = shareColumns(file.candles);
  const markets = [{ symbol: file.file, candles, lead: file.lead, options }];
  const pool = openThreadPool(
    { request, stepMs, markets, source: file.file },
    threads ?? availableParallelism(),
  );
  try {
    const found = await doWork({
      request,
      openAt: candles.openAt,
      lead: file.lead,
      pool,
      now: () => performance.now(),
      needs: (set) => warmupOfSet({ strategy, params: request.params, stepMs }, set),
      desk: {
        find: () => undefined,
        save: async () => undefined,
        progress: () => undefined,
        cancelled: () => false,
      },
    });
    if (found?.json) return accept(JSON.parse(found.json) as BacktestReport);
    return refuse(
      "invalid",
      "No parameter set made enough trades to be judged: widen the ranges or lower minTrades.",
    );
  } finally {
    await pool.close();
  }
}
