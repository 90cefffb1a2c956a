import { type Decimal, ZERO } from "@/server/kernel/money";

/** One ledger account's balance. `botKey` is the bot's id, "" for the pool. */
export type BalanceFact = {
  readonly asset: string;
  readonly kind: "funding" | "available" | "allocated" | "in_orders" | "conversion" | "fees";
  readonly botKey: string;
  readonly balance: Decimal;
};

/** What an open position adds to a valuation. `cost` is quote paid for what is held now, fees included. */
export type PositionFact = {
  readonly positionId: string;
  readonly botId: string;
  readonly exchange: string;
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly amount: Decimal;
  readonly cost: Decimal;
};

export type BotMarketFact = { readonly botId: string; readonly exchange: string; readonly symbol: string };

/** Last known price of a market in quote per base; null while none is known. */
export type PriceOf = (exchange: string, symbol: string) => Decimal | null;

export type BookFacts = {
  readonly balances: readonly BalanceFact[];
  readonly positions: readonly PositionFact[];
  readonly bots: readonly BotMarketFact[];
  readonly priceOf: PriceOf;
};

/** One currency of a book. A figure that needs an unknown price is null, never a guess. */
export type CurrencyValue = {
  readonly currency: string;
  readonly funded: Decimal;
  readonly cash: Decimal;
  readonly unrealised: Decimal | null;
  readonly equity: Decimal | null;
};

/** What one bot holds, in its market's quote currency. */
export type BotValue = { readonly currency: string; readonly equity: Decimal | null };

export type BookValue = {
  /** by currency, alphabetical; currencies are never summed */
  readonly currencies: readonly CurrencyValue[];
  readonly bots: ReadonlyMap<string, BotValue>;
};

/**
 * Values a book per currency: cash, plus coins at the last price of the market they are held for.
 *
 * A balance of a bot in its market's base is a holding; everything else is cash of its own asset. Because a position's
 * cost includes its fees, equity = funded + realised + unrealised holds exactly.
 */
export function valueBook(facts: BookFacts): BookValue {
  const book: Draft = {
    totals: new Map(),
    bots: new Map(),
    marketOf: holdingMarkets(facts),
    priceOf: facts.priceOf,
  };
  for (const bot of facts.bots) book.bots.set(bot.botId, { currency: quoteOf(bot.symbol), equity: ZERO });
  for (const balance of facts.balances) {
    if (balance.balance.isZero()) continue;
    if (balance.kind === "funding") addFunding(book, balance);
    if (isHeld(balance)) addHeld(book, balance);
  }
  for (const position of facts.positions) {
    const sums = sumsOf(book, position.quote);
    const worth = worthOf(position.amount, facts.priceOf(position.exchange, position.symbol));
    sums.unrealised = plusKnown(sums.unrealised, worth?.minus(position.cost));
  }
  const currencies = [...book.totals]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, sums]) => toValue(currency, sums));
  return { currencies, bots: book.bots };
}

type Draft = {
  readonly totals: Map<string, Sums>;
  readonly bots: Map<string, { readonly currency: string; equity: Decimal | null }>;
  readonly marketOf: (balance: BalanceFact) => BotMarketFact | null;
  readonly priceOf: PriceOf;
};

type Sums = { funded: Decimal; cash: Decimal; holdings: Decimal | null; unrealised: Decimal | null };

function sumsOf({ totals }: Draft, currency: string): Sums {
  const known = totals.get(currency);
  if (known) return known;
  const fresh: Sums = { funded: ZERO, cash: ZERO, holdings: ZERO, unrealised: ZERO };
  totals.set(currency, fresh);
  return fresh;
}

// What came in stands on the funding account with a minus: each transaction sums to zero.
function addFunding(book: Draft, { asset, balance }: BalanceFact): void {
  const sums = sumsOf(book, asset);
  sums.funded = sums.funded.minus(balance);
}

function addHeld(book: Draft, fact: BalanceFact): void {
  const market = book.marketOf(fact);
  const currency = market ? quoteOf(market.symbol) : fact.asset;
  const sums = sumsOf(book, currency);
  const worth = market ? worthOf(fact.balance, book.priceOf(market.exchange, market.symbol)) : fact.balance;
  if (market) sums.holdings = plusKnown(sums.holdings, worth);
  else sums.cash = sums.cash.plus(fact.balance);
  const bot = book.bots.get(fact.botKey);
  if (bot?.currency === currency) bot.equity = plusKnown(bot.equity, worth);
}

const isHeld = ({ kind }: BalanceFact): boolean =>
  kind === "available" || kind === "allocated" || kind === "in_orders";

// A bot may have changed its symbol since it bought: what it holds open says more than what it trades now.
function holdingMarkets({ positions, bots }: BookFacts) {
  const markets = new Map<string, BotMarketFact>();
  for (const bot of bots) markets.set(`${bot.botId} ${baseOf(bot.symbol)}`, bot);
  for (const position of positions) markets.set(`${position.botId} ${position.base}`, position);
  return ({ botKey, asset }: BalanceFact): BotMarketFact | null => markets.get(`${botKey} ${asset}`) ?? null;
}

const worthOf = (amount: Decimal, price: Decimal | null): Decimal | null => price && amount.times(price);
const plusKnown = (sum: Decimal | null, part: Decimal | null | undefined): Decimal | null =>
  sum && part ? sum.plus(part) : null;

const toValue = (currency: string, { funded, cash, holdings, unrealised }: Sums): CurrencyValue => ({
  currency,
  funded,
  cash,
  unrealised,
  equity: plusKnown(holdings, cash),
});

export const baseOf = (symbol: string): string => symbol.slice(0, symbol.indexOf("/"));
export const quoteOf = (symbol: string): string => symbol.slice(symbol.indexOf("/") + 1);
