// What a book's figures need to remember between two valuations, per currency.

import { z } from "zod";
import { type Decimal, decimalWire, maxOf, toStored, ZERO } from "@/server/kernel/money";
import { exchangeWire } from "@/server/kernel/name-wires";
import { type Basket, type BasketMarket, emptyBasket, fundBasket, investBasket } from "./basket";
import type { PriceOf } from "./value-book";

export type Growth = {
  /** deposits less withdrawals, as last seen */
  readonly funded: Decimal;
  /** highest equity so far; money put in raises it, so that a deposit is neither a gain nor a new peak */
  readonly peak: Decimal;
  /** deepest fall from a peak, as a fraction of it */
  readonly maxDrawdown: Decimal;
  /** equity at 00:00 in the owner's zone plus what was funded since; null when no point is that old */
  readonly day: { readonly key: string; readonly base: Decimal | null };
  /** equity as last seen: what the next day begins with, as it is for the bots; absent in a memory of an older version */
  readonly last?: Decimal | undefined;
  /** the newest day that is over, and the equity it ended with: what the next one began with, before what came in since */
  readonly closed?: ClosedDay | undefined;
  readonly basket: Basket;
};

type ClosedDay = { readonly key: string; readonly equity: Decimal };

export type GrowthStep = {
  readonly equity: Decimal;
  readonly funded: Decimal;
  readonly dayKey: string;
  /** equity last known before that day, before what came in since the last valuation; read when the day is new */
  readonly dayBase: Decimal | null;
  readonly markets: readonly BasketMarket[];
  readonly priceOf: PriceOf;
};

/** The memory of a currency nobody has valued before. */
export const firstGrowth: Growth = {
  funded: ZERO,
  peak: ZERO,
  maxDrawdown: ZERO,
  day: { key: "", base: null },
  basket: emptyBasket,
};

/** What the equity points alone tell of a currency, when the memory itself is lost. */
export type GrowthTrace = {
  readonly peak: Decimal;
  readonly maxDrawdown: Decimal;
  readonly equity: Decimal;
  readonly buyAndHold: Decimal | null;
};

/** A memory rebuilt from the equity points; what was funded before counts as seen. */
export const recallGrowth = (trace: GrowthTrace, funded: Decimal): Growth => ({
  funded,
  peak: trace.peak,
  maxDrawdown: trace.maxDrawdown,
  day: { key: "", base: null },
  basket: { cash: trace.buyAndHold ?? trace.equity, units: [] },
});

/** The memory after one more valuation. */
export function afterValuation(growth: Growth, step: GrowthStep): Growth {
  const injected = step.funded.minus(growth.funded);
  const peak = maxOf(growth.peak.plus(injected), step.equity);
  const base = growth.day.key === step.dayKey ? growth.day.base : step.dayBase;
  const basket = injected.isZero() ? growth.basket : fundBasket(growth.basket, injected, step.priceOf);
  return {
    funded: step.funded,
    peak,
    maxDrawdown: maxOf(growth.maxDrawdown, toStored(drawdownOf(step.equity, peak))),
    day: { key: step.dayKey, base: base === null ? null : base.plus(injected) },
    last: step.equity,
    closed: closedBy(growth, step),
    basket: investBasket(basket, step.markets, step.priceOf),
  };
}

const closedBy = ({ day, last, closed }: Growth, { dayKey }: GrowthStep): ClosedDay | undefined =>
  day.key !== "" && day.key !== dayKey && last ? { key: day.key, equity: last } : closed;

/** Fall from the peak as a fraction of it: 0.12 is 12 % below; 0 at a new peak or without one. */
export const drawdownOf = (equity: Decimal, peak: Decimal): Decimal =>
  peak.gt(0) && equity.lt(peak) ? peak.minus(equity).div(peak) : ZERO;

/** `part` as a fraction of `whole`; 0 when there is no whole, as on a fresh start. */
export const ratioOf = (part: Decimal, whole: Decimal): Decimal => (whole.gt(0) ? part.div(whole) : ZERO);

const basketWire = z.object({
  cash: decimalWire,
  units: z.array(z.object({ exchange: exchangeWire, symbol: z.string(), amount: decimalWire })).readonly(),
});

/** How the memory is kept between two lives of the worker: decimal text. */
export const growthWire = z.object({
  funded: decimalWire,
  peak: decimalWire,
  maxDrawdown: decimalWire,
  day: z.object({ key: z.string(), base: decimalWire.nullable() }),
  last: decimalWire.optional(),
  closed: z.object({ key: z.string(), equity: decimalWire }).optional(),
  basket: basketWire,
});
