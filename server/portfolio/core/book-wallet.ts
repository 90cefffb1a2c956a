// What a book has at each exchange, asset by asset, in the owner's currency, and what each exchange and bot should have of it.
// Money is decimal text, ratios are fractions as text.
import type { Book } from "@/server/kernel/book";
import { type ExchangeName, exchangeNames, exchanges } from "@/server/kernel/exchange-names";
import { type Decimal, sumOf, toStored, toText, ZERO } from "@/server/kernel/money";
import type { RateLegView } from "./display-view";
import type { Rate } from "./exchange-rate";
import { type AllocationPlan, type AllocationRules, planAllocation } from "./plan-allocation";
import { openRates, type PriceFacts, type Rates } from "./published-rates";

/** Where the reserve lies, and what the other exchanges are funded from. */
export const MASTER: ExchangeName = "luno";

/** One asset at one exchange. */
export type AssetLineView = {
  readonly asset: string;
  /** no bot has it */
  readonly pool: string;
  readonly withBots: string;
  readonly inOrders: string;
  readonly total: string;
  /** what all of it is worth in the owner's currency; null where nobody knows */
  readonly worth: string | null;
  /** what one unit is worth */
  readonly rate: string | null;
  /** why it is not known, as a sentence; null where it is */
  readonly missing: string | null;
  /** how it was converted, in order; the oldest price says how old the figure is */
  readonly legs: readonly RateLegView[];
};

export type ExchangeWalletView = {
  readonly exchange: ExchangeName;
  /** the wallet that the others are funded from and that keeps the reserve */
  readonly master: boolean;
  /** its own quote currency: what bots are created with there, and what its target is in */
  readonly asset: string;
  readonly pool: string;
  readonly withBots: string;
  readonly assets: readonly AssetLineView[];
  /** in the owner's currency; null where a part of it is not known: `known` is what the others make */
  readonly worth: string | null;
  readonly known: string;
  readonly bots: number;
  readonly slots: number;
  /** what it should have, in the owner's currency and in its own; null while the total is not known */
  readonly targetWorth: string | null;
  readonly target: string | null;
  /** actual less target, in the owner's currency: below zero, it lacks money */
  readonly difference: string | null;
};

export type BookWalletView = {
  readonly book: Book;
  readonly currency: string;
  /** when the prices were published, wall clock; null before the first time */
  readonly pricesWallAt: string | null;
  readonly total: string | null;
  readonly known: string;
  readonly reserveRatio: string;
  readonly reserve: string | null;
  readonly allocatable: string | null;
  /** so many bots share what can be allocated, and each gets this much of it */
  readonly botsMax: number;
  readonly perBot: string | null;
  readonly exchanges: readonly ExchangeWalletView[];
};

/** A balance of the ledger that is held at an exchange: not what passed through. */
export type HeldBalance = {
  readonly exchange: ExchangeName;
  readonly asset: string;
  readonly kind: "available" | "allocated" | "in_orders";
  readonly balance: Decimal;
};

export type WalletFacts = {
  readonly book: Book;
  readonly pricesWallAt: string | null;
  readonly balances: readonly HeldBalance[];
  readonly prices: PriceFacts;
  readonly rules: AllocationRules;
  /** how many bots of the book trade at an exchange */
  readonly botsAt: (exchange: ExchangeName) => number;
};

/**
 * A book's money at every exchange. A coin is worth its amount at the last price of its market there, as everywhere in the
 * book; money by the rates of the exchanges' own markets. What has no price of the last ten minutes is not known, and
 * neither is a total with such a part.
 */
export function toBookWallet(facts: WalletFacts): BookWalletView {
  const { prices, rules } = facts;
  const rates = openRates(prices);
  const places = exchangeNames.map((exchange) => {
    const lines = linesAt(exchange, facts.balances, rates);
    return { exchange, lines, ...sumWorth(lines) };
  });
  const { worth: total, known } = sumWorth(places);
  const plan = total && planAllocation(total, rules, MASTER);
  return {
    book: facts.book,
    currency: prices.currency,
    pricesWallAt: facts.pricesWallAt,
    total: textOf(total),
    known: toText(known),
    reserveRatio: toText(rules.reserve),
    reserve: textOf(plan?.reserve),
    allocatable: textOf(plan?.allocatable),
    botsMax: rules.botsMax,
    perBot: textOf(plan?.perBot),
    exchanges: places.map((place) => ({
      ...ownMoney(place.exchange, facts.balances),
      assets: place.lines.map(({ view }) => view),
      known: toText(place.known),
      bots: facts.botsAt(place.exchange),
      slots: rules.slots[place.exchange],
      ...againstTarget(place, plan, rates),
    })),
  };
}

const textOf = (amount: Decimal | null | undefined): string | null => (amount ? toText(amount) : null);

type Line = { readonly view: AssetLineView; readonly worth: Decimal | null; readonly known: Decimal };
type Summed = { readonly worth: Decimal | null; readonly known: Decimal };

const sumWorth = (parts: readonly Summed[]): Summed => ({
  worth: parts.every(({ worth }) => worth !== null) ? sumOf(parts.map(({ known }) => known)) : null,
  known: sumOf(parts.map(({ known }) => known)),
});

function ownMoney(exchange: ExchangeName, balances: readonly HeldBalance[]) {
  const asset = exchanges[exchange].homeQuote;
  const own = balances.filter((one) => one.exchange === exchange && one.asset === asset);
  return {
    exchange,
    master: exchange === MASTER,
    asset,
    pool: toText(sumKind(own, "available")),
    withBots: toText(sumKind(own, "allocated").plus(sumKind(own, "in_orders"))),
  };
}

const sumKind = (balances: readonly HeldBalance[], kind: HeldBalance["kind"]): Decimal =>
  sumOf(balances.filter((one) => one.kind === kind).map(({ balance }) => balance));

function linesAt(exchange: ExchangeName, balances: readonly HeldBalance[], rates: Rates): readonly Line[] {
  const byAsset = Map.groupBy(
    balances.filter((one) => one.exchange === exchange),
    ({ asset }) => asset,
  );
  return [...byAsset]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([asset, own]) => toLine(exchange, asset, own, rates))
    .filter(({ view }) => view.total !== "0");
}

function toLine(exchange: ExchangeName, asset: string, own: readonly HeldBalance[], rates: Rates): Line {
  const total = sumOf(own.map(({ balance }) => balance));
  const { worth, rate, missing, legs } = rates.value(exchange, asset, total);
  return {
    worth,
    known: worth ?? ZERO,
    view: {
      asset,
      pool: toText(sumKind(own, "available")),
      withBots: toText(sumKind(own, "allocated")),
      inOrders: toText(sumKind(own, "in_orders")),
      total: toText(total),
      worth: textOf(worth),
      rate,
      missing,
      legs,
    },
  };
}

function againstTarget(
  { exchange, worth }: Summed & { readonly exchange: ExchangeName },
  plan: AllocationPlan | null,
  rates: Rates,
) {
  const targetWorth = plan?.targets.get(exchange) ?? null;
  const rate = rates.of(exchanges[exchange].homeQuote);
  const target = targetWorth && rate.kind === "known" ? amountFor(targetWorth, rate) : null;
  return {
    worth: textOf(worth),
    targetWorth: textOf(targetWorth),
    target: textOf(target),
    difference: textOf(worth && targetWorth && worth.minus(targetWorth)),
  };
}

const amountFor = (worth: Decimal, { numerator, denominator }: Extract<Rate, { kind: "known" }>): Decimal =>
  toStored(worth.times(denominator).div(numerator));
