import { BettingEvidence, WEALTH_WANTED } from "./betting-evidence";
import { judgeRecord, recordGates, recordOf } from "./judge-record";

/** A bot's trades from its first day on, and how it is looked at: once a night. */
export type TradeSeries = {
  /** net returns of its positions in the order they were closed, fractions */
  readonly returns: readonly number[];
  readonly tradesPerDay: number;
  /** how far below an entry its stop lies, a fraction */
  readonly stopWidth: number;
};

/** The night after which day it is promoted, counted from 1; null where never. `classic`: by its record alone. */
export type PromotionDays = { readonly promotedDay: number | null; readonly classicDay: number | null };

/** The share of its capital that a position is taken with. */
const POSITION = 0.3;

/** When a bot with these trades passes the statistical gates, looked at every night from the seventh on. */
export function promotionDays({ returns, tradesPerDay, stopWidth }: TradeSeries): PromotionDays {
  const closedBy = (day: number) => Math.min(returns.length, Math.floor(day * tradesPerDay + 1e-9));
  const lastDay = Math.floor(returns.length / tradesPerDay + 1e-9);
  const capitals = capitalsOf(returns);
  const evidence = new BettingEvidence(stopWidth);
  let classicDay: number | null = null;
  for (let day = 1; day <= lastDay; day++) {
    const closed = closedBy(day);
    while (evidence.trades < closed) evidence.add(returns[evidence.trades] as number);
    const from = closedBy(day - recordGates.daysLeast);
    const record = recordOf(returns.slice(Math.max(from, 0), closed), {
      days: day,
      position: POSITION,
      capital: capitals[Math.max(from, 0)] as number,
    });
    if (!judgeRecord(record).every(({ passed }) => passed)) continue;
    classicDay ??= day;
    if (evidence.wealth >= WEALTH_WANTED) return { promotedDay: day, classicDay };
  }
  return { promotedDay: null, classicDay };
}

/** What the initial capital of 1 has become before each trade, and after the last. */
function capitalsOf(returns: readonly number[]): readonly number[] {
  const capitals = [1];
  for (const [index, one] of returns.entries())
    capitals.push((capitals[index] as number) * (1 + POSITION * one));
  return capitals;
}
