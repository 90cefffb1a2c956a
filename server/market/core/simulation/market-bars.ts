import { boundedCache } from "./bounded-cache";
import type { MarketPath } from "./market-path";
import { HOUR_MS, STEP_MS } from "./simulation-grid";

/** One interval of a simulated market: prices in ticks, volume in lots. */
export type Bar = {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly lots: number;
};

const HOUR_BARS_CACHED = 2_000;

/**
 * Bars of one market, folded from the very steps that its ticks show. `openAt` is a multiple of `lengthMs`, which
 * divides an hour or is made of whole hours; both in milliseconds on the market clock.
 */
export function marketBars(path: MarketPath): (openAt: number, lengthMs: number) => Bar {
  const hourBar = boundedCache(HOUR_BARS_CACHED, (hour: number) =>
    barOfSteps(path, hour, 0, HOUR_MS / STEP_MS),
  );
  return (openAt, lengthMs) => {
    const hour = Math.floor(openAt / HOUR_MS);
    if (lengthMs < HOUR_MS) return barOfSteps(path, hour, (openAt % HOUR_MS) / STEP_MS, lengthMs / STEP_MS);
    let bar = hourBar(hour);
    for (let later = hour + 1; later < hour + lengthMs / HOUR_MS; later++) bar = joined(bar, hourBar(later));
    return bar;
  };
}

function barOfSteps(path: MarketPath, hour: number, firstStep: number, steps: number): Bar {
  const { last, lots } = path(hour);
  const open = last[firstStep] ?? 0;
  let [high, low, close, total] = [open, open, open, 0];
  for (let step = firstStep; step < firstStep + steps; step++) {
    close = last[step] ?? close;
    high = Math.max(high, close);
    low = Math.min(low, close);
    total += lots[step] ?? 0;
  }
  return { open, high, low, close, lots: total };
}

const joined = (first: Bar, second: Bar): Bar => ({
  open: first.open,
  high: Math.max(first.high, second.high),
  low: Math.min(first.low, second.low),
  close: second.close,
  lots: first.lots + second.lots,
});
