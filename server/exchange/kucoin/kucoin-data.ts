import { loadRawMarkets, type NamedMarket, type RawMarket } from "@/server/exchange/ccxt/market-names";
import type { DataCalls } from "@/server/exchange/ccxt/open-data";
import {
  decimalOf,
  findDecimal,
  findText,
  msOf,
  objectOf,
  objectsOf,
  rowsOf,
  secondsOf,
  textOf,
} from "@/server/exchange/ccxt/read-answer";
import { toBook, toCandle } from "@/server/exchange/ccxt/shapes";
import type { Call, Wire } from "@/server/exchange/ccxt/wire";
import { marketMs } from "@/server/kernel/clock";
import { exchanges } from "@/server/kernel/exchange-names";
import { toDecimal, ZERO } from "@/server/kernel/money";
import { type Timeframe, timeframeMs } from "@/server/market/core/candle";
import { kucoinManners } from "./kucoin-manners";

const TYPES: { readonly [timeframe in Timeframe]: string } = {
  "1m": "1min",
  "3m": "3min",
  "5m": "5min",
  "15m": "15min",
  "30m": "30min",
  "1h": "1hour",
  "4h": "4hour",
  "1d": "1day",
};
const CANDLES_MOST = 1_500;
/** Nanoseconds in a millisecond. */
const NS = 1_000_000n;
const STATES: Readonly<Record<string, "ok" | "maintenance" | "read_only">> = {
  open: "ok",
  close: "maintenance",
  cancelonly: "read_only",
};

export const loadKucoinMarkets = async (wire: Wire): Promise<readonly NamedMarket[]> =>
  (await loadRawMarkets(wire)).map(toMarket);

const toMarket = ({ symbol, base, quote, id, info }: RawMarket): NamedMarket => ({
  exchange: "kucoin",
  symbol,
  base,
  quote,
  id,
  names: [],
  tickSize: decimalOf(info.priceIncrement, "tick size"),
  lotSize: decimalOf(info.baseIncrement, "lot size"),
  minAmount: decimalOf(info.baseMinSize, "smallest amount"),
  minNotional: findDecimal(info.minFunds, "smallest value") ?? ZERO,
  makerFee: toDecimal(exchanges.kucoin.makerFee),
  takerFee: toDecimal(exchanges.kucoin.takerFee),
  active: info.enableTrading === true,
});

const dataOf = async (call: Call, name: string, params = {}): Promise<unknown> =>
  objectOf(await call(name, params)).data;

/** What anybody may ask KuCoin. */
export const kucoinData: DataCalls = {
  manners: kucoinManners,
  loadMarkets: loadKucoinMarkets,
  tickers: async ({ call }, names) => {
    const answer = objectOf(await dataOf(call, "publicGetMarketAllTickers"));
    const at = msOf(answer.time, "time");
    return objectsOf(answer.ticker, "tickers").flatMap((one) => {
      const symbol = names.symbolOf(textOf(one.symbol, "symbol"));
      // a market that never traded has no price
      const last = findDecimal(one.last, "last price");
      if (!symbol || !last) return [];
      const bid = findDecimal(one.buy, "bid") ?? last;
      const ask = findDecimal(one.sell, "ask") ?? last;
      return [{ exchange: "kucoin", symbol, at, last, bid, ask }];
    });
  },
  book: async ({ call }, id, depth) => {
    const name = depth <= 20 ? "publicGetMarketOrderbookLevel220" : "publicGetMarketOrderbookLevel2100";
    const answer = objectOf(await dataOf(call, name, { symbol: id }));
    return toBook(answer, msOf(answer.time, "time"), depth);
  },
  trades: async ({ call }, id) =>
    objectsOf(await dataOf(call, "publicGetMarketHistories", { symbol: id })).map((one) => ({
      id: textOf(one.sequence, "trade id"),
      at: marketMs(Number(BigInt(textOf(one.time, "time")) / NS)),
      price: decimalOf(one.price, "price"),
      amount: decimalOf(one.size, "amount"),
      side: findText(one.side) === "sell" ? "sell" : "buy",
    })),
  candles: async ({ call }, id, timeframe, from, limit) => {
    const lengthMs = timeframeMs(timeframe);
    const startAt = Math.floor(from / 1_000);
    const endAt = startAt + (Math.min(limit, CANDLES_MOST) * lengthMs) / 1_000;
    const asked = { symbol: id, type: TYPES[timeframe], startAt, endAt };
    // open, close, high, low: the exchange's own order
    return rowsOf(await dataOf(call, "publicGetMarketCandles", asked)).map(
      ([time, open, close, high, low, volume]) =>
        toCandle(secondsOf(time, "time"), { open, high, low, close, volume }, lengthMs),
    );
  },
  status: async ({ call }) => {
    const answer = objectOf(await dataOf(call, "publicGetStatus"));
    return {
      state: STATES[findText(answer.status) ?? ""] ?? "maintenance",
      words: findText(answer.msg) ?? "",
    };
  },
  time: async ({ call }) => msOf(await dataOf(call, "publicGetTimestamp"), "time"),
};
