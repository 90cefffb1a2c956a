import type { EquityPoint, ReportCandle } from "../backtest-view";
import type { CandleColumns } from "../kernel/candle-columns";
import { plainNumber } from "../plain-number";
import { sliceColumns } from "../slice-columns";
import { toIso } from "./flat-trades";

const POINTS_MAX = 2_000;

export type EquitySeries = {
  /** closes of the candles, ms UTC */
  readonly at: Float64Array;
  readonly equity: Float64Array;
  /** what holding is worth at them; null where there are several markets */
  readonly hold: Float64Array | null;
  readonly start: number;
};

/** At most 2,000 points: of each stretch its lowest equity and its last, so that no fall is hidden. */
export function thinEquity({ at, equity, hold, start }: EquitySeries): readonly EquityPoint[] {
  const stretch = Math.max(1, Math.ceil(equity.length / (POINTS_MAX / 2)));
  const points: EquityPoint[] = [];
  let high = start;
  for (let from = 0; from < equity.length; from += stretch) {
    const until = Math.min(from + stretch, equity.length);
    let [lowest, fall, fallAtLast] = [from, -1, 0];
    for (let index = from; index < until; index++) {
      const value = equity[index] as number;
      high = Math.max(high, value);
      fallAtLast = high > 0 ? 1 - value / high : 0;
      if (fallAtLast > fall) [lowest, fall] = [index, fallAtLast];
    }
    const point = (index: number, drawdown: number): EquityPoint => ({
      at: toIso(at[index] as number),
      equity: plainNumber(equity[index] as number),
      drawdown: plainNumber(drawdown),
      hold: hold && plainNumber(hold[index] as number),
    });
    if (lowest < until - 1) points.push(point(lowest, fall));
    points.push(point(until - 1, fallAtLast));
  }
  return points;
}

const NEWEST = 1_000;

/** The newest candles each for itself, where the whole series has to be thinned. */
export const newestCandles = (candles: CandleColumns): { readonly newest?: readonly ReportCandle[] } => {
  const { length } = candles.open;
  if (length <= POINTS_MAX) return {};
  return { newest: thinCandles(sliceColumns(candles, { from: length - NEWEST, until: length })) };
};

/** At most 2,000 candles, neighbours joined into one where there are more. */
export function thinCandles(candles: CandleColumns): readonly ReportCandle[] {
  const { length } = candles.open;
  const stretch = Math.max(1, Math.ceil(length / POINTS_MAX));
  return Array.from({ length: Math.ceil(length / stretch) }, (_, place) => {
    const from = place * stretch;
    const until = Math.min(from + stretch, length);
    return {
      at: toIso(candles.openAt[from] as number),
      open: plainNumber(candles.open[from] as number),
      high: plainNumber(candles.high.subarray(from, until).reduce((a, b) => Math.max(a, b))),
      low: plainNumber(candles.low.subarray(from, until).reduce((a, b) => Math.min(a, b))),
      close: plainNumber(candles.close[until - 1] as number),
    };
  });
}
