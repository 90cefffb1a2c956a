// A bot that trades by chance, for measuring how often the bodyguard errs: exits at stop or target, quiet and busy times,
// good and bad days that the whole fleet shares. Seeded; a fault may be planted in it.
import { type MarketMs, marketMs } from "@/server/kernel/clock";
import type { Sample, Trade } from "../core/bot-facts";

export type Random = () => number;

/** mulberry32 (Ettinger 2017): small, fast, the same on every machine. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export const faults = [
  "hour_loss",
  "frequency",
  "streak",
  "size_jump",
  "loss_jump",
  "drawdown",
  "drift",
] as const;
export type Fault = (typeof faults)[number];

/** Chance of a win, and what a win and a loss come to after fees, of what was paid. */
type Style = { readonly wins: number; readonly gain: number; readonly loss: number; readonly perDay: number };

/**
 * What healthy fleets are made of: few large wins, many small ones, and grids that seldom lose, but then much; each with
 * the profit factor that promotion asks for, 1.2 to 1.4.
 */
export const styles: readonly Style[] = [
  { wins: 0.46, gain: 0.046, loss: 0.029, perDay: 3 },
  { wins: 0.58, gain: 0.026, loss: 0.028, perDay: 6 },
  { wins: 0.66, gain: 0.014, loss: 0.022, perDay: 9 },
  { wins: 0.86, gain: 0.008, loss: 0.038, perDay: 10 },
];

const LOOK_MS = 300_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const CAPITAL = 1_000;
const TRADES_KEPT = 300;
/** How far the mean of a drifting bot's trades falls, in their own standard deviations. */
const DRIFT_DEVIATIONS = 1.5;

type Open = { openedAt: number; closesAt: number; paid: number; result: number; ripple: number };

export type SimBot = {
  readonly style: Style;
  readonly share: number;
  readonly candleMs: number;
  /** does what happened until `at`; entries only where it may */
  readonly advance: (at: MarketMs, mayEnter: boolean, mood: number) => boolean;
  readonly trades: () => readonly Trade[];
  readonly plant: (fault: Fault, at: MarketMs) => void;
  readonly sample: (at: MarketMs) => Sample;
};

/** A fresh bot of a style. `mood` of a day moves its chance of a win. */
export function createSimBot(style: Style, share: number, random: Random, startAt: MarketMs): SimBot {
  const trades: Trade[] = [];
  let realised = 0;
  let open: Open | null = null;
  let nextAt = startAt + gap(style.perDay, random);
  let planted: { fault: Fault; at: number } | null = null;
  let busy = 1;

  const hasFault = (fault: Fault, at: number) => planted?.fault === fault && at >= planted.at;

  function draw(at: number, mood: number): number {
    // a stop may slip, a target seldom pays more
    const noise = 0.85 + 0.35 * random();
    const usual = random() < style.wins + mood ? style.gain * noise : -style.loss * noise;
    if (hasFault("streak", at)) return -style.loss * 0.6 * noise;
    if (hasFault("drift", at)) return usual - DRIFT_DEVIATIONS * deviationOf(style);
    if (hasFault("drawdown", at)) return -0.06 * noise;
    if (hasFault("hour_loss", at)) return -0.12 / share;
    if (hasFault("loss_jump", at)) return -Math.max(0.16, style.loss * 4.5);
    return usual;
  }

  function enter(at: number, mood: number): void {
    const size = share * (0.8 + 0.25 * random()) * (hasFault("size_jump", at) ? 4.5 : 1);
    const holds = (hasFault("frequency", at) ? 0.04 : 0.3 + 3 * random()) * HOUR_MS;
    const fast = hasFault("hour_loss", at) ? 0.6 * HOUR_MS : holds;
    open = {
      openedAt: at,
      closesAt: at + fast,
      paid: CAPITAL * size,
      result: draw(at, mood),
      ripple: 0.004 * (random() - 0.5),
    };
  }

  function close(now: Open): void {
    realised += now.paid * now.result;
    trades.push({
      openedAt: marketMs(now.openedAt),
      closedAt: marketMs(now.closesAt),
      paid: now.paid,
      result: now.result,
    });
    if (trades.length > TRADES_KEPT) trades.shift();
    open = null;
    busy = random() < 0.05 ? 0.4 + 1.8 * random() : busy;
    nextAt = now.closesAt + gap(style.perDay * busy * pace(now.closesAt), random);
  }

  const pace = (at: number): number => {
    if (hasFault("frequency", at)) return 500 / style.perDay;
    return hasFault("drawdown", at) ? 20 / style.perDay : 1;
  };

  const dueAt = (): number => (open ? open.closesAt : nextAt);

  return {
    style,
    share,
    candleMs: LOOK_MS,
    advance: (at, mayEnter, mood) => {
      let changed = false;
      for (let due = dueAt(); due <= at; due = dueAt()) {
        changed = true;
        if (open) close(open);
        else if (mayEnter) enter(due, mood);
        else nextAt = at + gap(style.perDay, random);
      }
      return changed;
    },
    trades: () =>
      open
        ? [...trades, { openedAt: marketMs(open.openedAt), closedAt: null, paid: open.paid, result: null }]
        : trades,
    plant: (fault, at) => {
      planted = { fault, at };
      nextAt = Math.min(nextAt, open ? open.closesAt : at + 10 * 60_000);
    },
    sample: (at) => ({ at, profit: realised + (open ? unrealised(open, at) : 0) }),
  };
}

const deviationOf = ({ wins, gain, loss }: Style): number => Math.sqrt(wins * (1 - wins)) * (gain + loss);

/** On its way from nothing to its result, with a ripple. */
function unrealised({ openedAt, closesAt, paid, result, ripple }: Open, at: number): number {
  const done = Math.max(0, Math.min(1, (at - openedAt) / (closesAt - openedAt)));
  return paid * (result * done + ripple * Math.sin(done * Math.PI * 6));
}

/** From one trade to the next: exponential, never less than a minute. */
const gap = (perDay: number, random: Random): number =>
  Math.max(60_000, (-Math.log(1 - random()) * DAY_MS) / perDay);
