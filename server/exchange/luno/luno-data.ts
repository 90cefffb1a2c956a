import { loadRawMarkets, type NamedMarket, type RawMarket } from "@/server/exchange/ccxt/market-names";
import type { DataCalls } from "@/server/exchange/ccxt/open-data";
import {
  decimalOf,
  findText,
  type Json,
  msOf,
  objectOf,
  objectsOf,
  textOf,
} from "@/server/exchange/ccxt/read-answer";
import { stepOf } from "@/server/exchange/ccxt/shapes";
import type { Call, Wire } from "@/server/exchange/ccxt/wire";
import { exchanges } from "@/server/kernel/exchange-names";
import { toDecimal, ZERO } from "@/server/kernel/money";
import { lunoManners } from "./luno-manners";

const TOP = 100;

export const loadLunoMarkets = async (wire: Wire): Promise<readonly NamedMarket[]> =>
  (await loadRawMarkets(wire)).map(toMarket);

/** Luno has a smallest amount and no smallest value. */
const toMarket = ({ symbol, base, quote, id, info }: RawMarket): NamedMarket => ({
  exchange: "luno",
  symbol,
  base,
  quote,
  id,
  names: [],
  tickSize: stepOf(decimalOf(info.price_scale, "tick size")),
  lotSize: stepOf(decimalOf(info.volume_scale, "lot size")),
  minAmount: decimalOf(info.min_volume, "smallest amount"),
  minNotional: ZERO,
  makerFee: toDecimal(exchanges.luno.makerFee),
  takerFee: toDecimal(exchanges.luno.takerFee),
  active: info.trading_status === "ACTIVE",
});

const tickersOf = async (call: Call): Promise<readonly Json[]> =>
  objectsOf(objectOf(await call("publicGetTickers")).tickers, "tickers");

/** What anybody may ask Luno. It keeps candles for those with keys only, and no page of its state: tickers carry it. */
export const lunoData: DataCalls = {
  manners: lunoManners,
  loadMarkets: loadLunoMarkets,
  tickers: async ({ call }, names) =>
    (await tickersOf(call)).flatMap((one) => {
      const symbol = names.symbolOf(textOf(one.pair, "market"));
      if (!symbol) return [];
      const last = decimalOf(one.last_trade, "last price");
      const bid = decimalOf(one.bid, "bid");
      const ask = decimalOf(one.ask, "ask");
      return [{ exchange: "luno", symbol, at: msOf(one.timestamp, "time"), last, bid, ask }];
    }),
  book: async ({ call }, id, depth) => {
    const name = depth <= TOP ? "publicGetOrderbookTop" : "publicGetOrderbook";
    const answer = objectOf(await call(name, { pair: id }));
    const levels = (side: unknown) =>
      objectsOf(side, "levels")
        .slice(0, depth)
        .map(({ price, volume }) => ({
          price: decimalOf(price, "price"),
          amount: decimalOf(volume, "amount"),
        }));
    return { at: msOf(answer.timestamp, "time"), bids: levels(answer.bids), asks: levels(answer.asks) };
  },
  trades: async ({ call }, id, since) => {
    const answer = await call("publicGetTrades", { pair: id, ...(since !== null && { since }) });
    return objectsOf(objectOf(answer).trades, "trades").map((one) => ({
      id: textOf(one.sequence, "trade id"),
      at: msOf(one.timestamp, "time"),
      price: decimalOf(one.price, "price"),
      amount: decimalOf(one.volume, "amount"),
      side: one.is_buy === true ? "buy" : "sell",
    }));
  },
  candles: async () => null,
  status: async ({ call }) => {
    const states = new Set((await tickersOf(call)).map(({ status }) => findText(status) ?? ""));
    if (states.has("ACTIVE")) return { state: "ok", words: "" };
    const words = [...states].join(", ").toLowerCase();
    return { state: states.has("POSTONLY") ? "read_only" : "maintenance", words };
  },
  time: async ({ call }) =>
    Math.max(...(await tickersOf(call)).map(({ timestamp }) => msOf(timestamp, "time"))),
};
