import { Decimal } from "@/server/kernel/money";
import { uniformStream } from "@/server/market/core/simulation/seeded-random";
import type { CandleColumns } from "./kernel/candle-columns";
import type { TradeList } from "./kernel/trade-list";
import { measureRun, type RunMetrics } from "./metrics/measure-run";
import type { MeasuredTrade } from "./metrics/trade-activity";
import { plainNumber } from "./plain-number";

/** One replayed market: equity in quote at the close of each candle, the candles `stepMs` long. */
export type ReplayedMarket = {
  readonly candles: CandleColumns;
  readonly stepMs: number;
  readonly trades: TradeList;
  readonly equity: Float64Array;
  readonly wallet: number;
  readonly fee: number;
};

/** The metrics of one replayed market beside holding it; the same seed draws the same intervals. */
export function measureBacktest(
  { candles, stepMs, trades, equity, wallet, fee }: ReplayedMarket,
  seed: number,
): RunMetrics {
  const closesAt = candles.openAt.map((at) => at + stepMs);
  const facts = {
    startingBalance: toMoney(wallet),
    fromAt: candles.openAt[0] ?? 0,
    toAt: closesAt.at(-1) ?? 0,
    trades: Array.from({ length: trades.length }, (_, index) =>
      toMeasured(trades, candles, { index, stepMs }),
    ),
    equity: { at: closesAt, value: equity },
    market: { firstOpen: candles.open[0] ?? 0, closes: { at: closesAt, value: candles.close } },
    fee,
    trials: null,
  };
  return measureRun(facts, uniformStream(seed));
}

function toMeasured(
  trades: TradeList,
  candles: CandleColumns,
  { index, stepMs }: { readonly index: number; readonly stepMs: number },
): MeasuredTrade {
  const amount = trades.amount[index] as number;
  return {
    openAt: candles.openAt[trades.openCandle[index] as number] as number,
    closeAt:
      (candles.openAt[trades.closeCandle[index] as number] as number) +
      stepMs * (trades.late[index] as number),
    profit: toMoney(trades.profit[index] as number),
    fees: toMoney(trades.fees[index] as number),
    entryNotional: toMoney(amount * (trades.openRate[index] as number)),
    exitNotional: toMoney(amount * (trades.closeRate[index] as number)),
  };
}

const toMoney = (value: number): Decimal => new Decimal(plainNumber(value));
