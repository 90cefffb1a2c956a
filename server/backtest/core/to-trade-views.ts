import type { CandleColumns } from "./kernel/candle-columns";
import { type ExitReason, exitReasons, type TradeList } from "./kernel/trade-list";
import { plainNumber } from "./plain-number";

/** One trade of a report: times in ms UTC (opens of the candles), everything else as decimal text. */
export type BacktestTrade = {
  readonly openTime: number;
  readonly closeTime: number;
  readonly openRate: string;
  readonly closeRate: string;
  readonly amount: string;
  readonly profitAbs: string;
  /** a fraction of what the entry cost, after the fees of both sides */
  readonly profitRatio: string;
  readonly fees: string;
  readonly exitReason: ExitReason;
};

/** The kernel's trades for people and wires. */
export const toTradeViews = (trades: TradeList, candles: CandleColumns): readonly BacktestTrade[] =>
  Array.from({ length: trades.length }, (_, index) => ({
    openTime: candles.openAt[trades.openCandle[index] as number] as number,
    closeTime: candles.openAt[trades.closeCandle[index] as number] as number,
    openRate: plainNumber(trades.openRate[index] as number),
    closeRate: plainNumber(trades.closeRate[index] as number),
    amount: plainNumber(trades.amount[index] as number),
    profitAbs: plainNumber(trades.profit[index] as number),
    profitRatio: plainNumber(trades.profitRatio[index] as number),
    fees: plainNumber(trades.fees[index] as number),
    exitReason: exitReasons[trades.reason[index] as number] as ExitReason,
  }));
