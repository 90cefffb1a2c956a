import type { ExchangeName } from "@/server/kernel/exchange-names";
import { type Decimal, toStored, ZERO } from "@/server/kernel/money";

/** One ledger account's balance. `botKey` is the bot's id, "" for the pool. */
export type BalanceFact = {
  readonly asset: string;
  readonly kind: "funding" | "available" | "allocated" | "in_orders" | "conversion" | "fees";
  readonly botKey: string;
  readonly balance: Decimal;
};

/** Coins a bot holds in one market. `cost` is the quote paid for them, fees included. */
export type HoldingFact = {
  readonly botId: string;
  readonly exchange: ExchangeName;
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly amount: Decimal;
  readonly cost: Decimal;
};

/** What an open position adds to a valuation. */
export type PositionFact = HoldingFact & { readonly positionId: string };

export type BotMarketFact = {
  readonly botId: string;
  readonly exchange: ExchangeName;
  readonly symbol: string;
};

/** Last known price of a market in quote per base; null while none is known. */
export type PriceOf = (exchange: ExchangeName, symbol: string) => Decimal | null;

export type BookFacts = {
  readonly balances: readonly BalanceFact[];
  readonly positions: readonly PositionFact[];
  /** what no order can sell of closed positions */
  readonly dust: readonly HoldingFact[];
  readonly bots: readonly BotMarketFact[];
  readonly priceOf: PriceOf;
};

/** What dust was paid for and what it is worth; null where its price is not known. */
export type DustValue = { readonly cost: Decimal; readonly value: Decimal | null };

/** One currency of a book. A figure that needs an unknown price is null, never a guess. */
export type CurrencyValue = {
  readonly currency: string;
  readonly funded: Decimal;
  readonly cash: Decimal;
  readonly unrealised: Decimal | null;
  readonly dust: DustValue;
  readonly equity: Decimal | null;
  /** the part of equity that is none of the bots': what the pool holds, and bots that are no more */
  readonly idle: Decimal | null;
};

/** What one bot holds, in its market's quote currency. */
export type BotValue = {
  readonly currency: string;
  readonly equity: Decimal | null;
  readonly unrealised: Decimal | null;
  readonly dust: DustValue;
};

export type BookValue = {
  /** by currency, alphabetical; currencies are never summed */
  readonly currencies: readonly CurrencyValue[];
  readonly bots: ReadonlyMap<string, BotValue>;
};

/**
 * Values a book per currency: cash, plus coins at the last price of the market they are held for.
 *
 * Each holding is worth its amount at the price, rounded once to what is stored, and its cost includes its fees: so
 * equity = funded + realised + unrealised + dust's value − dust's cost holds to the last digit, and so does
 * equity = equity of the bots + idle. A balance that no position and no dust explains is valued at its bot's market, or
 * is cash of its own asset.
 */
export function valueBook(facts: BookFacts): BookValue {
  const book: Draft = { totals: new Map(), bots: new Map(), priceOf: facts.priceOf };
  for (const bot of facts.bots) book.bots.set(bot.botId, { currency: quoteOf(bot.symbol), ...nothing() });
  const unexplained = new Map<string, BalanceFact>();
  for (const balance of facts.balances) {
    if (balance.balance.isZero()) continue;
    if (balance.kind === "funding") addFunding(book, balance);
    if (isHeld(balance)) gather(unexplained, balance);
  }
  for (const position of facts.positions) addHolding(book, unexplained, position, "unrealised");
  for (const dust of facts.dust) addHolding(book, unexplained, dust, "dust");
  const marketOf = holdingMarkets(facts);
  for (const rest of unexplained.values()) addRest(book, rest, marketOf(rest));
  const currencies = [...book.totals]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, sums]) => ({ currency, ...sums, equity: plusKnown(sums.equity, sums.cash) }));
  return { currencies, bots: book.bots };
}

type Worth = { equity: Decimal | null; unrealised: Decimal | null; dust: DustValue };
type Sums = Worth & { funded: Decimal; cash: Decimal; idle: Decimal | null };
type Draft = {
  readonly totals: Map<string, Sums>;
  readonly bots: Map<string, Worth & { readonly currency: string }>;
  readonly priceOf: PriceOf;
};

const nothing = (): Worth => ({ equity: ZERO, unrealised: ZERO, dust: { cost: ZERO, value: ZERO } });

function sumsOf({ totals }: Draft, currency: string): Sums {
  const known = totals.get(currency);
  if (known) return known;
  const fresh: Sums = { ...nothing(), funded: ZERO, cash: ZERO, idle: ZERO };
  totals.set(currency, fresh);
  return fresh;
}

// What came in stands on the funding account with a minus: each transaction sums to zero.
function addFunding(book: Draft, { asset, balance }: BalanceFact): void {
  const sums = sumsOf(book, asset);
  sums.funded = sums.funded.minus(balance);
}

const keyOf = (botKey: string, asset: string): string => `${botKey} ${asset}`;

/** What a bot has free and in its orders is one holding. */
function gather(into: Map<string, BalanceFact>, fact: BalanceFact): void {
  const key = keyOf(fact.botKey, fact.asset);
  const known = into.get(key);
  into.set(key, known ? { ...known, balance: known.balance.plus(fact.balance) } : fact);
}

function addHolding(
  book: Draft,
  unexplained: Map<string, BalanceFact>,
  holding: HoldingFact,
  as: "unrealised" | "dust",
): void {
  const { botId, base, quote, amount, cost, exchange, symbol } = holding;
  const key = keyOf(botId, base);
  const rest = unexplained.get(key);
  const left = (rest?.balance ?? ZERO).minus(amount);
  unexplained.set(key, { ...(rest ?? { asset: base, kind: "allocated", botKey: botId }), balance: left });
  const worth = worthOf(amount, amount.isZero() ? ZERO : book.priceOf(exchange, symbol));
  for (const sums of [sumsOf(book, quote), ofBot(book, botId, quote)]) {
    if (as === "unrealised") sums.unrealised = plusKnown(sums.unrealised, worth?.minus(cost));
    else sums.dust = { cost: sums.dust.cost.plus(cost), value: plusKnown(sums.dust.value, worth) };
  }
  addWorth(book, { botKey: botId, currency: quote, worth });
}

/** The bot's own figures, or a heap nobody looks at for what is not of its currency. */
function ofBot({ bots }: Draft, botId: string, currency: string): Worth {
  const bot = bots.get(botId);
  return bot?.currency === currency ? bot : nothing();
}

function addRest(book: Draft, fact: BalanceFact, market: BotMarketFact | null): void {
  const { asset, botKey, balance } = fact;
  if (balance.isZero()) return;
  if (market) {
    const worth = worthOf(balance, book.priceOf(market.exchange, market.symbol));
    addWorth(book, { botKey, currency: quoteOf(market.symbol), worth });
    return;
  }
  const sums = sumsOf(book, asset);
  sums.cash = sums.cash.plus(balance);
  const bot = ofBot(book, botKey, asset);
  bot.equity = plusKnown(bot.equity, balance);
  if (book.bots.get(botKey)?.currency !== asset) sums.idle = plusKnown(sums.idle, balance);
}

type HeldWorth = { readonly botKey: string; readonly currency: string; readonly worth: Decimal | null };

function addWorth(book: Draft, { botKey, currency, worth }: HeldWorth): void {
  const sums = sumsOf(book, currency);
  sums.equity = plusKnown(sums.equity, worth);
  const bot = ofBot(book, botKey, currency);
  bot.equity = plusKnown(bot.equity, worth);
  if (book.bots.get(botKey)?.currency !== currency) sums.idle = plusKnown(sums.idle, worth);
}

const isHeld = ({ kind }: BalanceFact): boolean =>
  kind === "available" || kind === "allocated" || kind === "in_orders";

// A bot may have changed its symbol since it bought: what it holds open says more than what it trades now.
function holdingMarkets({ positions, bots }: BookFacts) {
  const markets = new Map<string, BotMarketFact>();
  for (const bot of bots) markets.set(keyOf(bot.botId, baseOf(bot.symbol)), bot);
  for (const position of positions) markets.set(keyOf(position.botId, position.base), position);
  return ({ botKey, asset }: BalanceFact): BotMarketFact | null => markets.get(keyOf(botKey, asset)) ?? null;
}

const worthOf = (amount: Decimal, price: Decimal | null): Decimal | null =>
  price && toStored(amount.times(price));
const plusKnown = (sum: Decimal | null, part: Decimal | null | undefined): Decimal | null =>
  sum && part ? sum.plus(part) : null;

export const baseOf = (symbol: string): string => symbol.slice(0, symbol.indexOf("/"));
export const quoteOf = (symbol: string): string => symbol.slice(symbol.indexOf("/") + 1);
