import type { ExchangeName } from "@/server/kernel/exchange-names";
import { type Decimal, maxOf, sumOf, toDecimal, toStored, ZERO } from "@/server/kernel/money";
import type { Settings } from "@/server/settings/core/settings";
import { type MovesWith, movingWith } from "./core/correlation";
import { addTo, type LoadedBook, toMarket } from "./core/loaded-book";
import type { RiskFacts } from "./core/risk-facts";

/** Where an entry goes; `value` is what it may spend, in quote. */
export type EntryPlace = {
  readonly botId: string;
  readonly exchange: ExchangeName;
  readonly base: string;
  readonly quote: string;
};
export type TakenEntry = EntryPlace & { readonly value: Decimal };

export type EntryExposure = {
  /** What the book says to an entry there, entries taken here before included. */
  readonly factsFor: (place: EntryPlace) => BookFacts;
  /** Counts an entry that has been decided on: the next one sees it. */
  readonly take: (entry: TakenEntry) => void;
};

type BookFacts = Pick<RiskFacts, "entries" | "lockedUntil" | "bookHalted" | "part">;

/**
 * The one place where all entries of a book in a cycle pass: facts are read once, and kept current in memory as entries
 * are taken, so that two bots of one cycle never both pass a cap that only one of them fits.
 */
export function createEntryExposure(
  loaded: LoadedBook,
  settings: Settings,
  movesWith: MovesWith = () => false,
): EntryExposure {
  const { counts, equity } = loaded;
  const { limits, exposure } = settings;
  const taken = { total: 0, exchange: new Map<string, number>(), bot: new Map<string, number>() };
  const byAsset = new Map(loaded.byAsset);
  const byExchange = new Map(loaded.byExchange);
  const togetherOf = (place: Pick<EntryPlace, "base" | "quote">) => {
    const others = movingWith(place, byAsset.keys(), movesWith);
    const coins = others.filter((coin) => !byAsset.get(`${place.quote} ${coin}`)?.isZero());
    if (coins.length === 0) return {};
    const held = [place.base, ...coins].map((coin) => heldOf(byAsset, `${place.quote} ${coin}`));
    const known = held.flatMap((value) => value ?? []);
    const sum = known.length === held.length ? sumOf(known) : null;
    return { together: { coins: [...coins], held: sum, most: toDecimal(exposure.correlated) } };
  };
  return {
    factsFor: ({ botId, exchange, base, quote }) => {
      const part = equity.get(quote);
      return {
        lockedUntil: loaded.lockedUntil,
        bookHalted: loaded.halted,
        entries: {
          exchange: {
            count: countOf(counts.byExchange, exchange) + countOf(taken.exchange, exchange),
            most: limits.exchanges[exchange as ExchangeName]?.perDay ?? limits.perUserPerDay,
          },
          bot: {
            count: countOf(counts.byBot, botId) + countOf(taken.bot, botId),
            most: limits.perBotPerDay,
          },
          user: { count: counts.total + taken.total, most: limits.perUserPerDay },
        },
        part: {
          equity: part === undefined ? ZERO : part && toStored(part),
          asset: heldOf(byAsset, `${quote} ${base}`),
          exchange: heldOf(byExchange, `${quote} ${exchange}`),
          assetMost: toDecimal(exposure.asset),
          exchangeMost: toDecimal(exposure.exchange),
          exchangesFunded: loaded.exchangesFunded,
          ...togetherOf({ base, quote }),
        },
      };
    },
    take: ({ botId, exchange, base, quote, value }) => {
      taken.total += 1;
      taken.exchange.set(exchange, countOf(taken.exchange, exchange) + 1);
      taken.bot.set(botId, countOf(taken.bot, botId) + 1);
      addTo(byAsset, `${quote} ${base}`, value);
      addTo(byExchange, `${quote} ${exchange}`, value);
    },
  };
}

const countOf = (counts: ReadonlyMap<string, number>, key: string): number => counts.get(key) ?? 0;

/** Nothing held there is zero; a holding without a price stays unknown. */
const heldOf = (held: ReadonlyMap<string, Decimal | null>, key: string): Decimal | null => {
  const value = held.get(key);
  return value === undefined ? ZERO : value && toStored(value);
};

export type BookSums = {
  /** per venue and asset, whatever a person or a bot holds there, in orders or not */
  readonly balances: readonly {
    readonly exchange: ExchangeName;
    readonly asset: string;
    readonly amount: Decimal;
  }[];
  /** open positions per market, in base */
  readonly holdings: readonly (Omit<EntryPlace, "botId"> & {
    readonly symbol: string;
    readonly amount: Decimal;
  })[];
  /** what entry orders under way may still spend, in quote */
  readonly working: readonly (Omit<EntryPlace, "botId"> & { readonly left: Decimal })[];
  readonly priceOf: (exchange: ExchangeName, symbol: string) => Decimal | null;
};

/** Values the parts of a book from its sums; a coin whose price is missing leaves its part unknown, never guessed. */
export function valueParts(
  sums: BookSums,
): Pick<LoadedBook, "equity" | "byAsset" | "byExchange" | "exchangesFunded" | "markets"> {
  const equity = new Map<string, Decimal | null>();
  const byAsset = new Map<string, Decimal | null>();
  const byExchange = new Map<string, Decimal | null>();
  for (const { asset, amount } of sums.balances) addTo(equity, asset, amount);
  for (const { exchange, symbol, base, quote, amount } of sums.holdings) {
    const price = sums.priceOf(exchange, symbol);
    const worth = price && amount.times(price);
    // counted in the currency it was bought with, so no longer as an amount of its own
    const own = equity.get(base);
    if (own) equity.set(base, maxOf(ZERO, own.minus(amount)));
    addTo(equity, quote, worth);
    addTo(byAsset, `${quote} ${base}`, worth);
    addTo(byExchange, `${quote} ${exchange}`, worth);
  }
  for (const { exchange, base, quote, left } of sums.working) {
    addTo(byAsset, `${quote} ${base}`, left);
    addTo(byExchange, `${quote} ${exchange}`, left);
  }
  const funded = new Set(sums.balances.filter(({ amount }) => amount.gt(0)).map(({ exchange }) => exchange));
  const markets = [...sums.holdings, ...sums.working].map(toMarket);
  return { equity, byAsset, byExchange, exchangesFunded: funded.size, markets };
}
