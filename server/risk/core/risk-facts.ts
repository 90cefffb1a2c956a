// What the rules of a book, its limits and a bot's own record tell an entry. Recorded with the decision as text.
import { z } from "zod";
import { decimalWire } from "@/server/kernel/money";

const counted = z.object({ count: z.number().int(), most: z.number().int() });

export const riskFactsWire = z.object({
  /** the slot decided on, and the length of its candle; market clock, ms */
  at: z.number(),
  candleMs: z.number(),
  /** entries of the book since 00:00 in the owner's zone, market clock */
  entries: z.object({ exchange: counted, bot: counted, user: counted }),
  /** no entries of the book before that instant of the market clock: a day's loss was too large */
  lockedUntil: z.number().nullable(),
  /** no entries of the book until the owner clears it */
  bookHalted: z.boolean(),
  /**
   * The part of the book that is counted in the market's quote currency: its equity, what it has in the market's coin
   * and at the exchange, entry orders under way included; null while a price is missing. Ratios are fractions.
   */
  part: z.object({
    equity: decimalWire.nullable(),
    asset: decimalWire.nullable(),
    exchange: decimalWire.nullable(),
    assetMost: decimalWire,
    exchangeMost: decimalWire,
    /** how many exchanges the book has money at, in whatever currency */
    exchangesFunded: z.number().int(),
    /** coins of the part that move with the market's, and what is in all of them; absent where there are none */
    together: z
      .object({ coins: z.array(z.string()), held: decimalWire.nullable(), most: decimalWire })
      .optional(),
  }),
  /** fractions of the price; `mean` is the mean move of the version's closed trades before fees, null without any */
  edge: z.object({
    trades: z.number().int(),
    mean: decimalWire.nullable(),
    /** what a backtest said, to be weighed by its number of trades */
    prior: z.object({ mean: decimalWire, trades: z.number().int() }).nullable(),
    /** signals the gate refused, followed as if taken, and ended; absent where there are none, as in records of old */
    virtual: z.object({ mean: decimalWire, trades: z.number().int() }).optional(),
    tradesLeast: z.number().int(),
    halfSpread: decimalWire,
    slippage: decimalWire,
    buffer: decimalWire,
  }),
  /** null: off */
  protections: z.object({
    cooldown: z.object({ candles: z.number().int(), lastExitAt: z.number().nullable() }).nullable(),
    stopGuard: counted.extend({ windowCandles: z.number().int() }).nullable(),
    lowProfit: z
      .object({
        trades: z.number().int(),
        tradesLeast: z.number().int(),
        windowCandles: z.number().int(),
        profit: decimalWire,
        profitLeast: decimalWire,
      })
      .nullable(),
  }),
});

export type RiskFacts = z.output<typeof riskFactsWire>;
export type RiskFactsJson = z.input<typeof riskFactsWire>;

/** When entries rest in the book as maker, and for how long at most; ratios as fractions, market clock. */
export const makerFirstWire = z.object({ above: decimalWire, restMs: z.number().int() });
export type MakerFirst = z.output<typeof makerFirstWire>;
export type MakerFirstJson = z.input<typeof makerFirstWire>;
