import type { DataCalls } from "@/server/exchange/ccxt/open-data";
import {
  decimalOf,
  findText,
  msOf,
  objectOf,
  objectsOf,
  rowsOf,
  textOf,
} from "@/server/exchange/ccxt/read-answer";
import { toBook, toCandle } from "@/server/exchange/ccxt/shapes";
import { timeframeMs } from "@/server/market/core/candle";
import { binanceManners } from "./binance-manners";
import { loadBinanceMarkets } from "./binance-markets";

const DEPTHS = [5, 10, 20, 50, 100, 500, 1000, 5000];
const NAMES_MOST = 100;

/** What anybody may ask Binance. */
export const binanceData: DataCalls = {
  manners: binanceManners,
  loadMarkets: loadBinanceMarkets,
  tickers: async ({ call }, names, symbols) => {
    const ids = symbols.map(names.idOf);
    const asked = ids.length <= NAMES_MOST ? { symbols: JSON.stringify(ids) } : {};
    return objectsOf(await call("publicGetTicker24hr", asked)).flatMap((one) => {
      const symbol = names.symbolOf(textOf(one.symbol, "symbol"));
      if (!symbol) return [];
      const last = decimalOf(one.lastPrice, "last price");
      const bid = decimalOf(one.bidPrice, "bid");
      const ask = decimalOf(one.askPrice, "ask");
      return [{ exchange: "binance", symbol, at: msOf(one.closeTime, "time"), last, bid, ask }];
    });
  },
  book: async ({ call, now }, id, depth) => {
    const limit = DEPTHS.find((each) => each >= depth) ?? DEPTHS.at(-1);
    const answer = objectOf(await call("publicGetDepth", { symbol: id, limit }));
    return toBook(answer, now(), depth);
  },
  trades: async ({ call }, id, since, limit) => {
    const asked = { symbol: id, limit: Math.min(limit, 1_000), ...(since !== null && { startTime: since }) };
    return objectsOf(await call("publicGetAggTrades", asked)).map((one) => ({
      id: textOf(one.a, "trade id"),
      at: msOf(one.T, "time"),
      price: decimalOf(one.p, "price"),
      amount: decimalOf(one.q, "amount"),
      side: one.m === true ? "sell" : "buy",
    }));
  },
  candles: async ({ call }, id, timeframe, from, limit) => {
    const asked = { symbol: id, interval: timeframe, startTime: from, limit: Math.min(limit + 1, 1_000) };
    return rowsOf(await call("publicGetKlines", asked)).map(([at, open, high, low, close, volume]) =>
      toCandle(msOf(at, "time"), { open, high, low, close, volume }, timeframeMs(timeframe)),
    );
  },
  status: async ({ call, ccxt }) => {
    // the testnet has no such page
    if (ccxt.isSandboxModeEnabled) {
      await call("publicGetPing");
      return { state: "ok", words: "" };
    }
    const answer = objectOf(await call("sapiGetSystemStatus"));
    const isUp = findText(answer.status) === "0";
    return { state: isUp ? "ok" : "maintenance", words: findText(answer.msg) ?? "" };
  },
  time: async ({ call }) => msOf(objectOf(await call("publicGetTime")).serverTime, "time"),
};
