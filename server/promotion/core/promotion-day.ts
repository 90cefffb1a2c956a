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
  const closedBy = (day: number) =>
    Math.min(returns.length, Math.max(0, Math.floor(day * tradesPerDay + 1e-9)));
  const lastDay = Math.floor(returns.length / tradesPerDay + 1e-9);
  const { profits, capitals } = moneyOf(returns);
  const evidence = new BettingEvidence(stopWidth);
  let classicDay: number | null = null;
  for (let day = 1; day <= lastDay; day++) {
    const closed = closedBy(day);
    while (evidence.trades < closed) evidence.add(returns[evidence.trades] as number);
    const from = closedBy(day - recordGates.daysLeast);
    const record = recordOf(profits.slice(from, closed), { days: day, capital: capitals[from] as number });
    if (!judgeRecord(record).every(({ passed }) => passed)) continue;
    classicDay ??= day;
    if (evidence.wealth >= WEALTH_WANTED) return { promotedDay: day, classicDay };
  }
  return { promotedDay: null, classicDay };
}

/** What each trade makes of an initial capital of 1, and what that has become before each. */
function moneyOf(returns: readonly number[]): {
  readonly profits: readonly number[];
  readonly capitals: readonly number[];
} {
  const profits: number[] = [];
  const capitals = [1];
  for (const one of returns) {
    const capital = capitals.at(-1) as number;
    profits.push(capital * POSITION * one);
    capitals.push(capital * (1 + POSITION * one));
  }
  return { profits, capitals };
}
