import { z } from "zod";
import type { Book } from "@/server/kernel/book";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { typedDecimal } from "@/server/kernel/money";
import { exchangeWire } from "@/server/kernel/name-wires";
import { timeframes } from "@/server/market/core/candle";
import { type BotExits, botExits } from "@/server/positions/core/exit-rules";

export const riskModes = ["safe", "balanced", "risky", "aggressive"] as const;
export type RiskModeName = (typeof riskModes)[number];

/** The name rule of the fleet: a letter, then 1 to 23 letters, digits, spaces, dashes or underscores. */
export const botName = z
  .string()
  .trim()
  .regex(
    /^[A-Za-z][A-Za-z0-9 _-]{1,23}$/,
    "A bot's name is 2 to 24 letters, digits, spaces, - or _, and starts with a letter. Example: Zeus.",
  );

export const symbolText = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z0-9]{2,12}\/[A-Z0-9]{2,12}$/, "Write the symbol as BASE/QUOTE, for example BTC/USDT.");

export const capitalText = typedDecimal.refine((text) => !text.startsWith("-") && text !== "0", {
  message: "Capital must be more than zero, for example 1000.",
});

export const createBotInput = z.strictObject({
  /** absent: the next free name from the list of Greek gods and heroes */
  name: botName.optional(),
  exchange: exchangeWire,
  symbol: symbolText,
  timeframe: z.enum(timeframes, `Timeframe is one of ${timeframes.join(", ")}.`).default("5m"),
  strategy: z.string().default("ema-cross"),
  params: z.record(z.string(), z.unknown()).default({}),
  riskMode: z.enum(riskModes, `Risk mode is one of ${riskModes.join(", ")}.`).default("balanced"),
  /** its own stops and targets; absent: its owner's settings */
  exits: botExits.optional(),
  /** in the symbol's quote currency */
  capital: capitalText,
});
export type CreateBotInput = z.output<typeof createBotInput>;

/** One bot as pages show it. Money is decimal text in stakeCurrency, times ISO UTC. */
export type BotView = {
  readonly botId: string;
  readonly name: string;
  readonly book: Book;
  readonly exchange: ExchangeName;
  readonly symbol: string;
  readonly timeframe: string;
  readonly strategy: string;
  readonly params: { readonly [name: string]: unknown };
  /** its own stops and targets; null: its owner's settings */
  readonly exits: BotExits | null;
  readonly version: number;
  readonly riskMode: RiskModeName;
  readonly stage: "paper_training" | "eligible" | "live" | "demoted" | "archived";
  readonly status: "new" | "running" | "paused" | "quarantined";
  readonly statusBy: string;
  readonly statusReason: string;
  readonly stakeCurrency: string;
  /** what was put into it */
  readonly initialCapital: string;
  /** of its profit, what was shared out to other bots */
  readonly paidOut: string;
  readonly revision: number;
  readonly createdWallAt: string;
  /** since when its orders go to an exchange, market clock; null on paper */
  readonly liveMarketAt: string | null;
  /** the live bot beside which this one makes the same decisions on paper; null for a bot of its own */
  readonly twinOf: string | null;
  readonly closedTrades: number;
  readonly wins: number;
  readonly realised: string;
  readonly hasOpenPosition: boolean;
};
