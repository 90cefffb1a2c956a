import type { z } from "zod";

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
 * `decide` reads the closes of the newest closed candles, oldest first, and whether the bot holds a position.
 * It never sees a clock, a venue or money.
 */
export type Strategy<Params = Record<string, unknown>> = {
  readonly id: string;
  readonly title: string;
  readonly guidance: string;
  readonly paramsSchema: z.ZodType<Params>;
  /** Fewest candles it decides on. */
  readonly warmup: (params: Params) => number;
  readonly decide: (closes: Float64Array, params: Params, holding: boolean) => StrategySignal;
};

/** Every decision reads at most so many closed candles, so that it can be replayed from them alone. */
export const DECISION_WINDOW = 600;
