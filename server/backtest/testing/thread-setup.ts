import { simulatedColumns } from "../bench/simulated-columns";
import { backtestOptions } from "../core/backtest-options";
import { backtestRequest } from "../core/backtest-request";
import { shareColumns } from "../threads/share-columns";
import type { ThreadSetup } from "../threads/thread-message";

export const STEP_MS = 300_000;

/** A request on simulated 5m candles; the candles reach over the period it names. */
export function threadSetup(
  request: object,
  { length = 12_000, seed = 3 }: { readonly length?: number; readonly seed?: number } = {},
): ThreadSetup {
  const candles = shareColumns(simulatedColumns(length, seed, 0.003));
  const from = new Date(candles.openAt[0] as number).toISOString();
  const to = new Date((candles.openAt.at(-1) as number) + STEP_MS).toISOString();
  return {
    request: backtestRequest.parse({
      exchange: "binance",
      symbols: ["BTC/USDT"],
      timeframe: "5m",
      strategy: "ema-cross",
      from,
      to,
      ...request,
    }),
    stepMs: STEP_MS,
    markets: [{ symbol: "BTC/USDT", candles, lead: 0, options: backtestOptions.parse({}) }],
    source: "simulated",
  };
}
