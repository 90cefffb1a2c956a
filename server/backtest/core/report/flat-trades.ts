import { Decimal } from "@/server/kernel/money";
import type { ReportTrade } from "../backtest-view";
import type { CandleColumns } from "../kernel/candle-columns";
import { type ExitReason, exitReasons, type TradeList } from "../kernel/trade-list";
import type { MeasuredTrade } from "../metrics/trade-activity";
import { plainNumber } from "../plain-number";

/** One closed trade with its market and times (ms UTC, opens of its candles); numbers of the kernel. */
export type FlatTrade = {
  readonly symbol: string;
  readonly openAt: number;
  readonly closeAt: number;
  /** until the exit, or the close of its candle where it lay inside */
  readonly heldMs: number;
  readonly openRate: number;
  readonly closeRate: number;
  readonly amount: number;
  readonly profit: number;
  readonly profitRatio: number;
  readonly fees: number;
  readonly exitReason: ExitReason;
};

/** The kernel's list with times instead of places in `candles`. */
export const toFlatTrades = (
  symbol: string,
  trades: TradeList,
  { openAt }: Pick<CandleColumns, "openAt">,
  stepMs: number,
): readonly FlatTrade[] =>
  Array.from({ length: trades.length }, (_, index) => ({
    symbol,
    ...timesOf(trades, index, { openAt, stepMs }),
    openRate: trades.openRate[index] as number,
    closeRate: trades.closeRate[index] as number,
    amount: trades.amount[index] as number,
    profit: trades.profit[index] as number,
    profitRatio: trades.profitRatio[index] as number,
    fees: trades.fees[index] as number,
    exitReason: exitReasons[trades.reason[index] as number] as ExitReason,
  }));

function timesOf(
  trades: TradeList,
  index: number,
  { openAt: opens, stepMs }: { readonly openAt: Float64Array; readonly stepMs: number },
) {
  const openAt = opens[trades.openCandle[index] as number] as number;
  const closeAt = opens[trades.closeCandle[index] as number] as number;
  return { openAt, closeAt, heldMs: closeAt - openAt + stepMs * (trades.late[index] as number) };
}

export const toMeasuredTrade = (trade: FlatTrade): MeasuredTrade => ({
  openAt: trade.openAt,
  closeAt: trade.openAt + trade.heldMs,
  profit: toMoney(trade.profit),
  fees: toMoney(trade.fees),
  entryNotional: toMoney(trade.amount * trade.openRate),
  exitNotional: toMoney(trade.amount * trade.closeRate),
});

export const toReportTrade = (trade: FlatTrade): ReportTrade => ({
  symbol: trade.symbol,
  openAt: toIso(trade.openAt),
  closeAt: toIso(trade.closeAt),
  heldMs: trade.heldMs,
  openRate: plainNumber(trade.openRate),
  closeRate: plainNumber(trade.closeRate),
  amount: plainNumber(trade.amount),
  profit: plainNumber(trade.profit),
  profitRatio: plainNumber(trade.profitRatio),
  fees: plainNumber(trade.fees),
  exitReason: trade.exitReason,
});

export const toMoney = (value: number): Decimal => new Decimal(plainNumber(value));
export const toIso = (ms: number): string => new Date(ms).toISOString();
