// What one bot's figures need to remember between two valuations.
import { z } from "zod";
import { type Decimal, decimalWire, maxOf, toStored, ZERO } from "@/server/kernel/money";
import { drawdownOf } from "./growth";

export type BotGrowth = {
  /** what was put in less what was paid out, as last seen; absent in a memory of an older version */
  readonly capital?: Decimal | undefined;
  /** highest equity seen so far */
  readonly peak: Decimal;
  /** deepest fall from a peak, as a fraction of it */
  readonly maxDrawdown: Decimal;
  /** equity as last known before 00:00 in the owner's zone, as the book's; null when it was not known */
  readonly day: { readonly key: string; readonly base: Decimal | null };
  /** equity as last seen, and when, market clock in ms */
  readonly last: { readonly equity: Decimal; readonly at: number };
  /** price of its market while it had never traded; null when that was not seen, or it moved to another market */
  readonly hold: { readonly symbol: string; readonly price: Decimal } | null;
};

export type BotGrowthStep = {
  readonly equity: Decimal;
  /** what was put in less what was paid out of its profit: a change of it is neither gain nor loss */
  readonly capital: Decimal;
  /** it has never held anything: its equity was its capital at all times */
  readonly untouched: boolean;
  readonly symbol: string;
  readonly price: Decimal | null;
  readonly dayKey: string;
  /** market clock, ms */
  readonly at: number;
};

/** The memory after one more valuation; `known` is undefined for a bot nobody has valued before. */
export function afterBotValuation(seen: BotGrowth | undefined, step: BotGrowthStep): BotGrowth {
  const known = seen && carryMoved(seen, step.capital);
  const peak = maxOf(known?.peak ?? step.capital, step.equity);
  const fallen = toStored(drawdownOf(step.equity, peak));
  return {
    capital: step.capital,
    peak,
    maxDrawdown: known ? maxOf(known.maxDrawdown, fallen) : fallen,
    day: known?.day.key === step.dayKey ? known.day : { key: step.dayKey, base: dayBaseOf(known, step) },
    last: { equity: step.equity, at: step.at },
    hold: holdOf(known, step),
  };
}

/** The memory as if what was moved since had been so from the start. */
function carryMoved(known: BotGrowth, capital: Decimal): BotGrowth {
  const moved = known.capital ? capital.minus(known.capital) : ZERO;
  if (moved.isZero()) return known;
  const { day, last } = known;
  return {
    ...known,
    peak: known.peak.plus(moved),
    day: { key: day.key, base: day.base?.plus(moved) ?? null },
    last: { at: last.at, equity: last.equity.plus(moved) },
  };
}

function dayBaseOf(known: BotGrowth | undefined, step: BotGrowthStep): Decimal | null {
  if (step.untouched) return step.capital;
  return known?.last.equity ?? null;
}

function holdOf(known: BotGrowth | undefined, step: BotGrowthStep): BotGrowth["hold"] {
  if (known?.hold) return known.hold.symbol === step.symbol ? known.hold : null;
  return step.untouched && step.price ? { symbol: step.symbol, price: step.price } : null;
}

/** How the memory is kept between two lives of the worker: decimal text. */
export const botGrowthWire = z.object({
  capital: decimalWire.optional(),
  peak: decimalWire,
  maxDrawdown: decimalWire,
  day: z.object({ key: z.string(), base: decimalWire.nullable() }),
  last: z.object({ equity: decimalWire, at: z.number() }),
  hold: z.object({ symbol: z.string(), price: decimalWire }).nullable(),
});
