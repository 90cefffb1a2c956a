import type { ExchangeName } from "@/server/kernel/exchange-names";
import { type Decimal, ONE, sumOf, toDecimal, toText, ZERO } from "@/server/kernel/money";
import type { FeedView } from "@/server/market/core/feed-view";
import { findRate, type Rate, type RateQuote, worthAt } from "./exchange-rate";
import type { CurrencyValue } from "./value-book";

/** One conversion of a rate. `price` is quote per base, the middle of best bid and ask. */
export type RateLegView = {
  readonly exchange: ExchangeName;
  readonly symbol: string;
  readonly price: string;
  /** divided by the price instead of multiplied with it */
  readonly inverse: boolean;
  /** wall time of that price */
  readonly tickWallAt: string;
};

/** One currency of a book in the owner's currency. */
export type RateView = {
  readonly currency: string;
  /** what is held in it, in itself; null where a price of what is held there is not known */
  readonly equity: string | null;
  /** what one unit is worth, to 18 decimals; null where nobody knows */
  readonly rate: string | null;
  /** equity at the exact rate, rounded once */
  readonly worth: string | null;
  /** why it is not known, as a sentence; null where it is */
  readonly missing: string | null;
  readonly legs: readonly RateLegView[];
};

/** A book in the owner's currency. A total one part of which is not known is null: `known` is what the others make. */
export type DisplayView = {
  readonly currency: string;
  readonly equity: string | null;
  readonly known: string;
  /** the day's result of all currencies at the present rates */
  readonly today: string | null;
  readonly parts: readonly RateView[];
};

export type DisplayFacts = {
  readonly currency: string;
  readonly currencies: readonly (Pick<CurrencyValue, "currency" | "equity"> & {
    /** since the start of the owner's day; null where it is not known */
    readonly today: Decimal | null;
  })[];
  /** every market with a price, those that are watched for their rates alone among them */
  readonly feeds: readonly FeedView[];
  /** wall clock, ms */
  readonly wallNow: number;
};

/** What the currencies of a book come to in the owner's, each part with its rate and where that comes from. */
export function toDisplayView({ currency, currencies, feeds, wallNow }: DisplayFacts): DisplayView {
  const { quotes, tickAt } = toQuotes(feeds, wallNow);
  const rated = currencies.map((each) => ({ ...each, rate: findRate(quotes, each.currency, currency) }));
  const parts = rated.map((each) => ({ each, worth: worthOf(each.equity, each.rate) }));
  const days = rated.map(({ today, rate }) => worthOf(today, rate));
  return {
    currency,
    equity: sumText(parts.map(({ worth }) => worth)),
    known: toText(sumOf(parts.map(({ worth }) => worth ?? ZERO))),
    today: sumText(days),
    parts: parts.map(({ each, worth }) => ({
      currency: each.currency,
      equity: each.equity && toText(each.equity),
      rate: each.rate.kind === "known" ? toText(worthAt(ONE, each.rate) ?? ONE) : null,
      worth: worth && toText(worth),
      missing: worth ? null : whyMissing(each.currency, each.rate),
      legs: each.rate.kind === "known" ? each.rate.legs.map((leg) => toLegView(leg, tickAt)) : [],
    })),
  };
}

/** Nothing is worth nothing, whatever the rate. */
const worthOf = (amount: Decimal | null, rate: Rate): Decimal | null =>
  amount?.isZero() ? ZERO : amount && worthAt(amount, rate);

const sumText = (worths: readonly (Decimal | null)[]): string | null => {
  const known = worths.filter((worth) => worth !== null);
  return known.length === worths.length ? toText(sumOf(known)) : null;
};

const whyMissing = (currency: string, rate: Rate): string =>
  rate.kind === "unknown"
    ? `${currency} has no rate: ${rate.why}.`
    : `A price of what is held in ${currency} is not known yet.`;

type Legs = Extract<Rate, { kind: "known" }>["legs"];

const toLegView = (
  { exchange, symbol, mid, inverse }: Legs[number],
  tickAt: ReadonlyMap<string, string>,
): RateLegView => ({
  exchange,
  symbol,
  price: toText(mid),
  inverse,
  tickWallAt: tickAt.get(`${exchange} ${symbol}`) ?? "",
});

function toQuotes(feeds: readonly FeedView[], wallNow: number) {
  const tickAt = new Map<string, string>();
  const quotes = feeds.map(({ exchange, symbol, bid, ask, tickWallAt }): RateQuote => {
    if (tickWallAt !== null) tickAt.set(`${exchange} ${symbol}`, tickWallAt);
    const ageMs = tickWallAt === null ? null : Math.max(0, wallNow - Date.parse(tickWallAt));
    return {
      exchange,
      symbol,
      bid: bid === null ? null : toDecimal(bid),
      ask: ask === null ? null : toDecimal(ask),
      ageMs,
    };
  });
  return { quotes, tickAt };
}
