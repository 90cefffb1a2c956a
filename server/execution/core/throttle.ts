import { plusMs, type WallMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";

/** How fast and how much entries may go out. Gaps on the wall clock, days on the market clock. */
export type ThrottleLimits = {
  readonly exchange: { readonly perDay: number; readonly gapMs: number; readonly inFlight: number };
  readonly perBotPerDay: number;
  readonly per10s: number;
  readonly per60s: number;
  readonly perUserPerDay: number;
};

/** An entry of the same user and book that went out; `working` while it may still trade at its venue. */
export type SentEntry = {
  readonly exchange: ExchangeName;
  readonly sentAt: WallMs;
  readonly working: boolean;
};

export type ThrottleFacts = {
  readonly exchange: ExchangeName;
  readonly now: WallMs;
  readonly sent: readonly SentEntry[];
  /** sent in the owner's day so far */
  readonly today: { readonly exchange: number; readonly bot: number; readonly total: number };
  readonly limits: ThrottleLimits;
};

export type ThrottleRule = "gap" | "in_flight" | "per_10s" | "per_60s";
export type ThrottleVerdict =
  | { readonly kind: "now" }
  /** `until` is null where only the end of another order can tell */
  | { readonly kind: "wait"; readonly rule: ThrottleRule; readonly until: WallMs | null }
  | { readonly kind: "refuse"; readonly reasonCode: ThrottleRefusal; readonly words: string };
export type ThrottleRefusal = "exchange_daily_limit" | "bot_daily_limit" | "user_daily_limit";

/** The longest window that is looked back over, wall clock. */
export const THROTTLE_WINDOW_MS = 60_000;
const BURST_MS = 10_000;

/**
 * Whether an entry may go out now. A day that is full refuses; too many at its venue, too short a gap or a burst
 * over all exchanges make it wait. A sent time in the future (the wall clock was set back) counts as now.
 */
export function throttleEntry(facts: ThrottleFacts): ThrottleVerdict {
  const refusal = refuseForDay(facts);
  if (refusal) return refusal;
  const { exchange, now, limits } = facts;
  const sent = facts.sent.map((entry) => (entry.sentAt > now ? { ...entry, sentAt: now } : entry));
  const here = sent.filter((entry) => entry.exchange === exchange);
  if (here.filter((entry) => entry.working).length >= limits.exchange.inFlight)
    return { kind: "wait", rule: "in_flight", until: null };
  return (
    waitFor("gap", here, 1, limits.exchange.gapMs, now) ??
    waitFor("per_10s", sent, limits.per10s, BURST_MS, now) ??
    waitFor("per_60s", sent, limits.per60s, THROTTLE_WINDOW_MS, now) ?? { kind: "now" }
  );
}

function refuseForDay({ today, limits }: ThrottleFacts): ThrottleVerdict | null {
  const { exchange, perBotPerDay, perUserPerDay } = limits;
  const refuse = (reasonCode: ThrottleRefusal, words: string): ThrottleVerdict => ({
    kind: "refuse",
    reasonCode,
    words,
  });
  if (today.exchange >= exchange.perDay)
    return refuse("exchange_daily_limit", `the exchange's ${exchange.perDay} entries of the day are made`);
  if (today.bot >= perBotPerDay)
    return refuse("bot_daily_limit", `the bot's ${perBotPerDay} entries of the day are made`);
  if (today.total >= perUserPerDay)
    return refuse("user_daily_limit", `all ${perUserPerDay} entries of the day are made`);
  return null;
}

/** Waits while `most` of the entries lie within the last `spanMs`: until the oldest of those falls out of it. */
function waitFor(
  rule: ThrottleRule,
  sent: readonly SentEntry[],
  most: number,
  spanMs: number,
  now: WallMs,
): ThrottleVerdict | null {
  // too few for any window, without a look at each
  if (sent.length < most) return null;
  const within = sent.map(({ sentAt }) => sentAt).filter((sentAt) => now - sentAt < spanMs);
  if (within.length < most) return null;
  const oldest = within.sort((a, b) => b - a)[most - 1];
  return oldest === undefined ? null : { kind: "wait", rule, until: plusMs(oldest, spanMs) };
}
