import { z } from "zod";
import { exchangeWire } from "@/server/kernel/name-wires";
import { timeframes } from "@/server/market/core/candle";
import { readSymbol } from "./series-name";

const instant = z.iso.datetime({ error: "Write an instant such as 2024-01-01T00:00:00.000Z." });

/** What candles to download. Without `from` a series that is there goes on where it stands. */
export const downloadAsk = z.strictObject({
  exchange: exchangeWire,
  symbol: z
    .string()
    .max(40)
    .refine((text) => readSymbol(text) !== null, "Write the market like BTC/USDT.")
    .transform((text) => readSymbol(text) ?? text),
  timeframe: z.string().refine((text) => timeframes.some((each) => each === text), {
    error: `Exchanges are asked for ${timeframes.join(", ")}: download a shorter one and put it together with the timeframe of the backtest.`,
  }),
  from: instant.nullable().default(null),
  /** null: up to now */
  until: instant.nullable().default(null),
});
export type DownloadAsk = z.output<typeof downloadAsk>;

export const seriesRef = z.strictObject({ seriesId: z.guid() });
