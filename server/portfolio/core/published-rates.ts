// Rates by the prices that a book's worker published last, as old as they are.
import { type ExchangeName, exchangeLabel } from "@/server/kernel/exchange-names";
import { type Decimal, ONE, toDecimal, toStored, toText, ZERO } from "@/server/kernel/money";
import type { FeedView } from "@/server/market/core/feed-view";
import type { DisplayView, RateLegView } from "./display-view";
import { findRate, RATE_AGE_MAX_MS, type Rate, type RateQuote, worthAt } from "./exchange-rate";
import { baseOf, quoteOf } from "./value-book";

/** What was last published of a book's prices. */
export type PriceFacts = {
  readonly feeds: readonly FeedView[];
  readonly display: DisplayView | undefined;
  readonly currency: string;
  /** wall clock, ms */
  readonly wallNow: number;
};

type Valued = {
  readonly worth: Decimal | null;
  /** what one unit is worth; null where nobody knows */
  readonly rate: string | null;
  /** why it is not known, as a sentence; null where it is */
  readonly missing: string | null;
  readonly legs: readonly RateLegView[];
};

/** What assets are worth by the prices that were published last. */
export type Rates = {
  readonly of: (asset: string) => Rate;
  readonly value: (exchange: ExchangeName, asset: string, amount: Decimal) => Valued;
};

/**
 * Rates among all prices that were published: the book's markets, and those that its rates went over. They are as old as
 * they are: what was published long ago is worth nothing now.
 */
export function openRates({ feeds, display, currency, wallNow }: PriceFacts): Rates {
  const legs = (display?.parts ?? []).flatMap((part) => part.legs);
  const quotes = [...feeds.map((feed) => ofFeed(feed, wallNow)), ...legs.map((leg) => ofLeg(leg, wallNow))];
  const tickAt = new Map<string, string>();
  for (const { exchange, symbol, tickWallAt } of [...feeds, ...legs])
    if (tickWallAt) tickAt.set(`${exchange} ${symbol}`, tickWallAt);
  const money = new Set(display?.parts.map((part) => part.currency));
  const of = (asset: string) => findRate(quotes, asset, currency);
  const value = (exchange: ExchangeName, asset: string, amount: Decimal): Valued => {
    if (amount.isZero()) return { worth: ZERO, rate: null, missing: null, legs: [] };
    const market = feeds.find((feed) => feed.exchange === exchange && baseOf(feed.symbol) === asset);
    if (!market || asset === currency || money.has(asset)) return byRate(asset, amount, of(asset), tickAt);
    const stale = whyStale(market, wallNow);
    if (stale) return { worth: null, rate: null, missing: stale, legs: [] };
    const price = toDecimal(market.last ?? "0");
    const quote = quoteOf(market.symbol);
    const rate = of(quote);
    const valued = byRate(quote, toStored(amount.times(price)), rate, tickAt);
    const one = worthAt(price, rate);
    return { ...valued, rate: one && toText(one), legs: one ? [ownLeg(market), ...valued.legs] : [] };
  };
  return { of, value };
}

function byRate(asset: string, amount: Decimal, rate: Rate, tickAt: ReadonlyMap<string, string>): Valued {
  if (rate.kind === "unknown")
    return { worth: null, rate: null, missing: `${asset} has no rate: ${rate.why}.`, legs: [] };
  const legs = rate.legs.map(({ exchange, symbol, mid, inverse }) => ({
    exchange,
    symbol,
    price: toText(mid),
    inverse,
    tickWallAt: tickAt.get(`${exchange} ${symbol}`) ?? "",
  }));
  return { worth: worthAt(amount, rate), rate: toText(worthAt(ONE, rate) ?? ONE), missing: null, legs };
}

const ageOf = (tickWallAt: string | null, wallNow: number): number | null =>
  tickWallAt ? Math.max(0, wallNow - Date.parse(tickWallAt)) : null;

function ofFeed({ exchange, symbol, bid, ask, tickWallAt }: FeedView, wallNow: number): RateQuote {
  const ageMs = ageOf(tickWallAt, wallNow);
  return {
    exchange,
    symbol,
    bid: bid === null ? null : toDecimal(bid),
    ask: ask === null ? null : toDecimal(ask),
    ageMs,
  };
}

// what was kept of it is the middle
const ofLeg = ({ exchange, symbol, price, tickWallAt }: RateLegView, wallNow: number): RateQuote => ({
  exchange,
  symbol,
  bid: toDecimal(price),
  ask: toDecimal(price),
  ageMs: ageOf(tickWallAt, wallNow),
});

function whyStale({ exchange, symbol, last, tickWallAt }: FeedView, wallNow: number): string | null {
  const market = `${symbol} at ${exchangeLabel(exchange)}`;
  const ageMs = ageOf(tickWallAt, wallNow);
  if (last === null || ageMs === null) return `${market} has no price yet.`;
  return ageMs > RATE_AGE_MAX_MS
    ? `The last price of ${market} is ${Math.floor(ageMs / 60_000)} minutes old.`
    : null;
}

const ownLeg = ({ exchange, symbol, last, tickWallAt }: FeedView): RateLegView => ({
  exchange,
  symbol,
  price: last ?? "",
  inverse: false,
  tickWallAt: tickWallAt ?? "",
});
