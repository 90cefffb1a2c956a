import { hashOf, toUniform } from "@/server/market/core/simulation/seeded-random";
import type { CheckResult } from "../backtest-view";
import type { CandleColumns, Signals } from "../kernel/candle-columns";
import { sliceColumns } from "../slice-columns";

/** A strategy with its parameters, over a whole series. */
export type AskSignals = (candles: CandleColumns) => Signals;

const CUTS_MOST = 40;
const CUTS_LEAST = 6;
/** Candles that may be looked at in all. */
const CANDLES_MAX = 6_000_000;
const NAMED_MAX = 20;

/**
 * Takes the future away: at instants drawn by the seed the candles are cut off, and what the strategy says about those
 * that remain must be what it said when it knew them all. One difference is proof that it looks ahead.
 */
export function checkLookAhead(ask: AskSignals, candles: CandleColumns, seed: number): CheckResult {
  const { length } = candles.open;
  if (length < 3) return { ok: true, words: "Too few candles to check for look-ahead.", at: [], looked: 0 };
  const known = ask(candles);
  const found = new Set<number>();
  const cuts = cutsOf(length, seed);
  for (const cut of cuts) {
    const told = ask(sliceColumns(candles, { from: 0, until: cut }));
    // a leak is most likely at the end of what is known; the first difference is enough of each cut
    for (let index = cut - 1; index >= 0; index--) {
      if (!differs(known, index, told, index)) continue;
      found.add(index);
      break;
    }
  }
  return toResult(found, cuts.length, candles);
}

function cutsOf(length: number, seed: number): readonly number[] {
  const wanted = Math.min(CUTS_MOST, Math.max(CUTS_LEAST, Math.floor(CANDLES_MAX / length)));
  // spread evenly, each shifted by chance
  const cuts = Array.from({ length: wanted }, (_, place) =>
    Math.floor(((place + toUniform(hashOf(seed, place))) / wanted) * (length - 2)),
  );
  return [...new Set(cuts.map((cut) => cut + 2))];
}

/** Whether two answers about one candle differ in anything that would trade otherwise. */
export const differs = (a: Signals, at: number, b: Signals, bt: number): boolean =>
  a.entry[at] !== b.entry[bt] ||
  a.exit[at] !== b.exit[bt] ||
  priceDiffers(a.entryPrice, at, b.entryPrice, bt) ||
  priceDiffers(a.exitPrice, at, b.exitPrice, bt) ||
  priceDiffers(a.replacePrice, at, b.replacePrice, bt);

const priceDiffers = (a: Float64Array | null, at: number, b: Float64Array | null, bt: number): boolean =>
  !Object.is(a ? a[at] : Number.NaN, b ? b[bt] : Number.NaN);

function toResult(found: ReadonlySet<number>, looked: number, { openAt }: CandleColumns): CheckResult {
  const at = [...found]
    .sort((a, b) => a - b)
    .slice(0, NAMED_MAX)
    .map((index) => new Date(openAt[index] as number).toISOString());
  if (found.size === 0) {
    return { ok: true, words: `Cut off at ${looked} places: no signal knew the future.`, at, looked };
  }
  const words = `The strategy looks ahead: at ${found.size} of ${looked} places its signals changed when the future was taken away. Its results are worthless until that is mended.`;
  return { ok: false, words, at, looked };
}
