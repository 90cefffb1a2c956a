import { sellableAt } from "@/server/exchange/core/sellable";
import { type Decimal, floorToStep, ONE } from "@/server/kernel/money";
import type { MarketRules } from "@/server/market/core/market-rules";

/** The stop order that rests at an exchange for a position, as it was last seen there. */
export type RestingStop = { readonly amount: Decimal; readonly triggerPrice: Decimal };

export type ProtectionFacts = {
  /** whether the exchange takes stop orders at all */
  readonly supported: boolean;
  /** what the bot has of the coin, that stop's own reserve included; null: no open position */
  readonly held: Decimal | null;
  /** the position's own stop, quote per base: the watcher fires there */
  readonly stopPrice: Decimal;
  readonly resting: RestingStop | null;
  /** how often the exchange has refused one for this position */
  readonly refused: number;
  /** an exit of ours is wanted or under way: it must find the coins free */
  readonly isLeaving: boolean;
  /** a stop was asked for or asked back, and nobody knows yet what became of it */
  readonly isPending: boolean;
  readonly rules: Pick<MarketRules, "tickSize" | "lotSize" | "minAmount" | "minNotional">;
  /** how far below the position's own stop it lies, a fraction: it fires only when nobody watches */
  readonly width: Decimal;
};

export type ProtectionPlan =
  | { readonly kind: "keep" }
  | { readonly kind: "place"; readonly amount: Decimal; readonly triggerPrice: Decimal }
  | { readonly kind: "take back" }
  /** the exchange takes none: the position is sold */
  | { readonly kind: "exit" };

/** After so many refusals the position is sold instead: one more try, no storm. */
const REFUSALS_MAX = 2;
/** A trigger that lies closer than that to where it should, a fraction, is left where it is. */
const TRIGGER_SLACK = "0.01";

const KEEP: ProtectionPlan = { kind: "keep" };

/**
 * What becomes of the stop order that protects a position at its exchange while nobody watches. It sells what is held, is
 * placed anew after it was deleted by hand, follows amount and stop, and gives the coins free before an exit of ours goes
 * out: what one order holds no other can sell, so nothing is ever sold twice. One step at a time: a stop is taken back
 * first, and the next plan places what follows.
 */
export function planProtection(facts: ProtectionFacts): ProtectionPlan {
  const { supported, held, resting, refused, isLeaving, isPending } = facts;
  if (isPending) return KEEP;
  if (held === null || isLeaving) return resting ? { kind: "take back" } : KEEP;
  if (!supported) return KEEP;
  const wanted = wantedStop(facts, held);
  if (resting) return wanted && fits(resting, wanted) ? KEEP : { kind: "take back" };
  if (!wanted) return KEEP;
  return refused >= REFUSALS_MAX ? { kind: "exit" } : { kind: "place", ...wanted };
}

/** Null where an order over what is held would be too small for the exchange. */
function wantedStop({ stopPrice, width, rules }: ProtectionFacts, held: Decimal): RestingStop | null {
  const triggerPrice = floorToStep(stopPrice.times(ONE.minus(width)), rules.tickSize);
  const amount = sellableAt(held, triggerPrice, rules);
  return amount.gt(0) && triggerPrice.gt(0) ? { amount, triggerPrice } : null;
}

const fits = (resting: RestingStop, wanted: RestingStop): boolean =>
  resting.amount.eq(wanted.amount) &&
  resting.triggerPrice.minus(wanted.triggerPrice).abs().lte(wanted.triggerPrice.times(TRIGGER_SLACK));
