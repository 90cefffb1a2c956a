// One run: two bots, one exchange, and everything that may go wrong between them, by chance of one seed.
import { isStop } from "@/server/execution/core/order";
import { planProtection } from "@/server/execution/core/plan-protection";
import { newTrades } from "@/server/execution/core/read-trade";
import { Decimal } from "@/server/kernel/money";
import { randomFrom } from "../money-world";
import { atEnd, type ByHand, onEnd, onLeaving, onTaken } from "./check-run";
import { inLull } from "./check-stops";
import {
  type Books,
  CAPITAL,
  COINS,
  createBooks,
  POOL,
  type Reading,
  type SimBot,
  workingOrders,
} from "./sim-books";
import { enter, leave } from "./sim-bots";
import { CALM, createProcess, type Faults, type Task } from "./sim-network";
import { protect } from "./sim-protect";
import { compare, lookForLate, sendIntent, settle } from "./sim-road";
import type { Alive, Conduct, Journal, RoadSetup } from "./sim-setup";
import { createSimVenue, LOT, MARKET, type Manners, type SimVenue } from "./sim-venue";
import { createTimeline } from "./timeline";

/** What of the road may be planted with a bug. */
export type Build = Conduct & Reading;
export const SOUND: Build = {
  resends: false,
  hears: (heard) => (heard.answered ? heard.value : undefined),
  newTrades,
  feeOf: ({ fee }) => fee,
  plans: planProtection,
};

const BOTS = ["A", "B"] as const;
const START = 1_000_000;
const RESTART_MIN_MS = 300;
const RESTART_MORE_MS = 5_000;
/**
 * Ms: bots enter and everything may fail; then the wire is calm, and what is held stays held until every position must have its
 * stop at the exchange again; then every bot leaves.
 */
const STORM_MS = 90_000;
const LULL_MS = 150_000;
const AFTER_MS = 15 * 60_000;
/** Nothing new is asked for at the end of it. */
const QUIET_MS = 2 * 60_000;

export type RunFacts = {
  readonly violations: readonly string[];
  readonly orders: number;
  readonly venueOrders: number;
  readonly trades: number;
  readonly crashes: number;
  readonly external: number;
  readonly unbooked: number;
  /** stops that were placed at the exchange, of them those it sold at, and positions that had theirs in the lull */
  readonly stops: number;
  readonly stopsFilled: number;
  readonly protectedPositions: number;
};

type Run = ReturnType<typeof openRun>;

/** The same seed gives the same run. */
export function simulate(seed: number, build: Build): RunFacts {
  const run = openRun(seed, build);
  const { timeline, venue, books, journal, byHand, violations, tell } = run;
  const lullAt = timeline.now() + STORM_MS;
  const endAt = lullAt + LULL_MS + AFTER_MS;
  let taken = 0;
  let protectedPositions = 0;
  storm(run, lullAt);
  timeline.after(STORM_MS, () => lull(run, lullAt + LULL_MS));
  timeline.after(STORM_MS + LULL_MS, () => {
    protectedPositions = inLull({ books, venue, tell });
    calmDown(run, endAt);
  });
  try {
    while (violations.length === 0 && timeline.next(endAt)) {
      if (venue.orders.length > taken) onTaken(venue, tell);
      taken = venue.orders.length;
    }
    if (violations.length === 0) atEnd({ books, venue, journal, byHand, tell });
  } catch (error) {
    tell(`a step threw: ${error instanceof Error ? error.message : String(error)}`);
  }
  return {
    violations,
    orders: books.orders.size,
    venueOrders: venue.orders.length,
    trades: venue.orders.reduce((count, { trades }) => count + trades.length, 0),
    crashes: run.crashes(),
    external: journal.externalTrades.size,
    unbooked: journal.unbooked.size,
    ...stopsOf(books),
    protectedPositions,
  };
}

function stopsOf(books: Books): Pick<RunFacts, "stops" | "stopsFilled"> {
  const stops = [...books.orders.values()].filter(isStop);
  return { stops: stops.length, stopsFilled: stops.filter(({ status }) => status === "filled").length };
}

function openRun(seed: number, build: Build) {
  const random = randomFrom(seed);
  const timeline = createTimeline(START);
  const { now } = timeline;
  const violations: string[] = [];
  const tell = (what: string) => void violations.push(what);
  const venue = createSimVenue(random, mannersOf(random), now);
  const books = createBooks(BOTS, build, { now, tell });
  venue.move(MARKET.quote, CAPITAL.times(BOTS.length).plus(POOL));
  venue.move(MARKET.coin, COINS);
  const weather = { faults: faultsOf(random) };
  const mode = { halted: false };
  const byHand: ByHand = { acts: 0 };
  const journal: Journal = {
    externalOrders: new Set(),
    externalTrades: new Set(),
    unbooked: new Set(),
    differences: new Map(),
  };
  /** What this process knows besides the database: gone with it. */
  let alive: Alive = { isBusy: false, isOpen: false, looked: new Map() };
  const road: RoadSetup = {
    books,
    venue,
    conduct: build,
    now,
    mode,
    journal,
    gate: () => alive,
    leaves: (order) => onLeaving(order, mode, tell),
    ended: (before, ended) => onEnd({ before, ended, venue, books, tell }),
  };
  const process = createProcess({
    timeline,
    random,
    faults: () => weather.faults,
    died: () => {
      alive = { isBusy: true, isOpen: false, looked: new Map() };
      timeline.after(RESTART_MIN_MS + random() * RESTART_MORE_MS, start);
    },
  });
  /** The venue's books: one act after the other, left out while one goes on. */
  const inLane = (act: (road: RoadSetup) => Task) => {
    const mine = alive;
    if (mine.isBusy) return;
    mine.isBusy = true;
    process.start(act(road), () => {
      mine.isBusy = false;
    });
  };
  const start = () => {
    alive = { isBusy: false, isOpen: false, looked: new Map() };
    inLane(compare);
  };
  const sendAll = () => {
    if (!alive.isOpen) return;
    for (const [orderId, { status }] of books.orders)
      if (status === "intent") process.start(sendIntent(road, orderId));
  };
  /** Again and again, in uneven steps. */
  const every = (ms: number, until: number, act: () => void) => {
    timeline.after(ms * (0.7 + random() * 0.6), () => {
      if (now() > until) return;
      act();
      every(ms, until, act);
    });
  };
  start();
  const { crashes } = process;
  return {
    random,
    timeline,
    venue,
    books,
    journal,
    byHand,
    mode,
    weather,
    violations,
    tell,
    inLane,
    sendAll,
    every,
    crashes,
  };
}

/** Bots enter and leave, and everything may fail. */
function storm(
  { random, timeline, venue, books, byHand, mode, inLane, sendAll, every }: Run,
  until: number,
): void {
  every(4_000, until, () => venue.match());
  every(6_000, until, () => {
    for (const bot of books.fleet)
      if (!mode.halted && random() < 0.6)
        enter({ books, price: venue.price(), random, now: timeline.now() }, bot);
    sendAll();
  });
  every(2_500, until, () => {
    for (const bot of books.fleet) {
      bot.wantsOut ||= bot.position !== null && random() < 0.06;
      watch(books, bot, { price: venue.price(), now: timeline.now() });
    }
    sendAll();
  });
  every(2_000, until, () => inLane(settle));
  every(2_000, until, () => inLane(protect));
  every(10_000, until, () => inLane(lookForLate));
  every(20_000, until, () => inLane(compare));
  if (random() < 0.3) every(25_000, until, () => actByHand(venue, random, byHand));
  if (random() < 0.3) every(15_000, until, () => void venue.deleteStop());
  if (random() < 0.15)
    timeline.after(random() * STORM_MS, () => {
      mode.halted = true;
    });
}

/** A position whose stop the price has come to is sold. */
function watch(books: Books, bot: SimBot, seen: { readonly price: Decimal; readonly now: number }): void {
  bot.wantsOut ||= bot.position !== null && seen.price.lte(bot.stopPrice);
  if (bot.wantsOut) leave(books, bot, seen.now);
}

/** Nothing fails any more and nobody enters or leaves, but where a stop is hit. */
function lull({ timeline, venue, books, weather, inLane, sendAll, every }: Run, until: number): void {
  weather.faults = CALM;
  every(5_000, until, () => venue.match());
  every(2_500, until, () => {
    for (const bot of books.fleet) watch(books, bot, { price: venue.price(), now: timeline.now() });
    sendAll();
  });
  every(2_000, until, () => inLane(settle));
  every(2_000, until, () => inLane(protect));
  every(10_000, until, () => inLane(lookForLate));
  every(20_000, until, () => inLane(compare));
}

/** What is under way goes on, and every bot leaves. */
function calmDown({ timeline, venue, books, inLane, sendAll, every }: Run, until: number): void {
  every(5_000, until, () => venue.match());
  every(5_000, until, () => {
    if (timeline.now() < until - QUIET_MS && isAtWork(books)) inLane(protect);
  });
  every(5_000, until, () => {
    const { now } = timeline;
    if (now() < until - QUIET_MS) for (const bot of books.fleet) leave(books, bot, now());
    sendAll();
    if (workingOrders(books).length > 0) inLane(settle);
  });
  every(20_000, until, () => inLane(lookForLate));
  every(60_000, until, () => inLane(compare));
}

const isAtWork = (books: Books): boolean =>
  books.fleet.some(({ position }) => position !== null) || workingOrders(books).length > 0;

function mannersOf(random: () => number): Manners {
  const fee = random();
  return {
    feeIn: fee < 0.4 ? "received" : fee < 0.7 ? "quote" : "coin",
    lagMs: random() < 0.5 ? 0 : 30_000,
    tradeLagMs: random() < 0.5 ? 0 : 20_000,
    failsLater: random() < 0.3,
    keepsDeadline: random() < 0.5,
    refusesStops: random() < 0.6 ? 0 : random() * 0.5,
    refusesStopsAs: random() < 0.5 ? "order" : "later",
  };
}

/** Each run has its own weather. */
function faultsOf(random: () => number): Faults {
  const some = (most: number) => (random() < 0.5 ? 0 : random() * most);
  return {
    dropped: some(0.2),
    answerLost: some(0.3),
    late: some(0.2),
    refused: some(0.2),
    crash: some(0.04),
  };
}

function actByHand(venue: SimVenue, random: () => number, byHand: ByHand): void {
  byHand.acts += 1;
  const kind = random();
  if (kind < 0.3) venue.move(MARKET.quote, new Decimal(50));
  else if (kind < 0.5) venue.move(MARKET.coin, new Decimal(-1));
  else venue.placeByHand(kind < 0.75 ? "buy" : "sell", LOT.times(1 + Math.floor(random() * 500)));
}
