import type { MarketData } from "@/server/exchange/core/exchange-client";
import type { MarketMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { aggregateCandles } from "@/server/market/core/aggregate-candles";
import { type Candle, type Timeframe, timeframeMs } from "@/server/market/core/candle";

/** Closed candles that an exchange gives to whoever has a key there; null where there is no key, or no such call. */
export type KeyedCandles = (
  exchange: ExchangeName,
  symbol: string,
  timeframe: Timeframe,
  from: MarketMs,
  limit: number,
) => Promise<readonly Candle[] | null>;

const MINUTE_MS = timeframeMs("1m");

/**
 * The candles of an exchange, and those it does not give just so: with a key where it has them for keys alone, and made
 * of its minutes where it has none of that timeframe. Still null where neither can be had: trades are left then.
 */
export function withMoreCandles(data: MarketData, keyed: KeyedCandles | null, now: () => number): MarketData {
  const ask: MarketData["candles"] = async (...of) =>
    (await data.candles(...of)) ?? (await keyed?.(data.exchange, ...of)) ?? null;
  return {
    ...data,
    candles: async (symbol, timeframe, from, limit) => {
      const told = await ask(symbol, timeframe, from, limit);
      if (told || timeframe === "1m") return told;
      const length = timeframeMs(timeframe);
      const most = limit * (length / MINUTE_MS);
      const minutes = await ask(symbol, "1m", from, most);
      if (!minutes) return null;
      const newest = minutes.at(-1);
      // the last may go on in the next page, or in the minutes to come
      const isWhole = ({ openAt }: Candle): boolean =>
        openAt + length <= (newest ? newest.openAt + MINUTE_MS : 0) ||
        (minutes.length < most && openAt + length <= now() && !isLongAgo(openAt + length, now()));
      return aggregateCandles(minutes, "1m", timeframe).filter(isWhole);
    },
  };
}

/** An exchange that gives fewer at a time than it is asked for ends its page where it likes. */
const isLongAgo = (closedAt: number, now: number): boolean => now - closedAt > 10 * MINUTE_MS;
