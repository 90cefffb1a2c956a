import { type ExchangeName, exchangeLabel } from "@/server/kernel/exchange-names";
import { Decimal, ONE, STORED_SCALE } from "@/server/kernel/money";
import type { MarketId } from "@/server/market/core/market-feed";
import { baseOf, quoteOf } from "./value-book";

/** What is known of one market's price. `ageMs` is wall time since its last tick; null while there was none. */
export type RateQuote = MarketId & {
  readonly bid: Decimal | null;
  readonly ask: Decimal | null;
  readonly ageMs: number | null;
};

/** One conversion at the middle of a market's best bid and ask, in quote per base. */
export type RateLeg = MarketId & {
  readonly mid: Decimal;
  /** from the quote to the base: divided by the price instead of multiplied with it */
  readonly inverse: boolean;
  readonly ageMs: number;
};

/**
 * A rate as the fraction it is: one unit is worth `numerator / denominator` units of the other currency. Both are exact,
 * so an amount is rounded once, whatever the number of legs, and a rate and its inverse are each other's reciprocal.
 */
export type Rate =
  | {
      readonly kind: "known";
      readonly numerator: Decimal;
      readonly denominator: Decimal;
      /** none for a currency in itself, else one to three, in the order of conversion */
      readonly legs: readonly RateLeg[];
    }
  /** why nobody knows it, as a sentence without its full stop */
  | { readonly kind: "unknown"; readonly why: string };

/** A rate older than this (wall clock) says nothing of now. */
export const RATE_AGE_MAX_MS = 600_000;
/** Best bid and ask this far apart, as a fraction of their middle, have no middle worth the name. */
const SPREAD_MAX = new Decimal("0.05");

const CURRENCIES = ["USDT", "USD", "USDC", "EUR", "GBP", "ZAR"] as const;
const COINS = ["BTC", "ETH"] as const;
/** What a conversion may go over; coins only where no way through money is open. */
const STOPOVERS: readonly string[] = [...CURRENCIES, ...COINS];
const COIN_COST = 10;
/** Whose price counts first where several exchanges offer a pair: where it is traded most. */
const PREFERRED: readonly ExchangeName[] = ["valr", "luno", "binance", "kraken", "kucoin"];

/**
 * What one unit of `from` is worth in `to`, by the exchanges' own markets: directly, or over one or two currencies.
 *
 * The way is the shortest through money whose every price is fresh and has a middle; over a coin only where there is none.
 * Which exchange counts follows a fixed order, so that a figure does not jump between two while both are fresh. An unknown
 * rate is a value with its reason, never an old price and never an assumed one: USD, USDT and USDC are three currencies.
 */
export function findRate(quotes: readonly RateQuote[], from: string, to: string): Rate {
  if (from === to) return { kind: "known", numerator: ONE, denominator: ONE, legs: [] };
  const open = findWay(quotes.filter(isUsable), from, to);
  if (open) return alongWay(open, from);
  const closed = findWay(quotes, from, to);
  if (!closed)
    return unknown(`no exchange here trades ${from} against ${to}, directly or over another currency`);
  return unknown(whyClosed(closed.find((quote) => !isUsable(quote)) ?? closed[0]));
}

const unknown = (why: string): Rate => ({ kind: "unknown", why });

/** What an amount is worth, rounded once, to 18 decimals and halves to even; null where the rate is not known. */
export const worthAt = (amount: Decimal, rate: Rate): Decimal | null =>
  rate.kind === "known"
    ? amount.times(rate.numerator).div(rate.denominator).toDecimalPlaces(STORED_SCALE)
    : null;

/**
 * The markets whose prices are needed for these conversions, each way with a spare one that shares no market with it where
 * there is one: few, whatever the exchanges offer.
 */
export function planRateMarkets(
  offered: readonly MarketId[],
  from: readonly string[],
  to: string,
): readonly MarketId[] {
  const planned = new Map<string, MarketId>();
  const assets = new Set([...STOPOVERS, ...from, to]);
  const usable = offered.filter(({ symbol }) => assets.has(baseOf(symbol)) && assets.has(quoteOf(symbol)));
  for (const currency of from) {
    if (currency === to) continue;
    const first = findWay(usable, currency, to) ?? [];
    const taken = new Set(first.map(keyOf));
    const spare =
      findWay(
        usable.filter((market) => !taken.has(keyOf(market))),
        currency,
        to,
      ) ?? [];
    for (const { exchange, symbol } of [...first, ...spare])
      planned.set(keyOf({ exchange, symbol }), { exchange, symbol });
  }
  return [...planned.values()];
}

const keyOf = ({ exchange, symbol }: MarketId): string => `${exchange} ${symbol}`;

const isUsable = (quote: RateQuote): quote is RateQuote & { bid: Decimal; ask: Decimal; ageMs: number } => {
  const { bid, ask, ageMs } = quote;
  if (!bid || !ask || ageMs === null || ageMs > RATE_AGE_MAX_MS) return false;
  return bid.gt(0) && ask.gte(bid) && ask.minus(bid).lte(bid.plus(ask).div(2).times(SPREAD_MAX));
};

function whyClosed(quote: RateQuote | undefined): string {
  if (!quote) return "no price is known";
  const market = `${quote.symbol} at ${exchangeLabel(quote.exchange)}`;
  if (quote.ageMs === null || !quote.bid || !quote.ask) return `${market} has no price yet`;
  if (quote.ageMs > RATE_AGE_MAX_MS)
    return `the last price of ${market} is ${Math.floor(quote.ageMs / 60_000)} minutes old`;
  return `bid and ask of ${market} are too far apart`;
}

/** The cheapest way of one to three markets; null where there is none. */
function findWay<Market extends MarketId>(
  markets: readonly Market[],
  from: string,
  to: string,
): readonly Market[] | null {
  const between = nearestMarkets(markets);
  let best: { readonly cost: number; readonly way: readonly Market[] } | null = null;
  for (const stops of stopoversOf(from, to)) {
    const cost = stops.length + COIN_COST * stops.filter(isCoin).length;
    if (best && best.cost <= cost) continue;
    const way = pairsAlong([from, ...stops, to]).map(([a, b]) => between(a, b));
    if (way.every((market) => market !== undefined)) best = { cost, way };
  }
  return best?.way ?? null;
}

const isCoin = (asset: string): boolean => (COINS as readonly string[]).includes(asset);

function* stopoversOf(from: string, to: string): Generator<readonly string[]> {
  const others = STOPOVERS.filter((asset) => asset !== from && asset !== to);
  yield [];
  for (const one of others) yield [one];
  for (const one of others) for (const two of others) if (one !== two) yield [one, two];
}

const pairsAlong = (assets: readonly string[]): readonly (readonly [string, string])[] =>
  assets.slice(1).map((asset, at) => [assets[at] ?? asset, asset] as const);

/** Looks up the market of two assets, whichever of them is its base, at the exchange that counts first. */
function nearestMarkets<Market extends MarketId>(markets: readonly Market[]) {
  const known = new Map<string, Market>();
  const byPreference = markets.toSorted(
    (a, b) => PREFERRED.indexOf(a.exchange) - PREFERRED.indexOf(b.exchange),
  );
  for (const market of byPreference) if (!known.has(market.symbol)) known.set(market.symbol, market);
  return (a: string, b: string): Market | undefined => {
    const [one, other] = [known.get(`${a}/${b}`), known.get(`${b}/${a}`)];
    if (!one || !other) return one ?? other;
    return PREFERRED.indexOf(one.exchange) <= PREFERRED.indexOf(other.exchange) ? one : other;
  };
}

type Usable = RateQuote & { readonly bid: Decimal; readonly ask: Decimal; readonly ageMs: number };

function alongWay(way: readonly Usable[], from: string): Rate {
  let [at, numerator, denominator] = [from, ONE, ONE];
  const legs: RateLeg[] = [];
  for (const { exchange, symbol, bid, ask, ageMs } of way) {
    const [base, quote] = [baseOf(symbol), quoteOf(symbol)];
    const mid = bid.plus(ask).div(2);
    const inverse = at === quote;
    if (inverse) denominator = denominator.times(mid);
    else numerator = numerator.times(mid);
    legs.push({ exchange, symbol, mid, inverse, ageMs });
    at = inverse ? base : quote;
  }
  return { kind: "known", numerator, denominator, legs };
}
