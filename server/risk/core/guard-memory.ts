// What a guard remembers of a bot or of a currency's part of a book, and what it does about it. Profit is equity less
// what was put in: money that comes or goes is neither a gain nor a loss.
import { type MarketMs, plusMs } from "@/server/kernel/clock";
import { type Decimal, maxOf, toText, ZERO } from "@/server/kernel/money";
import { shownPercent } from "./verdicts";

export type GuardMemory = {
  /** highest profit so far; the beginning was a profit of zero */
  readonly peak: Decimal;
  /** calendar day of the owner and the profit it began with */
  readonly day: { readonly key: string; readonly start: Decimal };
  readonly last: { readonly profit: Decimal; readonly at: MarketMs };
  /** no entries before that instant; null when not locked */
  readonly lockedUntil: MarketMs | null;
  /** since when no entries until the owner clears it; null when not halted */
  readonly haltedAt: MarketMs | null;
  /** why it is locked or halted; empty otherwise */
  readonly reason: string;
};

/** One valuation. `invested` is what was put in less what was taken out; the currency is that of the subject. */
export type GuardReading = {
  readonly profit: Decimal;
  readonly invested: Decimal;
  readonly at: MarketMs;
  readonly dayKey: string;
};

/** A midnight between two readings at most this far apart was seen; market clock. */
const LOOKED_MS = 900_000;

/** The memory after one more valuation; `known` is undefined for a subject nobody has looked at before. */
export function afterReading(known: GuardMemory | undefined, reading: GuardReading): GuardMemory {
  const last = { profit: reading.profit, at: reading.at };
  if (!known) {
    const day = { key: reading.dayKey, start: reading.profit };
    return { peak: maxOf(ZERO, reading.profit), day, last, lockedUntil: null, haltedAt: null, reason: "" };
  }
  return {
    ...known,
    peak: maxOf(known.peak, reading.profit),
    day:
      known.day.key === reading.dayKey
        ? known.day
        : { key: reading.dayKey, start: dayStartOf(known, reading) },
    last,
  };
}

// Nobody looked at midnight: what was lost before the first reading of the day is not known to be of this day.
function dayStartOf({ last }: GuardMemory, { at, profit }: GuardReading): Decimal {
  const gap = at - last.at;
  return gap >= 0 && gap <= LOOKED_MS ? last.profit : profit;
}

/** What is gone of a whole, in the subject's currency. */
export type Loss = { readonly lost: Decimal; readonly of: Decimal };

/** Since 00:00 in the owner's zone, of the equity the day began with and what was put in since. */
export const dayLoss = ({ day }: GuardMemory, { profit, invested }: GuardReading): Loss => ({
  lost: day.start.minus(profit),
  of: invested.plus(day.start),
});

/** Since the highest equity so far, of that equity. */
export const fallFromPeak = ({ peak }: GuardMemory, { profit, invested }: GuardReading): Loss => ({
  lost: peak.minus(profit),
  of: invested.plus(peak),
});

/** Whether a loss is that share of its whole, or more. A gain never is, and of nothing nothing can be lost. */
export const reaches = ({ lost, of }: Loss, ratio: Decimal): boolean =>
  lost.gt(0) && of.gt(0) && lost.gte(of.times(ratio));

/** "5.12 % of 1000.00 USDT". */
export const lossWords = ({ lost, of }: Loss, currency: string): string =>
  `${shownPercent(lost.div(of))} % of ${toText(of.toDecimalPlaces(2))} ${currency}`;

export type PartLimits = { readonly dailyLoss: Decimal; readonly drawdown: Decimal };

export type PartAct = {
  readonly action: "risk.locked" | "risk.unlocked" | "risk.halted";
  readonly reason: string;
  readonly memory: GuardMemory;
};

/**
 * What is to be done about a currency's part of a book after a reading: lock entries until the next midnight, unlock them
 * once it is past, or halt the book until the owner clears it. Each once; nothing for what is in force already.
 */
export function judgePart(
  memory: GuardMemory,
  reading: GuardReading,
  rules: PartLimits & { readonly currency: string; readonly nextMidnight: MarketMs },
): readonly PartAct[] {
  const acts: PartAct[] = [];
  let now = memory;
  const act = (action: PartAct["action"], reason: string, change: Partial<GuardMemory>) => {
    now = { ...now, ...change };
    acts.push({ action, reason, memory: now });
  };
  if (now.lockedUntil !== null && reading.at >= now.lockedUntil)
    act("risk.unlocked", "a new day has begun", {
      lockedUntil: null,
      reason: now.haltedAt === null ? "" : now.reason,
    });
  const today = dayLoss(now, reading);
  if (now.lockedUntil === null && reaches(today, rules.dailyLoss)) {
    const reason = `Lost ${lossWords(today, rules.currency)} since midnight`;
    act("risk.locked", reason, { lockedUntil: rules.nextMidnight, reason });
  }
  const fall = fallFromPeak(now, reading);
  if (now.haltedAt === null && reaches(fall, rules.drawdown)) {
    const reason = `Fell by ${lossWords(fall, rules.currency)} from its peak`;
    act("risk.halted", reason, { haltedAt: reading.at, reason });
  }
  return acts;
}

/** The memory once the owner has cleared a halt: the fall is counted anew from here. */
export const cleared = (memory: GuardMemory): GuardMemory => ({
  ...memory,
  peak: memory.last.profit,
  haltedAt: null,
  reason: memory.lockedUntil === null ? "" : memory.reason,
});

/** What a quarantine is for, with its evidence. Numbers are fractions, counts or multiples, as the check has them. */
export type RestCause = {
  readonly check: string;
  readonly severity: "critical" | "high" | "medium";
  readonly value: number;
  readonly threshold: number;
  /** what of the past was looked at */
  readonly window: string;
  readonly figures: { readonly [name: string]: string };
  /** since when the fault was there; null where that is not known */
  readonly since: MarketMs | null;
};

export type BotRest = { readonly until: MarketMs; readonly reason: string; readonly cause: RestCause };

/** The memory of a bot that its owner lets go early: neither this day's loss nor the fall is held against it again. */
export const forgiven = (memory: GuardMemory): GuardMemory => ({
  ...cleared(memory),
  day: { ...memory.day, start: memory.last.profit },
});

/** Why and until when a running bot must rest; null when it may go on. The fall from the peak rests it longer. */
export function judgeBot(
  memory: GuardMemory,
  reading: GuardReading,
  rules: PartLimits & {
    readonly currency: string;
    readonly nextMidnight: MarketMs;
    /** how long it rests after a fall, market clock */
    readonly restMs: number;
  },
): BotRest | null {
  const fall = fallFromPeak(memory, reading);
  if (reaches(fall, rules.drawdown))
    return {
      until: plusMs(reading.at, rules.restMs),
      reason: `fell by ${lossWords(fall, rules.currency)} from its peak`,
      cause: causeOf("drawdown", fall, rules.drawdown, "since its highest equity"),
    };
  const today = dayLoss(memory, reading);
  return reaches(today, rules.dailyLoss)
    ? {
        until: rules.nextMidnight,
        reason: `lost ${lossWords(today, rules.currency)} since midnight`,
        cause: causeOf("bot_day_loss", today, rules.dailyLoss, `the owner's day ${memory.day.key}`),
      }
    : null;
}

const causeOf = (check: string, { lost, of }: Loss, limit: Decimal, window: string): RestCause => ({
  check,
  severity: "high",
  value: lost.div(of).toNumber(),
  threshold: limit.toNumber(),
  window,
  figures: { lost: toText(lost.toDecimalPlaces(8)), of: toText(of.toDecimalPlaces(8)) },
  since: null,
});
