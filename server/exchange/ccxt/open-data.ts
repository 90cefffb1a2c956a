import type { ExchangeStatus, MarketData, PublicTrade } from "@/server/exchange/core/exchange-client";
import { type MarketMs, marketMs } from "@/server/kernel/clock";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import type { Timeframe } from "@/server/market/core/candle";
import type { Tick } from "@/server/market/core/market-feed";
import type { OrderBook } from "@/server/market/core/order-book";
import { keepMarkets } from "./keep-markets";
import type { MarketNames, NamedMarket } from "./market-names";
import { closedOf, type TimedCandle } from "./shapes";
import { type Manners, openWire, type Wire, type WireOptions } from "./wire";

/** One exchange's public requests, each by the exchange's own name of a market. */
export type DataCalls = {
  readonly manners: Manners;
  readonly loadMarkets: (wire: Wire) => Promise<readonly NamedMarket[]>;
  readonly tickers: (wire: Wire, names: MarketNames, symbols: readonly string[]) => Promise<readonly Tick[]>;
  readonly book: (wire: Wire, id: string, depth: number) => Promise<OrderBook>;
  readonly trades: (
    wire: Wire,
    id: string,
    since: MarketMs | null,
    limit: number,
  ) => Promise<readonly PublicTrade[]>;
  readonly candles: (
    wire: Wire,
    id: string,
    timeframe: Timeframe,
    from: MarketMs,
    limit: number,
  ) => Promise<readonly TimedCandle[] | null>;
  readonly status: (wire: Wire) => Promise<ExchangeStatus>;
  readonly time: (wire: Wire) => Promise<number>;
};

/** The public side of one exchange over ccxt. */
export async function openData(calls: DataCalls, options: WireOptions): Promise<MarketData> {
  const { name } = calls.manners;
  const wire = await openWire(calls.manners, options);
  const markets = keepMarkets(exchangeLabel(name), () => calls.loadMarkets(wire), wire.now);
  const idOf = async (symbol: string): Promise<string> => (await markets.names()).idOf(symbol);
  return {
    exchange: name,
    markets: async () => (await markets.fresh()).all,
    tickers: async (symbols) => {
      const names = await markets.names();
      const listed = symbols.filter((symbol) => names.find(symbol));
      const wanted = new Set(listed);
      if (listed.length === 0) return [];
      return (await calls.tickers(wire, names, listed)).filter(({ symbol }) => wanted.has(symbol));
    },
    book: async (symbol, depth) => calls.book(wire, await idOf(symbol), depth),
    trades: async (symbol, since, limit) => {
      const found = await calls.trades(wire, await idOf(symbol), since, limit);
      const inOrder = found.toSorted((a, b) => a.at - b.at);
      return since === null ? inOrder.slice(-limit) : inOrder.filter(({ at }) => at >= since).slice(0, limit);
    },
    candles: async (symbol, timeframe, from, limit) => {
      const found = await calls.candles(wire, await idOf(symbol), timeframe, from, limit);
      return found && closedOf(found, { from, limit, now: wire.now() });
    },
    status: () => calls.status(wire),
    clockOffset: async () => {
      const from = wire.now();
      const there = await calls.time(wire);
      return there - marketMs((from + wire.now()) / 2);
    },
    close: wire.close,
  };
}
