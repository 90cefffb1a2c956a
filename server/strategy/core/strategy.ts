import type { z } from "zod";

/** Closed candles as columns, oldest first, all of one length: prices in quote per base, volume in base. */
export type CandleWindow = {
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
};

/** What a strategy says about one closed candle. `score` runs from -1 (sell) to +1 (buy). */
export type StrategySignal = {
  readonly direction: "buy" | "sell" | "hold";
  readonly score: number;
  /** "ema-cross-up": why, for machines */
  readonly reasonCode: string;
  /** why, for people */
  readonly words: string;
  readonly indicators: readonly { readonly name: string; readonly value: number }[];
};

/**
 * A strategy as data: parameters with ranges, how many candles it needs, and a pure decision.
 *
 * `decide` reads the newest closed candles, oldest first, and whether the bot holds a position.
 * It never sees a clock, a venue or money.
 */
export type Strategy<Params = Record<string, unknown>> = {
  readonly id: string;
  readonly title: string;
  readonly guidance: string;
  readonly paramsSchema: z.ZodType<Params>;
  /** Fewest candles it decides on. */
  readonly warmup: (params: Params) => number;
  readonly decide: (window: CandleWindow, params: Params, holding: boolean) => StrategySignal;
};

/** Every decision reads at most so many closed candles, so that it can be replayed from them alone. */
export const DECISION_WINDOW = 600;

type Indicators = StrategySignal["indicators"];

/** A wish to enter; `score` from 0 to 1 says how strong it is. */
export const buy = (
  score: number,
  reasonCode: string,
  words: string,
  indicators: Indicators,
): StrategySignal => ({
  ...{ direction: "buy", score, reasonCode, words, indicators },
});

/** A wish to leave a holding. */
export const sell = (reasonCode: string, words: string, indicators: Indicators): StrategySignal => ({
  ...{ direction: "sell", score: -1, reasonCode, words, indicators },
});

/** Nothing to do, and why. */
export const hold = (reasonCode: string, words: string, indicators: Indicators): StrategySignal => ({
  ...{ direction: "hold", score: 0, reasonCode, words, indicators },
});
