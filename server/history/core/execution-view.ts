import { z } from "zod";
import type { Book } from "@/server/kernel/book";
import type { ExchangeName } from "@/server/kernel/exchange-names";

export const executionPeriods = ["1d", "7d", "30d", "90d"] as const;
export const executionPurposes = ["all", "entry", "exit"] as const;

/** Wall clock, back from now; entries, exits or both. */
export const executionFilter = z.strictObject({
  period: z.enum(executionPeriods, "Period is one of 1d, 7d, 30d, 90d.").default("7d"),
  purpose: z.enum(executionPurposes, "Purpose is one of all, entry, exit.").default("all"),
});

export type ExecutionFilter = z.output<typeof executionFilter>;

/** Milliseconds of the wall clock; null where no order of the row was measured. */
export type LatencyView = {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  /** orders it was measured at */
  readonly of: number;
};

/** Upper bounds of the buckets of slippage, in basis points; the last bucket has none. */
export const SLIPPAGE_BOUNDS = [-20, -10, -5, -1, 1, 5, 10, 20] as const;

/**
 * How orders of one book were carried out at one exchange in one quote currency. Statistics are numbers: basis points,
 * fractions of 1, milliseconds.
 */
export type ExecutionRow = {
  readonly book: Book;
  readonly exchange: ExchangeName;
  readonly quote: string;
  /** orders that went to the wire */
  readonly sent: number;
  /** of these, with a fill */
  readonly filled: number;
  /** average fill price against the price decided on; positive where it was worse. null without fills */
  readonly slippageBps: { readonly median: number | null; readonly p95: number | null };
  /** orders per bucket of SLIPPAGE_BOUNDS, one more than there are bounds */
  readonly slippageCounts: readonly number[];
  /** of what the ended orders asked for, how much was traded, by value at the price decided on */
  readonly fillRatio: number | null;
  readonly latencyMs: {
    /** decision to intent, intent to wire, wire to the venue's answer, answer to the first booked fill of a market order */
    readonly decided: LatencyView;
    readonly wire: LatencyView;
    readonly answer: LatencyView;
    readonly fill: LatencyView;
  };
  readonly rejected: number;
  /** orders without a readable answer, at any time of their life */
  readonly unknown: number;
  /** share of what was traded as maker, by value */
  readonly makerShare: number | null;
  /** fees over what was traded; null where a fee in a third coin has no known worth */
  readonly feeBps: number | null;
};

export type ExecutionView = { readonly rows: readonly ExecutionRow[]; readonly since: string };
