import { z } from "zod";
import { BOOKS } from "@/server/kernel/book";
import { decimalText } from "@/server/kernel/money";
import { REPORT_KINDS } from "./report-kinds";

// A report as it is kept, of one book. Money is decimal text in the named currency, ratios are fractions as text, times
// ISO UTC. What nobody knows is null, and said so.

const money = decimalText;
const known = decimalText.nullable();

const botResult = z.strictObject({
  name: z.string(),
  realised: money,
  /** of the bot's capital; null where that is not known any more */
  ratio: known,
  closed: z.number(),
});

const ofCurrency = z.strictObject({
  currency: z.string(),
  /** at its two midnights; null where no valuation is that old */
  equityStart: known,
  equityEnd: known,
  /** deposits less withdrawals in between: neither gain nor loss */
  funded: money,
  /** equity at the end less that at the start and what was funded: open positions count at their prices */
  profit: known,
  profitRatio: known,
  /** of what was sold, net of fees */
  realised: money,
  fees: money,
  fills: z.number(),
  closed: z.number(),
  wins: z.number(),
  best: z.array(botResult).readonly(),
  worst: z.array(botResult).readonly(),
  /** the equity through the period, oldest first */
  curve: z.array(z.strictObject({ at: z.string(), equity: money })).readonly(),
});

/** The book as the dashboard showed it when the report was made. */
const standing = z.strictObject({
  at: z.string(),
  totals: z
    .array(
      z.strictObject({
        currency: z.string(),
        equity: money,
        today: known,
        returnRatio: money,
        drawdownRatio: money,
        openPositions: z.number(),
      }),
    )
    .readonly(),
  /** all of it in the owner's currency, at the rates of that moment; null where one of them was not known */
  display: z.strictObject({ currency: z.string(), equity: known, today: known }).nullable(),
});

const said = z.strictObject({ at: z.string(), words: z.string() });

export const reportContent = z.strictObject({
  version: z.literal(1),
  book: z.enum(BOOKS),
  kind: z.enum(REPORT_KINDS),
  forDate: z.string(),
  timeZone: z.string(),
  from: z.string(),
  until: z.string(),
  words: z.string(),
  currencies: z.array(ofCurrency).readonly(),
  standing: standing.nullable(),
  promotions: z.array(said).readonly(),
  bodyguard: z.array(said).readonly(),
  alerts: z.strictObject({
    critical: z.number(),
    high: z.number(),
    medium: z.number(),
    low: z.number(),
    worst: z.array(said).readonly(),
  }),
});

export type ReportContent = z.output<typeof reportContent>;
export type CurrencyReport = ReportContent["currencies"][number];
export type BotResult = CurrencyReport["best"][number];
export type Said = z.output<typeof said>;

/** Whether nothing was traded, promoted, stopped or told. */
export const isQuiet = ({ currencies, promotions, bodyguard, alerts }: ReportContent): boolean =>
  currencies.every(({ fills, closed }) => fills === 0 && closed === 0) &&
  promotions.length === 0 &&
  bodyguard.length === 0 &&
  alerts.critical + alerts.high + alerts.medium + alerts.low === 0;
