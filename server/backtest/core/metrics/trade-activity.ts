import { Decimal, sumOf, toText } from "@/server/kernel/money";
import { ratioOf } from "./sample-moments";

/** A closed trade of one currency: times in ms UTC of the market clock, money after fees unless said otherwise. */
export type MeasuredTrade = {
  readonly openAt: number;
  /** of an exit inside a candle its close: until then it may have been held */
  readonly closeAt: number;
  readonly profit: Decimal;
  readonly fees: Decimal;
  /** price × amount of the entry, before fees */
  readonly entryNotional: Decimal;
  readonly exitNotional: Decimal;
};

/** How busy a run was, and what that cost. Money as decimal text, shares as fractions. */
export type TradeActivity = {
  readonly totalProfit: string;
  readonly bestTrade: string | null;
  readonly worstTrade: string | null;
  readonly fees: string;
  /** fees of the starting balance */
  readonly feeDrag: number | null;
  /** fees of the profit before them; null where that was none */
  readonly feesOfGrossProfit: number | null;
  /** money moved, entries and exits, in starting balances */
  readonly turnover: number | null;
  readonly annualTurnover: number | null;
  /** share of the time with at least one open position */
  readonly exposure: number | null;
  readonly averageDurationMs: number | null;
};

/** Sums over the closed trades of a run between two instants (ms UTC, market clock); null where undefined. */
export function tradeActivity(
  trades: readonly MeasuredTrade[],
  startingBalance: Decimal,
  { fromAt, toAt }: { readonly fromAt: number; readonly toAt: number },
): TradeActivity {
  const profits = trades.map(({ profit }) => profit);
  const fees = sumOf(trades.map((trade) => trade.fees));
  const profit = sumOf(profits);
  const gross = profit.plus(fees);
  const moved = sumOf(trades.map((trade) => trade.entryNotional.plus(trade.exitNotional)));
  const turnover = shareOf(moved, startingBalance);
  const spanMs = toAt - fromAt;
  const held = trades.reduce((sum, { openAt, closeAt }) => sum + (closeAt - openAt), 0);
  return {
    totalProfit: toText(profit),
    bestTrade: profits.length === 0 ? null : toText(Decimal.max(...profits)),
    worstTrade: profits.length === 0 ? null : toText(Decimal.min(...profits)),
    fees: toText(fees),
    feeDrag: shareOf(fees, startingBalance),
    // a gross profit of a last bit is none
    feesOfGrossProfit: gross.gt(moved.times("1e-12")) ? shareOf(fees, gross) : null,
    turnover,
    annualTurnover: turnover === null || spanMs <= 0 ? null : (turnover * 365 * 86_400_000) / spanMs,
    exposure: spanMs <= 0 ? null : busyMs(trades, fromAt, toAt) / spanMs,
    averageDurationMs: ratioOf(held, trades.length),
  };
}

const shareOf = (part: Decimal, whole: Decimal): number | null =>
  whole.isZero() ? null : part.div(whole).toNumber();

/** Time covered by at least one trade, inside the span. */
function busyMs(trades: readonly MeasuredTrade[], fromAt: number, toAt: number): number {
  const byOpening = trades.toSorted((a, b) => a.openAt - b.openAt);
  let busy = 0;
  let covered = fromAt;
  for (const { openAt, closeAt } of byOpening) {
    const end = Math.min(closeAt, toAt);
    const begin = Math.max(openAt, covered);
    if (end > begin) busy += end - begin;
    covered = Math.max(covered, end);
  }
  return busy;
}
