import type { Dict, MarketInterface } from "ccxt";
import type { ListedMarket, MarketData, PublicTrade } from "@/server/exchange/core/exchange-client";
import { type MarketMs, marketMs } from "@/server/kernel/clock";
import { type Decimal, toDecimal, ZERO } from "@/server/kernel/money";
import { Fault } from "@/server/kernel/result";
import { aggregateCandles } from "@/server/market/core/aggregate-candles";
import { type Candle, type Timeframe, timeframeMs } from "@/server/market/core/candle";
import { exchangeDefaults } from "@/server/market/core/exchange-defaults";
import type { Tick } from "@/server/market/core/market-feed";
import type { OrderBook } from "@/server/market/core/order-book";
import { openValr, type ValrOptions } from "./open-valr";
import { orFault } from "./to-fault";
import type { Valr } from "./valr";

const EXCHANGE = "valr";
const BUCKETS_AT_ONCE = 100;
const BUCKET_CALLS = 20;

/** The buckets that make a timeframe VALR keeps none of. */
const MADE_OF: Readonly<Partial<Record<Timeframe, Timeframe>>> = { "3m": "1m", "4h": "1h" };

/**
 * What VALR tells anybody. Its candles are those of the mark price, the only ones it keeps for the public; their
 * volume is what the bucket tells, 0 where it tells none.
 */
export function openValrData(options: Omit<ValrOptions, "credentials">): MarketData {
  const opened = openValr({ ...options, credentials: null });
  opened.catch(() => undefined);
  const ask = async <T>(call: (valr: Valr) => Promise<T>): Promise<T> => {
    const valr = await opened;
    return orFault(valr, () => call(valr));
  };
  return {
    exchange: EXCHANGE,
    markets: () => ask(listMarkets),
    tickers: (symbols) => ask((valr) => readTickers(valr, symbols)),
    book: (symbol, depth) => ask((valr) => readBook(valr, symbol, depth)),
    trades: (symbol, since, limit) => ask((valr) => readTrades(valr, symbol, since, limit)),
    candles: (symbol, timeframe, from, limit) =>
      ask((valr) => readCandles(valr, { symbol, timeframe, from, limit })),
    status: () => ask(readStatus),
    clockOffset: () => ask(readOffset),
    close: async () => {
      const valr = await opened.catch(() => null);
      await valr?.close();
    },
  };
}

/** A number that VALR wrote as text; throws where it wrote none. */
export function exactOf(row: Dict, key: string): Decimal {
  const told = row[key];
  if (typeof told !== "string" && typeof told !== "number")
    throw new Fault("exchange", false, `VALR left ${key} out of an answer.`);
  return toDecimal(typeof told === "number" ? plain(told) : told);
}

const plain = (value: number): string =>
  value.toLocaleString("en-US", { useGrouping: false, maximumFractionDigits: 18 });

async function listMarkets(valr: Valr): Promise<readonly ListedMarket[]> {
  const markets = Object.values(await valr.loadMarkets(true)).filter((market) => market !== undefined);
  return markets.map(toListed);
}

/** A market as VALR lists it, with the fees of an account nobody knows yet. */
export function toListed(market: MarketInterface): ListedMarket {
  const { makerFee, takerFee } = exchangeDefaults[EXCHANGE];
  const info = market.info as Dict;
  return {
    exchange: EXCHANGE,
    symbol: market.symbol,
    base: market.base,
    quote: market.quote,
    tickSize: exactOf(info, "tickSize"),
    lotSize: toDecimal("10").pow(-Number(info.baseDecimalPlaces ?? 8)),
    minAmount: exactOf(info, "minBaseAmount"),
    minNotional: exactOf(info, "minQuoteAmount"),
    makerFee,
    takerFee,
    active: market.active !== false,
  };
}

async function readTickers(valr: Valr, symbols: readonly string[]): Promise<readonly Tick[]> {
  await valr.loadMarkets();
  const listed = symbols.filter((symbol) => valr.markets?.[symbol]);
  if (listed.length === 0) return [];
  const tickers =
    listed.length === 1
      ? [await valr.fetchTicker(listed[0] as string)]
      : Object.values(await valr.fetchTickers([...listed]));
  return tickers.flatMap((ticker) => toTick(ticker.symbol ?? "", ticker.timestamp, ticker.info as Dict));
}

function toTick(symbol: string, timestamp: number | undefined, info: Dict): readonly Tick[] {
  // a market that never traded has no price
  if (!(Number(info.lastTradedPrice) > 0)) return [];
  const last = exactOf(info, "lastTradedPrice");
  const side = (key: string) => (Number(info[key]) > 0 ? exactOf(info, key) : last);
  const at = marketMs(timestamp ?? Date.now());
  return [{ exchange: EXCHANGE, symbol, at, last, bid: side("bidPrice"), ask: side("askPrice") }];
}

async function readBook(valr: Valr, symbol: string, depth: number): Promise<OrderBook> {
  const book = await valr.fetchOrderBook(symbol, depth);
  const levels = (side: readonly (readonly (number | undefined)[])[]) =>
    side.map(([price, amount]) => ({
      price: toDecimal(plain(price ?? 0)),
      amount: toDecimal(plain(amount ?? 0)),
    }));
  return {
    at: marketMs(book.timestamp ?? Date.now()),
    bids: levels(book.bids as number[][]),
    asks: levels(book.asks as number[][]),
  };
}

async function readTrades(
  valr: Valr,
  symbol: string,
  since: MarketMs | null,
  limit: number,
): Promise<readonly PublicTrade[]> {
  const trades = await valr.fetchTrades(symbol, since ?? undefined, limit);
  return trades.map(({ id, timestamp, side, info }) => ({
    id: String(id),
    at: marketMs(timestamp ?? 0),
    price: exactOf(info as Dict, "price"),
    amount: exactOf(info as Dict, "quantity"),
    side: side === "sell" ? "sell" : "buy",
  }));
}

type Wanted = {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly from: MarketMs;
  readonly limit: number;
};

async function readCandles(
  valr: Valr,
  { symbol, timeframe, from, limit }: Wanted,
): Promise<readonly Candle[] | null> {
  const kept = MADE_OF[timeframe] ?? timeframe;
  if (valr.timeframes[kept] === undefined) return null;
  const [step, length] = [timeframeMs(kept), timeframeMs(timeframe)];
  const first = Math.ceil(from / length) * length;
  const end = Math.min(first + limit * length, Math.floor(Date.now() / length) * length);
  const found: Candle[] = [];
  for (let at = first, calls = 0; at < end && calls < BUCKET_CALLS; at += BUCKETS_AT_ONCE * step, calls++) {
    const count = Math.min(BUCKETS_AT_ONCE, Math.ceil((end - at) / step));
    for (const row of await valr.fetchOHLCV(symbol, kept, at, count))
      found.push(...toCandle(row as (number | undefined)[]));
  }
  const closed = found.filter(({ openAt }) => openAt >= first && openAt < end);
  return aggregateCandles(closed, kept, timeframe);
}

function toCandle([openAt, open, high, low, close, volume]: readonly (
  | number
  | undefined
)[]): readonly Candle[] {
  if (
    openAt === undefined ||
    open === undefined ||
    high === undefined ||
    low === undefined ||
    close === undefined
  )
    return [];
  const [first, highest, lowest, last] = [open, high, low, close].map((price) => toDecimal(plain(price))) as [
    Decimal,
    Decimal,
    Decimal,
    Decimal,
  ];
  return [
    {
      openAt: marketMs(openAt),
      open: first,
      high: highest,
      low: lowest,
      close: last,
      volume: volume === undefined ? ZERO : toDecimal(plain(volume)),
    },
  ];
}

async function readStatus(valr: Valr) {
  const told = (await valr.fetchStatus()).status;
  const words = told === "ok" ? "online" : String(told);
  return { state: told === "ok" ? "ok" : told === "read-only" ? "read_only" : "maintenance", words } as const;
}

async function readOffset(valr: Valr): Promise<number> {
  const before = Date.now();
  const theirs = await valr.fetchTime();
  if (theirs === undefined) throw new Fault("exchange", true, "VALR did not tell its time.");
  return Math.round(theirs - (before + Date.now()) / 2);
}
