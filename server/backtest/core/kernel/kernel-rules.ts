/**
 * How one market is traded, as plain numbers: ratios are fractions (0.02 is 2 %), prices in quote per base, times in
 * milliseconds. `Infinity` means never, and 1 as `stopRatio` means no stop.
 */
export type KernelRules = {
  /** freqtrade: as that engine fills; strict: gaps at the open, the worse order of prices inside a candle */
  readonly fill: "freqtrade" | "strict";
  /** of the notional, of an order that takes: market orders, stops, limits that fill as they are placed */
  readonly feeRatio: number;
  /** … of one that rested: targets and limits. The same unless the exchange asks less of those */
  readonly makerFeeRatio: number;
  /** every order but a limit order fills that much worse */
  readonly slippageRatio: number;
  readonly stopRatio: number;
  /** minutes held, rising, and the profit from then on at which the position is closed */
  readonly roiMinutes: Float64Array;
  readonly roiRatios: Float64Array;
  readonly trailing: TrailingRules;
  readonly timeStopMs: number;
  readonly entryTimeoutMs: number;
  readonly exitTimeoutMs: number;
  readonly timeframeMs: number;
  readonly sizing: SizingRules;
};

export type TrailingRules = {
  readonly on: boolean;
  /** distance once the profit exceeds `offsetRatio`; NaN: the stop's own distance throughout */
  readonly positiveRatio: number;
  readonly offsetRatio: number;
  /** no trailing at all below the offset */
  readonly onlyAboveOffset: boolean;
  /** the strategy's own stop, asked at every candle, answers the stop's distance from the high */
  readonly fromHigh: boolean;
};

export type SizingRules = {
  /** quote for one position; with `equityRatio` above 0 that part of the wallet's equity instead */
  readonly stake: number;
  readonly equityRatio: number;
  /** largest part of the equity in one position */
  readonly equityRatioMax: number;
  /** the exchange's steps and smallest order; 0: none */
  readonly lot: number;
  readonly tick: number;
  readonly minNotional: number;
};

/** No trailing stop. */
export const noTrailing: TrailingRules = {
  on: false,
  positiveRatio: Number.NaN,
  offsetRatio: 0,
  onlyAboveOffset: false,
  fromHigh: false,
};

/** A stake in quote and nothing else. */
export const fixedStake = (stake: number): SizingRules => ({
  stake,
  equityRatio: 0,
  equityRatioMax: 1,
  lot: 0,
  tick: 0,
  minNotional: 0,
});
