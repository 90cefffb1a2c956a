import { toDecimal } from "@/server/kernel/money";

// The numbers of the paper venue that are no settings. docs/paper-venue.md says where they come from.

/** The most of a market's recent volume that our orders get where no book shows what is there: a fraction. */
export const PARTICIPATION = toDecimal("0.1");
/** Factor of the square-root law of impact: of order one in every market measured. */
export const IMPACT_FACTOR = toDecimal("1");
/** What a market buy must be able to pay: its value at the last price, this many times. */
export const HOLD_MARGIN = toDecimal("1.01");
/** Least time whose volume one price stands for, market clock. */
export const WINDOW_MIN_MS = 60_000;
/** How far back volume and volatility are read, market clock. */
export const RECENT_MS = 60 * 60_000;
/** Fees are rounded to the stored scale fill by fill: as much may be missing of a hold, in quote, and is let off. */
export const ROUNDING_SLACK = toDecimal("0.000000000000001");
