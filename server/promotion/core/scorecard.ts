import type { MarketMs } from "@/server/kernel/clock";
import { BettingEvidence, WEALTH_WANTED } from "./betting-evidence";
import { type GateLine, judgeRecord, recordGates, recordOf } from "./judge-record";

/** What a bot that trains is judged by. Ratios are fractions; instants are of the market clock. */
export type ScoreFacts = {
  /** since when its present version trades; null: it never ran */
  readonly since: MarketMs | null;
  readonly now: MarketMs;
  readonly stopWidth: number;
  /** of its present version, in the order they were closed */
  readonly trades: readonly {
    readonly closedAt: MarketMs;
    /** net of fees, of what was paid */
    readonly netReturn: number;
    /** net of fees, of the initial capital */
    readonly profit: number;
  }[];
};

export type Scorecard = {
  readonly days: number;
  readonly trades: number;
  readonly lines: readonly GateLine[];
  readonly evidence: {
    readonly wealth: number;
    readonly wanted: number;
    readonly passed: boolean;
    /** about so many more trades like those until now; null: it would not come to it */
    readonly moreTrades: number | null;
    /** trades that lost more than the stop and 1 %: the evidence counts them as no more */
    readonly beyondStop: number;
  };
  readonly passed: boolean;
  /** market time until it may be promoted, where nothing but time is missing; null elsewhere */
  readonly readyInMs: number | null;
};

const DAY_MS = 86_400_000;

/** A line per gate, and the evidence. */
export function scoreBot({ since, now, stopWidth, trades }: ScoreFacts): Scorecard {
  const trainedMs = since === null ? 0 : Math.max(0, now - since);
  const from = now - recordGates.daysLeast * DAY_MS;
  const recent = trades.filter(({ closedAt }) => closedAt > from);
  const before = trades.slice(0, trades.length - recent.length);
  const record = recordOf(
    recent.map(({ profit }) => profit),
    { days: trainedMs / DAY_MS, capital: before.reduce((sum, { profit }) => sum + profit, 1) },
  );
  const returns = trades.map(({ netReturn }) => netReturn);
  const betting = new BettingEvidence(stopWidth);
  for (const one of returns) betting.add(one);
  const evidence = {
    wealth: betting.wealth,
    wanted: WEALTH_WANTED,
    passed: betting.wealth >= WEALTH_WANTED,
    moreTrades: betting.tradesUntil(WEALTH_WANTED, returns),
    beyondStop: betting.beyondStop,
  };
  const lines = judgeRecord(record);
  const missing = lines.filter(({ passed }) => !passed).map(({ gate }) => gate);
  const onlyTime = evidence.passed && missing.length === 1 && missing[0] === "days";
  return {
    days: record.days,
    trades: trades.length,
    lines,
    evidence,
    passed: evidence.passed && missing.length === 0,
    readyInMs: onlyTime ? recordGates.daysLeast * DAY_MS - trainedMs : null,
  };
}

/** The share of those that stand out who may have no edge. */
export const FALSE_DISCOVERIES_MOST = 0.1;

/**
 * How many of the bots looked at together stand out, the strongest first, when at most a tenth of those may have no edge: the
 * e-BH procedure (Wang and Ramdas, "False discovery rate control with e-values", JRSS B 84, 2022) over their wealth.
 */
export function standOut(wealths: readonly number[]): number {
  const strongest = wealths.toSorted((a, b) => b - a);
  return strongest.reduce(
    (most, wealth, index) =>
      wealth >= strongest.length / ((index + 1) * FALSE_DISCOVERIES_MOST) ? index + 1 : most,
    0,
  );
}
