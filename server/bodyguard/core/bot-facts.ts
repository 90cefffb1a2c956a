import type { MarketMs } from "@/server/kernel/clock";
import type { BotCheck } from "./checks";

/** One trade of a bot's present version. Ratios are fractions. */
export type Trade = {
  readonly openedAt: MarketMs;
  /** null while it is open */
  readonly closedAt: MarketMs | null;
  /** quote paid for it */
  readonly paid: number;
  /** what it earned net of fees, of what was paid; null while it is open */
  readonly result: number | null;
};

/** What the bot had earned at a look, in its currency. */
export type Sample = { readonly at: MarketMs; readonly profit: number };

/** What one look at a bot knows. Money as numbers: they are judged, never paid. */
export type BotFacts = {
  readonly at: MarketMs;
  /** nothing before it is held against the bot: its last release, or the first look at it */
  readonly watchedFrom: MarketMs;
  /** since when its capital is what it is: sizes before are of another whole */
  readonly capitalSince: MarketMs;
  /** length of the candles it decides on */
  readonly candleMs: number;
  readonly currency: string;
  /** what was put into it less what was taken out, in its currency */
  readonly invested: number;
  /** the looks of the last hour, this one last; none when a price is missing now */
  readonly samples: readonly Sample[];
  /** fall from its highest equity as a fraction of it; null when a price is missing */
  readonly fall: number | null;
  /** its newest trades, oldest first */
  readonly trades: readonly Trade[];
};

/** What one check measures of one bot. */
export type Measure = {
  readonly check: BotCheck;
  /** in the unit of its limit; null while it cannot be told */
  readonly value: number | null;
  /** above it, it is a fault */
  readonly limit: number;
  readonly unit: "ratio" | "count" | "times" | "deviations";
  /** since when the fault is there, as far as that is known */
  readonly since: MarketMs | null;
  /** what of its past was looked at */
  readonly window: string;
  /** what it was worked out from, by name */
  readonly figures: { readonly [name: string]: string };
};
