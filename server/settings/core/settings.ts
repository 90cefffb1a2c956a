// Every number of the product that an owner may change, typed, with its default. Ratios are fractions as text:
// "0.05" is 5 %. Stored per user as what differs from these defaults.
import { z } from "zod";
import { decimalText } from "@/server/kernel/money";

const ratioText = (standard: string) =>
  decimalText
    .refine(
      (text) => !text.startsWith("-") && !/^([2-9]|\d{2,})/.test(text),
      "write a fraction from 0 to 1, for example 0.05",
    )
    .default(standard);

const riskModeSettings = (size: string, cap: string, stop: string) =>
  z
    .strictObject({
      /** share of the bot's capital put into one position */
      positionSize: ratioText(size),
      /** never more than this share, whatever else enlarges a position */
      positionCap: ratioText(cap),
      /** distance of the stop below the entry price */
      stop: ratioText(stop),
    })
    .prefault({});

export const settingsSchema = z.strictObject({
  timeZone: z.string().default("Africa/Johannesburg"),
  displayCurrency: z.enum(["ZAR", "USD", "EUR", "GBP", "USDT"]).default("ZAR"),
  riskModes: z
    .strictObject({
      safe: riskModeSettings("0.20", "0.25", "0.02"),
      balanced: riskModeSettings("0.30", "0.35", "0.03"),
      risky: riskModeSettings("0.40", "0.45", "0.04"),
      aggressive: riskModeSettings("0.50", "0.60", "0.05"),
    })
    .prefault({}),
  takeProfit: ratioText("0.05"),
  trailingStop: ratioText("0.03"),
  /** decision weights, redistributed where a source is absent */
  weights: z
    .strictObject({
      technical: ratioText("0.45"),
      regime: ratioText("0.20"),
      fetchai: ratioText("0.20"),
      llm: ratioText("0.15"),
    })
    .prefault({}),
  /** score at or above which a bot enters */
  entryThreshold: ratioText("0.25"),
  /** a feed older than this many intervals yields skip: stale-data */
  staleIntervals: z.number().int().min(1).max(10).default(2),
  /** held back above the reference price when a market buy is reserved */
  reserveBuffer: ratioText("0.01"),
  /** paper venue: half spread and slippage as fractions of the price, latency on the market clock */
  paperHalfSpread: ratioText("0.0002"),
  paperSlippage: ratioText("0.0003"),
  paperLatencyMs: z.number().int().min(0).max(60_000).default(250),
  /** an answer that has not come by then is unknown and looked up by client id, wall clock */
  orderDeadlineMs: z.number().int().min(1_000).max(60_000).default(5_000),
  botsMax: z.number().int().min(1).max(10_000).default(45),
  slots: z
    .strictObject({
      luno: z.number().int().min(0).default(5),
      binance: z.number().int().min(0).default(10),
      kucoin: z.number().int().min(0).default(10),
      kraken: z.number().int().min(0).default(10),
      valr: z.number().int().min(0).default(10),
    })
    .prefault({}),
});

export type Settings = z.output<typeof settingsSchema>;

/** The defaults of every setting. */
export const defaultSettings: Settings = settingsSchema.parse({});
