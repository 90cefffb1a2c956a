import { type Decimal, floorToStep, toText } from "@/server/kernel/money";
import { accept, type Result, refuse } from "@/server/kernel/result";

export type LevelFacts = {
  readonly symbol: string;
  readonly quote: string;
  readonly status: "open" | "closed";
  /** as it was asked for, quote per base */
  readonly price: Decimal;
  /** the last price; null while none is known */
  readonly last: Decimal | null;
  /** smallest step of a price there */
  readonly tickSize: Decimal;
};

const NAMES = { stop: "A stop", target: "A target" } as const;

/**
 * Whether a person may lay the stop or the target of a long position there. Refuses, with what would be allowed: a price at or
 * below zero, between two steps of its market, a stop that is not a step below the last price, a target that is not one above
 * it; of a closed position any.
 */
export function judgeLevel(kind: keyof typeof NAMES, facts: LevelFacts): Result<Decimal> {
  const { symbol, quote, status, price, last, tickSize } = facts;
  const name = NAMES[kind];
  if (status === "closed")
    return refuse(
      "not_now",
      `The position in ${symbol} is closed: only an open one takes ${name.toLowerCase()}.`,
    );
  if (last === null)
    return refuse("not_now", `No price of ${symbol} is known now: set it again when the market answers.`);
  const nearest = nearestTo(kind, last, tickSize);
  const allowed =
    kind === "stop" ? `from ${toText(tickSize)} to ${toText(nearest)}` : `at least ${toText(nearest)}`;
  const side = kind === "stop" ? "below" : "above";
  if (price.lte(0))
    return refuse("invalid", `${name} is a price above zero: here ${allowed} ${quote}.`, "price");
  const below = floorToStep(price, tickSize);
  if (!below.eq(price)) {
    const steps = `${symbol} moves in steps of ${toText(tickSize)} ${quote}`;
    const written = below.gt(0) ? `${toText(below)} or ${toText(below.plus(tickSize))}` : toText(tickSize);
    return refuse("invalid", `${steps}: write ${written}.`, "price");
  }
  const isAllowed = kind === "stop" ? price.lte(nearest) : price.gte(nearest);
  return isAllowed
    ? accept(price)
    : refuse(
        "invalid",
        `${name} lies at least one step ${side} the price, now ${toText(last)} ${quote}: here ${allowed} ${quote}.`,
        "price",
      );
}

/** The level that lies nearest to the price, a whole step away from it. */
function nearestTo(kind: keyof typeof NAMES, last: Decimal, tick: Decimal): Decimal {
  const below = floorToStep(last, tick);
  if (kind === "target") return below.plus(tick);
  return below.eq(last) ? last.minus(tick) : below;
}
