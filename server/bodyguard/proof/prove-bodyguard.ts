import { type MarketMs, marketMs, plusMs } from "@/server/kernel/clock";
import { defaultSettings, type Settings } from "@/server/settings/core/settings";
import type { BotFacts, Measure, Sample } from "../core/bot-facts";
import { type BotCheck, checks } from "../core/checks";
import { decideStep, type Standing } from "../core/confirm";
import { judgeNow, judgePast, judgeValue } from "../core/judge-bot";
import { rungAfter } from "../core/ladder";
import { confirmRulesOf, LOOK_EVERY_MS as LOOK_MS } from "../core/rules-of";
import { createSimBot, type Fault, faults, type SimBot, seeded, styles } from "./sim-bot";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const START = marketMs(Date.UTC(2026, 0, 1));
const CAPITAL = 1_000;

export type Pause = {
  readonly bot: number;
  readonly check: BotCheck;
  readonly at: MarketMs;
  readonly profit: number;
  readonly firstOverAt: MarketMs;
};

export type Caught = {
  readonly fault: Fault;
  readonly planted: number;
  /** found by the check of its name, or an earlier one that acts on the same */
  readonly caught: number;
  /** most looks from the first that was over a limit to the act, both counted */
  readonly looksMost: number;
  /** hours from the planting to the act */
  readonly hoursMedian: number;
  readonly hoursMost: number;
};

export type BodyguardProof = {
  readonly seed: number;
  readonly fleets: number;
  readonly healthyBots: number;
  readonly days: number;
  readonly trades: number;
  readonly falsePauses: readonly number[];
  readonly falseByCheck: { readonly [check: string]: number };
  readonly winners: number;
  readonly winnersPaused: number;
  readonly rogues: readonly Caught[];
  readonly violations: readonly string[];
};

/** Watches one bot for some days; answers when it was paused, and why. */
class Watch {
  readonly pauses: Pause[] = [];
  private readonly standing = new Map<BotCheck, Standing>();
  private readonly overSince = new Map<BotCheck, MarketMs>();
  private samples: Sample[] = [];
  private past: readonly Measure[] = [];
  private peak = 0;
  private watchedFrom: MarketMs = START;
  private restsUntil = 0;
  private rests = 0;

  constructor(
    private readonly index: number,
    readonly bot: SimBot,
    private readonly settings: Settings,
  ) {}

  look(at: MarketMs, mood: number): void {
    const { bot } = this;
    const rests = at < this.restsUntil;
    const changed = bot.advance(at, !rests, mood);
    const sample = bot.sample(at);
    this.peak = Math.max(this.peak, sample.profit);
    if (rests) return;
    if (this.restsUntil > 0) this.release(at, sample.profit);
    this.samples = [...this.samples.filter((one) => one.at > at - HOUR_MS), sample];
    const facts: BotFacts = {
      at,
      watchedFrom: this.watchedFrom,
      capitalSince: START,
      candleMs: bot.candleMs,
      currency: "USDT",
      invested: CAPITAL,
      samples: this.samples,
      fall: (this.peak - sample.profit) / (CAPITAL + this.peak),
      trades: bot.trades(),
    };
    if (changed || this.past.length === 0) this.past = judgePast(facts, this.settings);
    // positions that leave an hour behind only make it less: looked at again where something stands
    const moving = changed || this.standing.has("frequency") ? judgeNow : judgeValue;
    for (const measure of [...moving(facts, this.settings), ...this.past])
      if (this.judge(measure, at, sample.profit)) return;
  }

  private judge(measure: Measure, at: MarketMs, profit: number): boolean {
    const { check, value, limit } = measure;
    if (value !== null && value > limit) this.overSince.set(check, this.overSince.get(check) ?? at);
    const standing = this.standing.get(check) ?? null;
    const look = { at, value, limit, looks: checks[check].looks, whole: measure.unit === "count" };
    const step = decideStep(standing, look, confirmRulesOf(this.settings));
    if (step === "suspect") this.standing.set(check, { state: "suspected", firstAt: at });
    if (step === "clear" || step === "lapse") {
      this.standing.delete(check);
      this.overSince.delete(check);
    }
    if (step !== "confirm") return false;
    const firstOverAt = this.overSince.get(check) ?? at;
    this.pauses.push({ bot: this.index, check, at, profit, firstOverAt });
    const { restMs } = rungAfter(this.rests, this.settings.bodyguard);
    this.rests += 1;
    this.restsUntil = restMs === null ? Number.POSITIVE_INFINITY : at + restMs;
    return true;
  }

  private release(at: MarketMs, profit: number): void {
    this.restsUntil = 0;
    this.watchedFrom = at;
    this.peak = profit;
    this.samples = [];
    this.past = [];
    this.standing.clear();
    this.overSince.clear();
  }
}

/** Good and bad days of the whole fleet: an autoregressive shift of the chance to win, three points in a usual day. */
function moodsOf(days: number, random: () => number): readonly number[] {
  let mood = 0;
  return Array.from({ length: days }, () => {
    mood = 0.6 * mood + 0.05 * (random() + random() + random() - 1.5);
    return mood;
  });
}

function runFleet(q: { seed: number; bots: number; days: number; settings: Settings }): {
  readonly watches: readonly Watch[];
  readonly trades: number;
} {
  const random = seeded(q.seed);
  const moods = moodsOf(q.days, random);
  const watches = Array.from({ length: q.bots }, (_unused, index) => {
    const style = styles[index % styles.length] as (typeof styles)[number];
    const share = [0.2, 0.3, 0.4, 0.5][Math.floor(index / styles.length) % 4] as number;
    return new Watch(index, createSimBot(style, share, seeded(q.seed * 1_000 + index), START), q.settings);
  });
  for (let at = START; at < START + q.days * DAY_MS; at = plusMs(at, LOOK_MS)) {
    const mood = moods[Math.floor((at - START) / DAY_MS)] ?? 0;
    for (const watch of watches) watch.look(at, mood);
  }
  return { watches, trades: watches.reduce((sum, { bot }) => sum + bot.trades().length, 0) };
}

const GROWN_DAYS = 12;
const FAULT_DAYS = 20;

/** One bot that was healthy for twelve days, and a fault in it. */
function runRogue(
  fault: Fault,
  seed: number,
  settings: Settings,
): { pause: Pause | null; plantedAt: MarketMs } {
  const random = seeded(seed);
  const style = styles[seed % styles.length] as (typeof styles)[number];
  const watch = new Watch(0, createSimBot(style, 0.3, random, START), settings);
  const plantedAt = marketMs(START + GROWN_DAYS * DAY_MS);
  for (let at = START; at < START + (GROWN_DAYS + FAULT_DAYS) * DAY_MS; at = plusMs(at, LOOK_MS)) {
    if (at === plantedAt) watch.bot.plant(fault, at);
    watch.look(at, 0);
    const pause = watch.pauses.find((one) => one.at >= plantedAt);
    if (pause) return { pause, plantedAt };
  }
  return { pause: null, plantedAt };
}

/** A bot that gains 15 % within an hour, again and again: nothing it earns may pause it. */
function runWinner(seed: number, settings: Settings): number {
  const style = { wins: 1, gain: 0.5, loss: 0.01, perDay: 4 };
  const watch = new Watch(0, createSimBot(style, 0.3, seeded(seed), START), settings);
  for (let at = START; at < START + 5 * DAY_MS; at = plusMs(at, LOOK_MS)) watch.look(at, 0);
  return watch.pauses.length;
}

/**
 * Measures the bodyguard's own rules: healthy fleets of 45 over 30 days, bots with a planted fault of every kind, and bots
 * that only gain. Market time, five minutes a look, in memory; the same seed gives the same figures.
 */
export function proveBodyguard(q: {
  readonly seed: number;
  readonly fleets: number;
  readonly roguesEach: number;
  readonly bots?: number;
  readonly days?: number;
  readonly settings?: Settings;
}): BodyguardProof {
  const { seed, fleets, roguesEach, bots = 45, days = 30, settings = defaultSettings } = q;
  const healthy = Array.from({ length: fleets }, (_unused, index) =>
    runFleet({ seed: seed + index, bots, days, settings }),
  );
  const falsePauses = healthy.map(({ watches }) =>
    watches.reduce((sum, { pauses }) => sum + pauses.length, 0),
  );
  const falseByCheck: { [check: string]: number } = {};
  for (const { watches } of healthy)
    for (const { pauses } of watches)
      for (const { check } of pauses) falseByCheck[check] = (falseByCheck[check] ?? 0) + 1;
  const rogues = faults.map((fault) => catchAll(fault, { seed, roguesEach, settings }));
  const winners = roguesEach * 2;
  const winnersPaused = Array.from({ length: winners }, (_unused, index) =>
    runWinner(seed * 77 + index, settings),
  ).filter((paused) => paused > 0).length;
  return {
    seed,
    fleets,
    healthyBots: bots,
    days,
    trades: healthy.reduce((sum, { trades }) => sum + trades, 0),
    falsePauses,
    falseByCheck,
    winners,
    winnersPaused,
    rogues,
    violations: violationsOf({ falsePauses, rogues, winnersPaused }),
  };
}

function catchAll(fault: Fault, q: { seed: number; roguesEach: number; settings: Settings }): Caught {
  const runs = Array.from({ length: q.roguesEach }, (_unused, index) =>
    runRogue(fault, q.seed * 31 + index, q.settings),
  );
  const caught = runs.flatMap(({ pause, plantedAt }) => (pause ? [{ pause, plantedAt }] : []));
  const hours = caught
    .map(({ pause, plantedAt }) => (pause.at - plantedAt) / HOUR_MS)
    .toSorted((one, other) => one - other);
  const looks = caught.map(({ pause }) => (pause.at - pause.firstOverAt) / LOOK_MS + 1);
  const rounded = (value: number | undefined) => Number((value ?? 0).toFixed(1));
  return {
    fault,
    planted: runs.length,
    caught: caught.length,
    looksMost: Math.max(0, ...looks),
    hoursMedian: rounded(hours[Math.floor((hours.length - 1) / 2)]),
    hoursMost: rounded(hours.at(-1)),
  };
}

const LOOKS_ALLOWED = 2;

function violationsOf(q: {
  readonly falsePauses: readonly number[];
  readonly rogues: readonly Caught[];
  readonly winnersPaused: number;
}): readonly string[] {
  return [
    ...q.falsePauses.flatMap((pauses, index) =>
      pauses > 1 ? [`fleet ${index}: ${pauses} healthy bots paused`] : [],
    ),
    ...q.rogues.flatMap(({ fault, planted, caught, looksMost }) => [
      ...(caught < planted ? [`${fault}: ${planted - caught} of ${planted} not caught`] : []),
      ...(looksMost > LOOKS_ALLOWED ? [`${fault}: ${looksMost} looks until the act`] : []),
    ]),
    ...(q.winnersPaused > 0 ? [`${q.winnersPaused} bots that only gained were paused`] : []),
  ];
}
