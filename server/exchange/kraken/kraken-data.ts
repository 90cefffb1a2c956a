import type { DataCalls } from "@/server/exchange/ccxt/open-data";
import {
  decimalOf,
  findText,
  type Json,
  listOf,
  objectOf,
  rowsOf,
  secondsOf,
  textOf,
  unreadable,
} from "@/server/exchange/ccxt/read-answer";
import { toBook, toCandle } from "@/server/exchange/ccxt/shapes";
import type { Call } from "@/server/exchange/ccxt/wire";
import { marketMs } from "@/server/kernel/clock";
import { type Timeframe, timeframeMs } from "@/server/market/core/candle";
import { krakenManners } from "./kraken-manners";
import { loadKrakenMarkets } from "./kraken-markets";

/** Minutes; three are none of its timeframes. */
const INTERVAL: { readonly [timeframe in Timeframe]: number | null } = {
  "1m": 1,
  "3m": null,
  "5m": 5,
  "15m": 15,
  "30m": 30,
  "1h": 60,
  "4h": 240,
  "1d": 1440,
};
const STATES: Readonly<Record<string, "ok" | "maintenance" | "read_only">> = {
  online: "ok",
  post_only: "read_only",
  cancel_only: "read_only",
  maintenance: "maintenance",
};

const ask = async (call: Call, name: string, params = {}): Promise<Json> =>
  objectOf(objectOf(await call(name, params)).result, "a result is missing");

/** Answers about one market are keyed by one of its names, beside "last". */
const onlyOf = (result: Json): unknown =>
  Object.entries(result).find(([name]) => name !== "last")?.[1] ?? unreadable("the market is missing");

/** What anybody may ask Kraken. Its tickers and books carry no time: they are of the moment they came. */
export const krakenData: DataCalls = {
  manners: krakenManners,
  loadMarkets: loadKrakenMarkets,
  tickers: async ({ call, now }, names, symbols) => {
    const result = await ask(call, "publicGetTicker", { pair: symbols.map(names.idOf).join(",") });
    return Object.entries(result).flatMap(([name, value]) => {
      const symbol = names.symbolOf(name);
      if (!symbol) return [];
      const first = (field: unknown, what: string) => decimalOf(listOf(field)[0], what);
      const { a, b, c } = objectOf(value);
      const [last, bid, ask] = [first(c, "last price"), first(b, "bid"), first(a, "ask")];
      return [{ exchange: "kraken", symbol, at: marketMs(now()), last, bid, ask }];
    });
  },
  book: async ({ call, now }, id, depth) => {
    const result = await ask(call, "publicGetDepth", { pair: id, count: Math.min(depth, 500) });
    return toBook(objectOf(onlyOf(result)), now(), depth);
  },
  trades: async ({ call }, id, since, limit) => {
    const from = since === null ? {} : { since: `${since - 1}000000` };
    const result = await ask(call, "publicGetTrades", { pair: id, count: Math.min(limit, 1_000), ...from });
    return rowsOf(onlyOf(result)).map(([price, amount, time, side, , , tradeId]) => ({
      id: textOf(tradeId, "trade id"),
      at: secondsOf(time, "time"),
      price: decimalOf(price, "price"),
      amount: decimalOf(amount, "amount"),
      side: findText(side) === "s" ? "sell" : "buy",
    }));
  },
  candles: async ({ call }, id, timeframe, from) => {
    const interval = INTERVAL[timeframe];
    if (interval === null) return null;
    // what begins after `since` is told: one second before the first one wanted
    const since = Math.max(0, Math.floor(from / 1_000) - 1);
    const result = await ask(call, "publicGetOHLC", { pair: id, interval, since });
    return rowsOf(onlyOf(result)).map(([time, open, high, low, close, , volume]) =>
      toCandle(secondsOf(time, "time"), { open, high, low, close, volume }, timeframeMs(timeframe)),
    );
  },
  status: async ({ call }) => {
    const status = findText((await ask(call, "publicGetSystemStatus")).status) ?? "";
    return { state: STATES[status] ?? "maintenance", words: status };
  },
  time: async ({ call }) => secondsOf((await ask(call, "publicGetTime")).unixtime, "time"),
};
