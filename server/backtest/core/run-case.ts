import type { BacktestCase, CaseConfig } from "./case-schema";
import { type CandleColumns, emptyColumns, type Signals } from "./kernel/candle-columns";
import { fixedStake, type KernelRules } from "./kernel/kernel-rules";
import { runMarket } from "./kernel/run-market";
import { exitReasons, type TradeList } from "./kernel/trade-list";
import { plainNumber } from "./plain-number";
import { toRoiColumns } from "./roi-columns";

const MINUTE_MS = 60_000;
const STAKE = 100;

/** One trade of a case: candles by their index, rates and profit (a fraction, after fees) as decimal text. */
export type CaseTrade = {
  readonly openCandle: number;
  readonly closeCandle: number;
  readonly openRate: string;
  readonly closeRate: string;
  readonly profitRatio: string;
  readonly exitReason: (typeof exitReasons)[number];
};

/**
 * Replays one reference case. Candle i opens at i times the timeframe; its candles must come in order without a gap.
 * `fill` is freqtrade for the reference's own answers.
 */
export function runCase({ config, candles }: BacktestCase, fill: KernelRules["fill"]): readonly CaseTrade[] {
  const columns = toColumns(candles, config.timeframe_minutes);
  const run = runMarket(columns, toSignals(candles, config), toRules(config, fill), {
    cash: STAKE * 1_000,
    equity: null,
  });
  return Array.from({ length: run.trades.length }, (_, index) => toCaseTrade(run.trades, candles, index));
}

function toColumns(candles: BacktestCase["candles"], timeframeMinutes: number): CandleColumns {
  const columns = emptyColumns(candles.length);
  candles.forEach(({ i, o, h, l, c, v }, row) => {
    columns.openAt[row] = i * timeframeMinutes * MINUTE_MS;
    columns.open[row] = o;
    columns.high[row] = h;
    columns.low[row] = l;
    columns.close[row] = c;
    columns.volume[row] = v;
  });
  return columns;
}

function toSignals(candles: BacktestCase["candles"], config: CaseConfig): Signals {
  const every = (price: number | null): Float64Array | null =>
    price === null ? null : new Float64Array(candles.length).fill(price);
  return {
    // an entry needs no other wish on its candle; an exit is overruled by a wish to enter
    entry: Uint8Array.from(candles, ({ enter_long, exit_long, enter_short }) =>
      enter_long && !exit_long && !enter_short ? 1 : 0,
    ),
    exit: Uint8Array.from(candles, ({ enter_long, exit_long }) =>
      config.use_exit_signal && exit_long && !enter_long ? 1 : 0,
    ),
    entryPrice: every(config.custom_entry_price || null),
    exitPrice: every(config.custom_exit_price || null),
    replacePrice: every(config.adjust_entry_price),
  };
}

function toRules(config: CaseConfig, fill: KernelRules["fill"]): KernelRules {
  return {
    fill,
    feeRatio: config.fee,
    makerFeeRatio: config.fee,
    slippageRatio: 0,
    stopRatio: Math.abs(config.stoploss),
    ...toRoiColumns(config.minimal_roi),
    trailing: {
      on: config.trailing_stop,
      positiveRatio: config.trailing_stop_positive ?? Number.NaN,
      offsetRatio: config.trailing_stop_positive_offset ?? 0,
      onlyAboveOffset: config.trailing_only_offset_is_reached,
      fromHigh: config.use_custom_stoploss_returning_static_stoploss,
    },
    timeStopMs: Number.POSITIVE_INFINITY,
    entryTimeoutMs: config.unfilled_timeout_minutes.entry * MINUTE_MS,
    exitTimeoutMs: config.unfilled_timeout_minutes.exit * MINUTE_MS,
    timeframeMs: config.timeframe_minutes * MINUTE_MS,
    sizing: fixedStake(STAKE),
  };
}

const toCaseTrade = (trades: TradeList, candles: BacktestCase["candles"], index: number): CaseTrade => ({
  openCandle: candles[trades.openCandle[index] as number]?.i ?? 0,
  closeCandle: candles[trades.closeCandle[index] as number]?.i ?? 0,
  openRate: plainNumber(trades.openRate[index] as number),
  closeRate: plainNumber(trades.closeRate[index] as number),
  profitRatio: plainNumber(trades.profitRatio[index] as number),
  exitReason: exitReasons[trades.reason[index] as number] as (typeof exitReasons)[number],
});
