import { hashOf, toUniform } from "@/server/market/core/simulation/seeded-random";
import type { CheckResult } from "../backtest-view";
import type { CandleColumns, Signals } from "../kernel/candle-columns";
import { sliceColumns } from "../slice-columns";

/** A strategy with its parameters, over a whole series. */
export type AskSignals = (candles: CandleColumns) => Signals;

/** Up to this many candles the future is taken away at each of them. */
const EACH_UNTIL = 200;
const CUTS_MOST = 40;
const CUTS_LEAST = 6;
/** Candles that may be looked at in all. */
const CANDLES_MAX = 2_400_000;
const NAMED_MAX = 20;

/**
 * Takes the future away: the candles are cut off, half of the times right after a candle on which the strategy wanted to
 * trade and half at instants drawn by the seed, and what it says about those that remain must be what it said when it
 * knew them all. One difference is proof that it looks ahead.
 */
export function checkLookAhead(ask: AskSignals, candles: CandleColumns, seed: number): CheckResult {
  const { length } = candles.open;
  if (length < 3) return notRun("There are too few candles to check for look-ahead.");
  const known = ask(candles);
  const found = new Set<number>();
  const cuts = cutsOf(known, length, seed);
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

/** A check that could not run, with the reason. */
export const notRun = (words: string): CheckResult => ({ ok: true, ran: false, words, at: [], looked: 0 });

/** How many candles are left by each cut: at least 2, and fewer than all. */
function cutsOf(known: Signals, length: number, seed: number): readonly number[] {
  if (length <= EACH_UNTIL) return Array.from({ length: length - 2 }, (_, place) => place + 2);
  const wanted = Math.min(CUTS_MOST, Math.max(CUTS_LEAST, Math.floor(CANDLES_MAX / length)));
  const spread = drawEvenly(length - 2, wanted / 2, seed).map((place) => place + 2);
  const traded = wishesOf(known, length);
  const after = drawEvenly(traded.length, wanted / 2, seed).map((place) => (traded[place] as number) + 1);
  return [...new Set([...spread, ...after])];
}

/** Candles on which it wanted to enter or to leave, but for those whose cut would leave too few or all. */
function wishesOf({ entry, exit }: Signals, length: number): readonly number[] {
  const wishes: number[] = [];
  for (let index = 1; index < length - 1; index++) {
    const leaves = exit[index] === 1 && exit[index - 1] !== 1;
    if (entry[index] === 1 || leaves) wishes.push(index);
  }
  return wishes;
}

/** At most `wanted` places below `count`, spread evenly, each shifted by chance. */
function drawEvenly(count: number, wanted: number, seed: number): readonly number[] {
  const drawn = Math.min(count, Math.ceil(wanted));
  return Array.from({ length: drawn }, (_, place) =>
    Math.floor(((place + toUniform(hashOf(seed, place))) / drawn) * count),
  );
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
    return {
      ok: true,
      ran: true,
      words: `Cut off at ${looked} places: no signal knew the future.`,
      at,
      looked,
    };
  }
  const words = `The strategy looks ahead: at ${found.size} of ${looked} places its signals changed when the future was taken away. Its results are worthless until that is mended.`;
  return { ok: false, ran: true, words, at, looked };
}
