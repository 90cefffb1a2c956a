import { z } from "zod";
import type { KernelRules, TrailingRules } from "./kernel/kernel-rules";
import { toRoiColumns } from "./roi-columns";

const MINUTE_MS = 60_000;
const fraction = z.number().min(0).lt(1);

const trailingRules = z
  .strictObject({
    /** distance once the profit exceeds the offset; absent: the stop's own distance */
    positive: fraction.nullable().default(null),
    offset: fraction.default(0),
    onlyAboveOffset: z.boolean().default(false),
  })
  .refine(({ onlyAboveOffset, offset }) => !onlyAboveOffset || offset > 0, {
    message: "onlyAboveOffset needs an offset above 0",
  });

/** The names freqtrade gives them mean the same. */
const freqtradeTrailing = z
  .strictObject({
    trailing_stop: z.boolean().default(true),
    trailing_stop_positive: fraction.nullable().default(null),
    trailing_stop_positive_offset: fraction.nullable().default(0),
    trailing_only_offset_is_reached: z.boolean().default(false),
  })
  .transform((rules) => ({
    on: rules.trailing_stop,
    positive: rules.trailing_stop_positive,
    offset: rules.trailing_stop_positive_offset ?? 0,
    onlyAboveOffset: rules.trailing_only_offset_is_reached,
  }));

const trailing = z.union([
  z.boolean().transform((on) => ({ on, positive: null, offset: 0, onlyAboveOffset: false })),
  fraction.transform((positive) => ({ on: true, positive, offset: 0, onlyAboveOffset: false })),
  trailingRules.transform((rules) => ({ on: true, ...rules })),
  freqtradeTrailing,
]);

/** How a backtest trades: ratios are fractions (0.001 is 0.1 %), stake and wallet in quote. */
export const backtestOptions = z.strictObject({
  stake: z.number().positive().max(1e15).default(100),
  wallet: z.number().positive().max(1e15).default(10_000),
  /** of the notional, each side; a taker's where a maker's is given too */
  fee: z.number().min(0).max(0.1).default(0.001),
  /** of orders that rested: targets and limits; null: the same */
  makerFee: z.number().min(0).max(0.1).nullable().default(null),
  slippage: z.number().min(0).max(0.1).default(0),
  /** 0 trades without a stop */
  stop: fraction.default(0.02),
  /** minutes held → profit at which the position is closed */
  roi: z.record(z.string().regex(/^\d{1,7}$/, "whole minutes"), z.number().min(-1).max(100)).default({}),
  trailing: trailing.default({ on: false, positive: null, offset: 0, onlyAboveOffset: false }),
  timeStopMinutes: z.number().positive().nullable().default(null),
  fill: z.enum(["strict", "freqtrade"]).default("strict"),
  /** how long limit orders rest */
  entryTimeoutMinutes: z.number().nonnegative().default(10),
  exitTimeoutMinutes: z.number().nonnegative().default(30),
  /** the exchange's steps and smallest order; 0: none */
  lot: z.number().nonnegative().default(1e-8),
  tick: z.number().nonnegative().default(0),
  minNotional: z.number().nonnegative().default(0),
  /** part of the wallet's equity in each position, instead of the stake; 0: the stake. By risk mode 0.2 to 0.5 */
  equityRatio: z.number().min(0).max(1).default(0),
  equityRatioMax: z.number().min(0).max(1).default(1),
});
export type BacktestOptions = z.output<typeof backtestOptions>;

/** The options as the kernel's plain numbers, for candles of one timeframe. */
export function toKernelRules(options: BacktestOptions, timeframeMs: number): KernelRules {
  const { stake, equityRatio, equityRatioMax, lot, tick, minNotional } = options;
  return {
    fill: options.fill,
    feeRatio: options.fee,
    makerFeeRatio: options.makerFee ?? options.fee,
    slippageRatio: options.slippage,
    stopRatio: options.stop === 0 ? 1 : options.stop,
    ...toRoiColumns(options.roi),
    trailing: toTrailing(options.trailing),
    timeStopMs:
      options.timeStopMinutes === null ? Number.POSITIVE_INFINITY : options.timeStopMinutes * MINUTE_MS,
    entryTimeoutMs: options.entryTimeoutMinutes * MINUTE_MS,
    exitTimeoutMs: options.exitTimeoutMinutes * MINUTE_MS,
    timeframeMs,
    sizing: { stake, equityRatio, equityRatioMax, lot, tick, minNotional },
  };
}

const toTrailing = ({
  on,
  positive,
  offset,
  onlyAboveOffset,
}: BacktestOptions["trailing"]): TrailingRules => ({
  on,
  positiveRatio: positive ?? Number.NaN,
  offsetRatio: offset,
  onlyAboveOffset,
  fromHigh: false,
});
