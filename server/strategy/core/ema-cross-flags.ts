import type { Flags } from "./strategy";

/** As in compare.ts; written out, because this loop is what a sweep of parameters spends its time on. */
const SAME = 1e-12;

/**
 * The EMA cross over a whole series in one pass: enter where the fast EMA crosses above the slow one at a close (with
 * `trend` above 0: and the close lies above that EMA), leave wherever the fast one lies below.
 *
 * alpha = 2 / (n + 1), seeded with the first close.
 */
export function emaCrossFlags(
  close: Float64Array,
  params: { readonly fast: number; readonly slow: number; readonly trend: number },
): Flags {
  const { length } = close;
  const entry = new Uint8Array(length);
  const exit = new Uint8Array(length);
  const fastAlpha = 2 / (params.fast + 1);
  const slowAlpha = 2 / (params.slow + 1);
  const trendAlpha = params.trend > 0 ? 2 / (params.trend + 1) : 0;
  let fast = close[0] ?? 0;
  let slow = fast;
  // without a filter it stays below every price
  let trend = params.trend > 0 ? fast : Number.NEGATIVE_INFINITY;
  let above = 0;
  for (let index = 0; index < length; index++) {
    const price = close[index] as number;
    fast += fastAlpha * (price - fast);
    slow += slowAlpha * (price - slow);
    if (trendAlpha > 0) trend += trendAlpha * (price - trend);
    const lead = fast - slow;
    const same = SAME * slow;
    const isAbove = lead > same ? 1 : 0;
    entry[index] = isAbove & (above ^ 1) & (price - trend > SAME * trend ? 1 : 0);
    exit[index] = lead < -same ? 1 : 0;
    above = isAbove;
  }
  return { entry, exit };
}
