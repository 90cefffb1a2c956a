import type { MonthRow } from "../backtest-view";
import { plainNumber } from "../plain-number";
import type { FlatTrade } from "./flat-trades";
import type { EquitySeries } from "./thin-equity";

const MONTH_DIGITS = 7;

/** Month by month (UTC): the return of the equity, an open position counted, and the trades closed. */
export function monthTable(
  { at, equity, start }: EquitySeries,
  trades: readonly FlatTrade[],
): readonly MonthRow[] {
  const ends = new Map<string, number>();
  for (let index = 0; index < equity.length; index++) {
    // a candle that closes at midnight belongs to the day it ends
    ends.set(monthOf((at[index] as number) - 1), equity[index] as number);
  }
  const closed = Map.groupBy(trades, ({ closeAt }) => monthOf(closeAt));
  let before = start;
  return [...ends].map(([month, end]) => {
    const own = closed.get(month) ?? [];
    const row = {
      month,
      trades: own.length,
      wins: own.filter(({ profit }) => profit > 0).length,
      returnRatio: plainNumber(before > 0 ? end / before - 1 : 0),
      profit: plainNumber(end - before),
    };
    before = end;
    return row;
  });
}

const monthCache = new Map<number, string>();
const DAY_MS = 86_400_000;

/** "2026-03" of an instant; asked for each candle, so a day is worked out once. */
function monthOf(ms: number): string {
  const day = Math.floor(ms / DAY_MS);
  const known = monthCache.get(day);
  if (known) return known;
  if (monthCache.size > 10_000) monthCache.clear();
  const month = new Date(day * DAY_MS).toISOString().slice(0, MONTH_DIGITS);
  monthCache.set(day, month);
  return month;
}
