import type { MarketView, Print } from "@/server/exchange/simulator/core/sim-order";
import { type MarketMs, marketMs } from "@/server/kernel/clock";
import { type Decimal, floorToStep, maxOf, toDecimal } from "@/server/kernel/money";
import type { MarketRules } from "@/server/market/core/market-rules";
import type { BookLevel } from "@/server/market/core/order-book";
import type { PriceSource } from "./price-source";

const LEVELS = 20;
/** Resting at each level of a book around a price that was set by hand, in quote. */
const LEVEL_VALUE = toDecimal("50000");
const PRINTS_KEPT = 1_000;

type Hand = { readonly price: Decimal; readonly at: MarketMs; readonly state: number };

/** A source whose prices can be set by hand, market by market, and be let go again. */
export type HandSetPrices = PriceSource & {
  readonly set: (symbol: string, price: Decimal | null, at: MarketMs) => void;
};

/** Puts a hand between a source and its readers: a market set by hand stands still at that price, with a book around it. */
export function handSetPrices(source: PriceSource): HandSetPrices {
  const hands = new Map<string, Hand>();
  const prints = new Map<string, Print[]>();
  const rulesOf = new Map(source.markets.map((rules) => [rules.symbol, rules]));
  let sets = 0;
  return {
    markets: source.markets,
    candles: source.candles,
    stateAt: (symbol, at) => hands.get(symbol)?.state ?? source.stateAt(symbol, at),
    view: (symbol, at) => {
      const hand = hands.get(symbol);
      const rules = rulesOf.get(symbol);
      return hand && rules ? viewAround(hand, rules) : source.view(symbol, at);
    },
    prints: (symbol, after, until, limit) => {
      const own = (prints.get(symbol) ?? []).filter(({ at }) => at > after && at <= until);
      const hand = hands.get(symbol);
      const end = hand && hand.at < until ? hand.at : until;
      const drawn = end > after ? source.prints(symbol, after, end, limit) : [];
      return [...drawn, ...own].sort((a, b) => a.at - b.at).slice(-limit);
    },
    set: (symbol, price, at) => {
      const rules = rulesOf.get(symbol);
      if (!rules) throw new RangeError(`no market ${symbol}`);
      if (price === null) hands.delete(symbol);
      else {
        sets++;
        hands.set(symbol, { price, at, state: -sets });
        const own = prints.get(symbol) ?? [];
        own.push({
          id: String(at + sets / 1_000).replace(".", ""),
          at: marketMs(at),
          price,
          amount: levelAmount(price, rules),
          side: "buy",
        });
        prints.set(symbol, own.slice(-PRINTS_KEPT));
      }
    },
  };
}

function viewAround({ price, at }: Hand, rules: MarketRules): MarketView {
  const levels = (direction: 1 | -1): BookLevel[] =>
    Array.from({ length: LEVELS }, (_, index) => price.plus(rules.tickSize.times(direction * (index + 1))))
      .filter((each) => each.gt(0))
      .map((each) => ({ price: each, amount: levelAmount(price, rules) }));
  const [bids, asks] = [levels(-1), levels(1)];
  return {
    quote: { at, last: price, bid: bids[0]?.price ?? price, ask: asks[0]?.price ?? price },
    book: { at, bids, asks },
  };
}

const levelAmount = (price: Decimal, { lotSize }: MarketRules): Decimal =>
  maxOf(floorToStep(LEVEL_VALUE.div(price), lotSize), lotSize);
