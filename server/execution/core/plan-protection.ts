import type { RejectCause } from "@/server/exchange/core/exchange-port";
import { sellableAt } from "@/server/exchange/core/sellable";
import { plusMs, type WallMs } from "@/server/kernel/clock";
import { type Decimal, floorToStep, ONE, ZERO } from "@/server/kernel/money";
import type { MarketRules } from "@/server/market/core/market-rules";
import type { EndCode } from "./end-code";

/** The stop order that rests at an exchange for a position, as it was last seen there. */
export type RestingStop = {
  readonly amount: Decimal;
  readonly triggerPrice: Decimal;
  readonly placedAt: WallMs;
};

type Level = Pick<RestingStop, "amount" | "triggerPrice">;

/** Stops asked for so far for a position; `failed`: the exchange refused them, or ended them on its own. */
export type StopTries = {
  readonly asked: number;
  readonly failed: number;
  /** when the last one failed, wall clock; null: none has */
  readonly lastAt: WallMs | null;
  /** what the exchange said to it */
  readonly words: string;
  /** since one last rested there: how often it said that it does not take such a stop, and what was asked for then */
  readonly refused: number;
  readonly refusal: (Level & { readonly because: RejectCause; readonly at: WallMs }) | null;
};

export type ProtectionFacts = {
  readonly now: WallMs;
  /** what the bot has of the coin; null: no open position */
  readonly held: Decimal | null;
  /** the position's own stop, quote per base: the watcher fires there */
  readonly stopPrice: Decimal;
  /** a person has set it: the one at the exchange moves with it, however little */
  readonly isSet?: boolean;
  readonly resting: RestingStop | null;
  readonly tries: StopTries;
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
  | { readonly kind: "take back"; readonly code: EndCode }
  /** the exchange will not protect it: it is sold at market */
  | { readonly kind: "sell" };

/** A trigger that lies closer than that to where it should, a fraction, is left where it is. */
const TRIGGER_SLACK = "0.01";
/** Wall clock: an entry that fills bit by bit does not move its stop with each bit. */
const RESIZE_GAP_MS = 3_000;
/** Wall clock: the first retry is free, the next waits, each twice as long; no storm at an exchange that says no. */
const RETRY_FIRST_MS = 15_000;
const RETRY_MOST_MS = 600_000;
const DOUBLINGS_MAX = 10;

/** One retry: what an exchange refuses twice, it does not take. */
const REFUSALS_MOST = 2;

const KEEP: ProtectionPlan = { kind: "keep" };
const SELL: ProtectionPlan = { kind: "sell" };

/**
 * What becomes of the stop order that protects a position at its exchange while nobody watches. It sells what is held, is
 * placed anew after it was deleted by hand, follows amount and stop, and gives the coins free before an exit of ours goes
 * out: what one order holds no other can sell, so nothing is ever sold twice. One step at a time: a stop is taken back
 * first, and the next plan places what follows.
 *
 * An exchange that refuses such a stop is asked once more; refused again, the position is sold at market, for nobody would
 * watch it were this off. Only a refusal of the stop itself counts: one of the account, of a market without such orders, or
 * for now (limits, maintenance, a request that never left) says nothing of it, and is asked again ever later while the
 * position is watched from here. No answer is no refusal: it is looked up first.
 */
export function planProtection(facts: ProtectionFacts): ProtectionPlan {
  const { held, resting, isLeaving, isPending } = facts;
  if (isPending) return KEEP;
  const wanted = held === null || isLeaving ? null : wantedStop(facts, held);
  if (!resting) return wanted ? planWithout(facts, wanted) : KEEP;
  if (held === null) return { kind: "take back", code: "position_closed" };
  if (isLeaving) return { kind: "take back", code: "exit_requested" };
  return (wanted && fits(resting, wanted, facts.isSet)) || isFresh(resting, facts.now)
    ? KEEP
    : { kind: "take back", code: "stop_resized" };
}

function planWithout({ tries, now }: ProtectionFacts, wanted: Level): ProtectionPlan {
  const place: ProtectionPlan = { kind: "place", ...wanted };
  if (tries.refused >= REFUSALS_MOST) return isAnother(tries, wanted) ? place : SELL;
  // the one retry waits for nothing, however often others failed before
  const isRetry = tries.refusal !== null && tries.refusal.at === tries.lastAt;
  return isRetry || !isTooSoon(tries, now) ? place : KEEP;
}

/** The exchange's rules were read anew since they refused it, and ask for another order: that one is not refused yet. */
const isAnother = ({ refusal }: StopTries, wanted: Level): boolean =>
  refusal?.because === "rules" &&
  !(refusal.amount.eq(wanted.amount) && refusal.triggerPrice.eq(wanted.triggerPrice));

const isFresh = ({ placedAt }: RestingStop, now: WallMs): boolean =>
  now >= placedAt && now < plusMs(placedAt, RESIZE_GAP_MS);

/** Null where an order over what is held would be too small for the exchange. */
function wantedStop({ stopPrice, width, rules }: ProtectionFacts, held: Decimal): Level | null {
  const triggerPrice = floorToStep(stopPrice.times(ONE.minus(width)), rules.tickSize);
  const amount = sellableAt(held, triggerPrice, rules);
  return amount.gt(0) && triggerPrice.gt(0) ? { amount, triggerPrice } : null;
}

const fits = (resting: Level, wanted: Level, isExact = false): boolean =>
  resting.amount.eq(wanted.amount) &&
  resting.triggerPrice
    .minus(wanted.triggerPrice)
    .abs()
    .lte(isExact ? ZERO : wanted.triggerPrice.times(TRIGGER_SLACK));

/** A clock that was set back must not leave a position without. */
function isTooSoon({ failed, lastAt }: StopTries, now: WallMs): boolean {
  if (failed < 2 || lastAt === null || now < lastAt) return false;
  const waitMs = Math.min(RETRY_FIRST_MS * 2 ** Math.min(failed - 2, DOUBLINGS_MAX), RETRY_MOST_MS);
  return now < plusMs(lastAt, waitMs);
}

/** Refused twice, it is told: nobody may believe in a floor that is not there. */
export const isWorthTelling = ({ failed }: StopTries): boolean => failed >= 2;

/** Whether an exchange that says no for this reason would say it again: it does not take that stop. */
export const saysNever = (because: RejectCause): boolean => because === "rules" || because === "order";
