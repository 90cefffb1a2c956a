// The checks that read a bot's trades: streak, frequency, sizes, losses, drift. All against its own past.
import { type MarketMs, marketMs } from "@/server/kernel/clock";
import { toDecimal } from "@/server/kernel/money";
import type { Settings } from "@/server/settings/core/settings";
import type { BotFacts, Measure, Trade } from "./bot-facts";
import { cusum, DRIFT_TRADES_LEAST } from "./cusum";
import { poissonTail } from "./distributions";
import { moneyText, percentText, plainNumber } from "./plain-number";
import { shortestUnlikelyRun } from "./run-chance";

type Rules = Settings["bodyguard"];
type Closed = Trade & { readonly closedAt: MarketMs; readonly result: number };

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const STREAK_DAYS = 30;
/** A bot that nobody knows yet loses every other trade; this belief weighs as much as so many trades. */
const PRIOR_TRADES = 10;
const PRIOR_LOSS = 0.5;
/** Fewer earlier trades say nothing of what is usual for a bot. */
const USUAL_LEAST = 10;
const PLAN_TRADES_LEAST = 20;
/** Above its plan only when so many trades within the time are this unlikely by it: what is rare comes in pairs, too. */
const PLAN_CHANCE = 0.0001;
const LARGE = 0.95;
const DIGITS = 4;

const closedOf = (trades: readonly Trade[]): readonly Closed[] =>
  trades
    .filter((trade): trade is Closed => trade.closedAt !== null && trade.result !== null)
    .toSorted((one, other) => one.closedAt - other.closedAt);

const text = (value: number): string => plainNumber(value, DIGITS);
const lastClosed = (closed: readonly Closed[]): string => `its last ${closed.length} closed trades`;

/** Losses in a row since it is watched, against the shortest run that is unlikely at its loss rate before the run. */
export function judgeStreak({ trades, watchedFrom }: BotFacts, rules: Rules): Measure {
  const closed = closedOf(trades);
  const isLoss = (trade: Closed) => trade.result < 0 && trade.closedAt >= watchedFrom;
  const start = closed.findLastIndex((trade) => !isLoss(trade)) + 1;
  const run = closed.length - start;
  const before = closed.slice(0, start);
  const lost = before.filter(({ result }) => result < 0).length;
  const loss = (lost + PRIOR_TRADES * PRIOR_LOSS) / (before.length + PRIOR_TRADES);
  const trials = Math.round(perDay(closed) * STREAK_DAYS);
  const chance = toDecimal(rules.streakChance).toNumber();
  const limit = shortestUnlikelyRun(rules.streakLeast, { trials, loss, chance }) - 1;
  return {
    check: "streak",
    value: run,
    limit,
    unit: "count",
    since: closed[start]?.openedAt ?? null,
    window: lastClosed(closed),
    figures: {
      lossRate: percentText(loss),
      tradesBefore: String(before.length),
      tradesIn30Days: String(trials),
      chanceAtMost: percentText(chance),
    },
  };
}

/** Trades a day between the first and the last; a bot of one day counts as one. */
function perDay(closed: readonly Closed[]): number {
  const [first, last] = [closed[0], closed.at(-1)];
  return first && last ? closed.length / Math.max(1, (last.closedAt - first.openedAt) / DAY_MS) : 0;
}

/** Positions opened within an hour, its candle or a day, against the fixed limit, its candles and its own plan. */
export function judgeFrequency(facts: BotFacts, rules: Rules): Measure {
  const { trades, at, watchedFrom, candleMs } = facts;
  const opened = trades.map(({ openedAt }) => openedAt).toSorted((one, other) => one - other);
  const since = (ms: number) => opened.filter((one) => one > at - ms && one >= watchedFrom);
  const day = marketMs(at - DAY_MS);
  const before = opened.filter((one) => one <= day);
  const spans = [
    { words: "an hour", ms: HOUR_MS, fixed: rules.tradesPerHour },
    { words: "a candle of its own", ms: candleMs, fixed: rules.planFactor },
    { words: "a day", ms: DAY_MS, fixed: Number.POSITIVE_INFINITY },
  ];
  const [worst] = spans
    .map(({ words, ms, fixed }) => {
      const seen = since(ms);
      const plan = planFor(before, ms, day);
      const limit = Math.min(fixed, plan === null ? Number.POSITIVE_INFINITY : most(plan, rules.planFactor));
      return { words, ms, plan, limit, count: seen.length, first: seen[0] ?? null };
    })
    .toSorted((one, other) => other.count / other.limit - one.count / one.limit);
  return {
    check: "frequency",
    value: worst?.count ?? 0,
    limit: worst?.limit ?? rules.tradesPerHour,
    unit: "count",
    since: worst?.first ?? null,
    window: `the positions it opened within ${worst?.words ?? "an hour"}`,
    figures: {
      opened: String(worst?.count ?? 0),
      ownPlan: worst?.plan == null ? "too few trades yet" : text(worst.plan),
      earlierTrades: String(before.length),
    },
  };
}

/** What it opens in such a span when it trades at all: spans without a trade do not make it slower. Null: not known. */
function planFor(opened: readonly number[], ms: number, until: number): number | null {
  if (opened.length < PLAN_TRADES_LEAST || until - (opened[0] ?? until) < DAY_MS) return null;
  const active = new Set(opened.map((at) => Math.floor(at / ms)));
  return opened.length / active.size;
}

/** The most that is still its plan: so many times it, and not yet improbable by it. */
function most(plan: number, factor: number): number {
  let count = Math.floor(plan * factor);
  while (poissonTail(count + 1, plan) > PLAN_CHANCE) count += 1;
  return count;
}

/** What its newest position cost, against the middle of those before it with the same capital. */
export function judgeSize({ trades, watchedFrom, capitalSince, currency }: BotFacts, rules: Rules): Measure {
  const same = trades.filter(({ openedAt }) => openedAt >= capitalSince);
  const newest = same.at(-1);
  const usual = quantile(
    same.slice(0, -1).map(({ paid }) => paid),
    0.5,
  );
  const known = newest && usual !== null && usual > 0 && newest.openedAt >= watchedFrom;
  return {
    check: "size_jump",
    value: known ? newest.paid / usual : null,
    limit: rules.sizeJump,
    unit: "times",
    since: known ? newest.openedAt : null,
    window: `its newest position and the ${Math.max(0, same.length - 1)} before it`,
    figures: {
      paid: moneyText(newest?.paid ?? 0, currency),
      usual: usual === null ? "too few trades yet" : moneyText(usual, currency),
    },
  };
}

/** What its last trade lost, against what but one in twenty of its earlier losses is below. */
export function judgeLoss({ trades, watchedFrom }: BotFacts, rules: Rules): Measure {
  const closed = closedOf(trades);
  const last = closed.at(-1);
  const losses = closed
    .slice(0, -1)
    .map(({ result }) => -result)
    .filter((loss) => loss > 0);
  const usual = quantile(losses, LARGE);
  const known = last && usual !== null && last.closedAt >= watchedFrom;
  return {
    check: "loss_jump",
    value: known ? Math.max(0, -last.result / usual) : null,
    limit: rules.lossJump,
    unit: "times",
    since: known ? last.openedAt : null,
    window: `its last closed trade and ${losses.length} losses before it`,
    figures: {
      lost: percentText(Math.max(0, -(last?.result ?? 0))),
      largeLoss: usual === null ? "too few losses yet" : percentText(usual),
    },
  };
}

/** The cumulative sum of trades worse than its own; a fault only where they lose money. */
export function judgeDrift({ trades, watchedFrom }: BotFacts, rules: Rules): Measure {
  const closed = closedOf(trades);
  const from = closed.findIndex(({ closedAt }) => closedAt >= watchedFrom);
  const drift = cusum(
    closed.map(({ result }) => result),
    from === -1 ? closed.length : from,
  );
  const loses = drift.meanSince < 0;
  return {
    check: "drift",
    value: closed.length < DRIFT_TRADES_LEAST ? null : loses ? drift.worse : 0,
    limit: rules.driftLimit,
    unit: "deviations",
    since: drift.since === null ? null : (closed[drift.since]?.openedAt ?? null),
    window: lastClosed(closed),
    figures: {
      worse: text(drift.worse),
      better: text(drift.better),
      meanBefore: percentText(drift.meanBefore),
      meanSince: percentText(drift.meanSince),
    },
  };
}

function quantile(values: readonly number[], share: number): number | null {
  if (values.length < USUAL_LEAST) return null;
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? null;
}
