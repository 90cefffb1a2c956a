import { uniformStream } from "@/server/market/core/simulation/seeded-random";
import type { Distribution, MonteCarloReport } from "../backtest-view";
import { plainNumber } from "../plain-number";

const BARS = 20;
const TRADES_LEAST = 10;

/**
 * Draws the trades of a run again, with replacement and in any order (Efron 1979), and plays each draw from the same
 * start: how much of the result, and of the drawdown, was the order and the luck of the draw. `returns` are the profit of
 * each trade as a fraction of the equity it was entered with; trades that depend on each other are outside its reach.
 * Null with fewer than ten trades. The same seed gives the same distribution.
 */
export function simulateTrades(returns: Float64Array, runs: number, seed: number): MonteCarloReport | null {
  if (returns.length < TRADES_LEAST || runs < 1) return null;
  const random = uniformStream(seed);
  const totals = new Float64Array(runs);
  const falls = new Float64Array(runs);
  for (let run = 0; run < runs; run++) {
    let [equity, high, fall] = [1, 1, 0];
    for (let trade = 0; trade < returns.length; trade++) {
      equity *= 1 + (returns[Math.floor(random() * returns.length)] as number);
      if (equity > high) high = equity;
      else fall = Math.max(fall, 1 - equity / high);
    }
    totals[run] = equity - 1;
    falls[run] = fall;
  }
  totals.sort();
  falls.sort();
  return {
    runs,
    seed,
    trades: returns.length,
    totalReturn: toDistribution(totals),
    maxDrawdown: toDistribution(falls),
    lossRatio: plainNumber(totals.filter((total) => total < 0).length / runs),
    histogram: toHistogram(totals),
  };
}

const toDistribution = (sorted: Float64Array): Distribution => ({
  p5: quantile(sorted, 0.05),
  p25: quantile(sorted, 0.25),
  p50: quantile(sorted, 0.5),
  p75: quantile(sorted, 0.75),
  p95: quantile(sorted, 0.95),
});

/** Linear between the two nearest (Hyndman and Fan 1996, type 7). */
function quantile(sorted: Float64Array, share: number): string {
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] as number;
  const above = sorted[Math.ceil(place)] as number;
  return plainNumber(below + (above - below) * (place - Math.floor(place)));
}

function toHistogram(sorted: Float64Array): MonteCarloReport["histogram"] {
  const low = sorted[0] as number;
  const width = ((sorted.at(-1) as number) - low) / BARS;
  const counts = Array.from({ length: BARS }, () => 0);
  for (const total of sorted) {
    const bar = width > 0 ? Math.min(BARS - 1, Math.floor((total - low) / width)) : 0;
    counts[bar] = (counts[bar] as number) + 1;
  }
  return counts.map((runs, bar) => ({ upTo: plainNumber(low + (bar + 1) * width), runs }));
}
