import type { MarketMs } from "@/server/kernel/clock";
import { type MarketId, marketKey } from "@/server/market/core/market-feed";
import { listHourlyCloses } from "@/server/market/list-hourly-closes";
import type { Settings } from "@/server/settings/core/settings";
import { correlationOf, type MovesWith, returnsOf } from "./core/correlation";

type Known = {
  /** the hour and the number of hours they were read for */
  readonly key: string;
  /** by symbol, the first exchange that has one */
  readonly returns: Map<string, Float64Array>;
  /** markets asked for, whether or not they had any */
  readonly asked: Set<string>;
  readonly pairs: Map<string, number | null>;
};

const HOUR_MS = 3_600_000;
/** By whoever reads again and again: closes at whole hours change once an hour. */
const kept = new WeakMap<object, Known>();

/**
 * Which coins move together, by the hourly returns of stored candles. A query an hour for each market that was not asked for yet;
 * none where the cap is the whole part. `keeper` remembers them; a page asks with one of its own.
 */
export async function readCoinMoves(
  keeper: object,
  markets: readonly MarketId[],
  { at, settings }: { readonly at: MarketMs; readonly settings: Settings },
): Promise<MovesWith> {
  const { exposure, correlation } = settings;
  if (Number(exposure.correlated) >= 1) return () => false;
  const known = knownOf(keeper, `${Math.floor(at / HOUR_MS)} ${correlation.hours}`);
  const fresh = new Map<string, MarketId>(markets.map((one) => [marketKey(one), one]));
  for (const name of known.asked) fresh.delete(name);
  if (fresh.size > 0) {
    const asked = [...fresh.values()];
    const closes = await listHourlyCloses(asked, { until: at, hours: correlation.hours });
    asked.forEach(({ symbol }, n) => {
      const series = closes[n];
      if (series?.some(Number.isFinite) && !known.returns.has(symbol))
        known.returns.set(symbol, returnsOf(series));
    });
    for (const name of fresh.keys()) known.asked.add(name);
    known.pairs.clear();
  }
  const least = Number(correlation.least);
  return (base, other, quote) => (pairOf(known, `${base}/${quote}`, `${other}/${quote}`) ?? -1) >= least;
}

function knownOf(keeper: object, key: string): Known {
  const last = kept.get(keeper);
  if (last?.key === key) return last;
  const known: Known = { key, returns: new Map(), asked: new Set(), pairs: new Map() };
  kept.set(keeper, known);
  return known;
}

function pairOf({ returns, pairs }: Known, one: string, other: string): number | null {
  const key = one < other ? `${one} ${other}` : `${other} ${one}`;
  const found = pairs.get(key);
  if (found !== undefined) return found;
  const [first, second] = [returns.get(one), returns.get(other)];
  const value = first && second ? correlationOf(first, second) : null;
  pairs.set(key, value);
  return value;
}
