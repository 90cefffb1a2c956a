import type { CandleTimeframe } from "../core/candle";
import type { TimeUnit } from "./time-cell";

/** What is done about candles that are missing, repeated, without numbers, or not finished. */
export const gapRules = ["keep", "fill", "refuse"] as const;
export type GapRule = (typeof gapRules)[number];

/** What the owner says about a file that it cannot say itself. */
export type CandleAsk = {
  /** what each column holds, `time,open,high,low,close,volume`; null: by header or by sense */
  readonly columns: string | null;
  /** what its times count; null: by their size */
  readonly unit: TimeUnit | null;
  /** the zone of dates that carry none, as `localTimeOf` takes it; null: UTC */
  readonly zone: string | null;
  readonly gaps: GapRule;
};

export const plainAsk: CandleAsk = { columns: null, unit: null, zone: null, gaps: "keep" };

/** What part of a file is wanted, and as which candles. */
export type CandleChoice = CandleAsk & {
  /** the timeframe to put its candles together to; null: its own */
  readonly timeframe: CandleTimeframe | null;
  /** the period, ms UTC; null: from its beginning, to its end */
  readonly fromMs: number | null;
  readonly untilMs: number | null;
};

export const wholeFile: CandleChoice = { ...plainAsk, timeframe: null, fromMs: null, untilMs: null };

/** One thing that was noticed and how it was handled; `row` counts from 1, the first where it was seen. */
export type CandleNote = {
  readonly kind:
    | "before-table"
    | "reversed"
    | "duplicates"
    | "empty-rows"
    | "gaps"
    | "filled"
    | "unfinished"
    | "rounded"
    | "no-volume"
    | "zone"
    | "mixed-units"
    | "phase";
  readonly count: number;
  readonly row: number;
  readonly words: string;
};

export type CandleGap = {
  /** the candle after the gap, counted from 1 */
  readonly row: number;
  readonly missing: number;
};

/** A file of candles, read and judged: oldest first, each once, on one grid. */
export type CandleTable = {
  readonly file: string;
  /** of the file as it lies on disk */
  readonly sha256: string;
  /** the form it was read as, for people */
  readonly words: string;
  readonly timeframe: CandleTimeframe;
  /** the market as the file writes it; null when it names none */
  readonly symbol: string | null;
  readonly openAt: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  /** decimals of prices and volumes: each value is a whole multiple of 10^-scale, to the 15 digits a float holds */
  readonly priceScale: number;
  readonly volumeScale: number;
  readonly flags: { readonly entry: Uint8Array; readonly exit: Uint8Array } | null;
  /** columns with a name that were not used */
  readonly others: readonly string[];
  readonly gaps: readonly CandleGap[];
  readonly notes: readonly CandleNote[];
};
