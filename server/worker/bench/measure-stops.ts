// How fast a stop that is hit reaches the wire, through the worker's own wiring, while every other venue answers and
// while one of them never does.

import type { ExchangePort } from "@/server/exchange/core/exchange-port";
import { createLeadership } from "@/server/execution/lead";
import { type Clocks, marketMs, wallMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { toDecimal } from "@/server/kernel/money";
import { type MarketFeed, marketKey, type Tick } from "@/server/market/core/market-feed";
import type { MarketRules } from "@/server/market/core/market-rules";
import { createRulesBook } from "@/server/market/rules-book";
import { logger } from "@/server/platform/logger";
import { startTrader, type Trader } from "../start-trader";

/** The stage: of `fast` one position is hit at a time, `hits` in each of three runs; `slow` is the venue that hangs. */
export type StopStage = {
  readonly fast: ExchangeName;
  readonly slow: ExchangeName;
  readonly hits: number;
  /** markets that the hits of one run are spread over; as many as hits when left out */
  readonly markets?: number;
  /** positions at the slow exchange, one per market */
  readonly slowPositions: number;
  /** positions that are hit at once, over so many markets of the fast exchange */
  readonly burst: { readonly positions: number; readonly symbols: number };
};

export type StopFigures = {
  readonly positions: number;
  readonly symbols: number;
  readonly hits: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** the same while the other venue answers late or never, and with `load` while bots decide */
  readonly besideP50Ms: number;
  readonly besideP99Ms: number;
  /** in calm, each price as soon as the order of the one before has left */
  readonly backToBackP50Ms: number;
  readonly backToBackP99Ms: number;
  readonly burst: number;
  readonly burstLastMs: number;
};

/** What one price costs that is held against so many positions of one market. */
export type EvaluateFigures = {
  readonly positions: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly mostMs: number;
};

/** Of the positions in one market each stop lies that far below the one before: a price may hit them one after the other. */
export const STOP_STEP = 0.1;
/** in calm, beside others, back to back, and before them all a few that nobody counts */
const RUNS = 4;
/** Of each market: the machine code of a process that has just begun is no part of what is measured. */
const WARM_UP_EACH = 2;
/** Between two prices that hit, ms: each of fifty markets has one a second. */
const PACE_MS = 20;
/** what a timer rounds to */
const TIMER_MS = 1;
export const HIT = "H";
export const BURST = "X";
export const CROWD = "E";
export const SLOW = "L";

/** The groups of positions that `arrangeStopFleet` sets for a stage. */
export const stopGroups = ({ fast, slow, hits, markets = hits, slowPositions, burst }: StopStage) => [
  { exchange: fast, prefix: HIT, positions: RUNS * hits, symbols: RUNS * markets },
  { exchange: fast, prefix: BURST, ...burst },
  { exchange: slow, prefix: SLOW, positions: slowPositions, symbols: slowPositions },
];

/** A trader on prices shown by hand, that tells when an order reaches a venue. */
export async function openStopTrader(stage: StopStage, { hangs = false } = {}) {
  const clocks: Clocks = { market: () => marketMs(Date.now()), wall: () => wallMs(Date.now()) };
  const ticks = new Map<string, Tick>();
  const rules = [...stopGroups(stage), { exchange: stage.fast, prefix: CROWD, symbols: 1 }].flatMap(
    ({ exchange, prefix, symbols }) =>
      Array.from({ length: symbols }, (_, n) => rulesOf(exchange, `${prefix}${n}`)),
  );
  const manners = { hangs, lateMs: Number.POSITIVE_INFINITY };
  const wire = watchWire();
  const leadership = createLeadership({ holder: "stops", onLost: () => undefined });
  if (!(await leadership.tryLead())) throw new Error("another process leads on this database");
  const feed = silentFeed(rules);
  const trader = await startTrader({
    feed,
    rules: await createRulesBook({ feed, wall: clocks.wall, onFailed: () => undefined }),
    clocks,
    speed: 1,
    leadership,
    lastTick: (exchange, symbol) => ticks.get(marketKey({ exchange, symbol })),
    between: (venue, port) => hanging(wire.on(port), manners, venue === `paper:${stage.slow}`),
    onChanged: () => undefined,
    onSuperseded: () => undefined,
    log: logger("stops"),
  });
  return {
    trader,
    manners,
    wire,
    /** Shows these markets one price; answers how long the handler took, ms. */
    show: async (exchange: ExchangeName, bases: readonly string[], price: string): Promise<number> => {
      const last = toDecimal(price);
      const shown = bases.map((base): Tick => {
        const tick = {
          exchange,
          symbol: `${base}/USDT`,
          at: clocks.market(),
          last,
          bid: last,
          ask: last,
        };
        ticks.set(marketKey(tick), tick);
        return tick;
      });
      const from = performance.now();
      await trader.onTicks(shown);
      return performance.now() - from;
    },
  };
}

export type StopTrader = Awaited<ReturnType<typeof openStopTrader>>;

/**
 * Hits one stop after the other, `each` of every market; answers how long each took from its price to the wire, ms, sorted.
 */
export async function hitOneByOne(
  { show, wire }: StopTrader,
  exchange: ExchangeName,
  bases: readonly string[],
  each = 1,
): Promise<readonly number[]> {
  const took: number[] = [];
  for (let level = 0; level < each; level++) {
    const price = (90 - level * STOP_STEP).toFixed(1);
    for (const base of bases) {
      const reached = wire.next(`${base}/USDT`);
      const from = performance.now();
      await show(exchange, [base], price);
      took.push((await reached) - from);
    }
  }
  return took.sort((a, b) => a - b);
}

/**
 * The same at a pace of their own, whatever has left by then: counted from the moment each price was due, so that a process
 * which is late to hear of it is not excused (Tene 2013, coordinated omission).
 */
async function hitAtPace(
  { show, wire }: StopTrader,
  exchange: ExchangeName,
  bases: readonly string[],
  each: number,
): Promise<readonly number[]> {
  const took: Promise<number>[] = [];
  const start = performance.now();
  for (let level = 0; level < each; level++) {
    const price = (90 - level * STOP_STEP).toFixed(1);
    for (const base of bases) {
      const due = start + took.length * PACE_MS;
      await new Promise((done) => setTimeout(done, due - performance.now()));
      const from = Math.min(performance.now(), due + TIMER_MS);
      const reached = wire.next(`${base}/USDT`);
      took.push(reached.then((at) => at - from));
      void show(exchange, [base], price);
    }
  }
  return (await Promise.all(took)).sort((a, b) => a - b);
}

export const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

export const names = (prefix: string, from: number, count: number): readonly string[] =>
  Array.from({ length: count }, (_, n) => `${prefix}${from + n}`);

/** Resolves when the trader leads and watches that many positions. */
export async function untilWatched(trader: Trader, positions: number): Promise<void> {
  while (!trader.leads() || trader.watchedStops() < positions)
    await new Promise((done) => setTimeout(done, 20));
}

/** What goes on beside the second run, until it is told to stop. */
export type Beside = { readonly lateMs: number; readonly load?: (trader: Trader) => Load };

export type Load = {
  /** it has been at work for a while: its first rounds are no part of what is measured */
  readonly underWay: Promise<void>;
  readonly stop: () => Promise<void>;
};

/** The whole measurement on a stage that `arrangeStopFleet` has set. */
export async function measureStops(
  opened: StopTrader,
  stage: StopStage,
  beside: Beside,
): Promise<StopFigures> {
  const { fast, slow, hits, markets = hits, slowPositions, burst } = stage;
  const positions = RUNS * hits + burst.positions + slowPositions;
  const { trader, manners, wire, show } = opened;
  await untilWatched(trader, positions);
  await trader.drained();
  const each = hits / markets;
  await hitAtPace(opened, fast, names(HIT, 3 * markets, markets), Math.min(each, WARM_UP_EACH));
  await trader.drained();
  const calm = await hitAtPace(opened, fast, names(HIT, 0, markets), each);
  await trader.drained();
  const backToBack = await hitOneByOne(opened, fast, names(HIT, 2 * markets, markets), each);
  await trader.drained();
  manners.hangs = true;
  manners.lateMs = beside.lateMs;
  await show(slow, names(SLOW, 0, slowPositions), "80");
  const load = beside.load?.(trader);
  await load?.underWay;
  const crowded = await hitAtPace(opened, fast, names(HIT, markets, markets), each);
  await load?.stop();
  manners.hangs = false;
  await trader.drained();
  const last = wire.count(burst.positions, (symbol) => symbol.startsWith(BURST));
  const from = performance.now();
  await show(fast, names(BURST, 0, burst.symbols), "80");
  const burstLastMs = (await last) - from;
  return {
    positions,
    symbols: RUNS * markets + burst.symbols + slowPositions,
    hits,
    p50Ms: round(quantile(calm, 0.5)),
    p99Ms: round(quantile(calm, 0.99)),
    besideP50Ms: round(quantile(crowded, 0.5)),
    besideP99Ms: round(quantile(crowded, 0.99)),
    backToBackP50Ms: round(quantile(backToBack, 0.5)),
    backToBackP99Ms: round(quantile(backToBack, 0.99)),
    burst: burst.positions,
    burstLastMs: round(burstLastMs),
  };
}

const EVALUATED_TICKS = 1_000;

/** One price after the other, up and down, over `positions` of one market (`CROWD`), none of which is hit. */
export async function measureEvaluation(
  { trader, show }: StopTrader,
  exchange: ExchangeName,
  positions: number,
): Promise<EvaluateFigures> {
  await untilWatched(trader, positions);
  await trader.drained();
  const took: number[] = [];
  for (let tick = 0; tick < EVALUATED_TICKS; tick++) {
    const price = 100 + 4 * Math.sin(tick / 8);
    took.push(await show(exchange, [`${CROWD}0`], price.toFixed(2)));
    // what else is to be done is no part of it
    await new Promise((done) => setTimeout(done, 5));
  }
  took.sort((a, b) => a - b);
  return {
    positions,
    p50Ms: round3(quantile(took, 0.5)),
    p99Ms: round3(quantile(took, 0.99)),
    mostMs: round3(took.at(-1) ?? 0),
  };
}

const round3 = (ms: number): number => Math.round(ms * 1_000) / 1_000;
const round = (ms: number): number => Math.round(ms * 10) / 10;

/** Tells when orders reach their venue, by symbol. */
function watchWire() {
  const sent: string[] = [];
  const waiting = new Set<(symbol: string, at: number) => void>();
  const until = <T>(take: (symbol: string, at: number) => T | undefined): Promise<T> =>
    new Promise((done) => {
      const hear = (symbol: string, at: number) => {
        const taken = take(symbol, at);
        if (taken === undefined) return;
        waiting.delete(hear);
        done(taken);
      };
      waiting.add(hear);
    });
  return {
    /** client order ids, as they came */
    sent,
    on: (port: ExchangePort): ExchangePort => ({
      ...port,
      createOrder: (request) => {
        const at = performance.now();
        sent.push(request.clientOrderId);
        for (const hear of waiting) hear(request.symbol, at);
        return port.createOrder(request);
      },
    }),
    /** When the next order of a market reaches the wire. */
    next: (symbol: string) => until((heard, at) => (heard === symbol ? at : undefined)),
    /** When so many orders of such markets have reached it. */
    count: (most: number, isOne: (symbol: string) => boolean) => {
      let seen = 0;
      return until((heard, at) => {
        if (isOne(heard)) seen += 1;
        return seen >= most ? at : undefined;
      });
    },
  };
}

/** The same venue, but while it hangs its calls end late, or never. */
function hanging(
  port: ExchangePort,
  manners: { readonly hangs: boolean; readonly lateMs: number },
  isSlow: boolean,
): ExchangePort {
  const late = () =>
    new Promise<void>((done) => manners.lateMs < 1e9 && setTimeout(done, manners.lateMs).unref());
  const call =
    <A extends unknown[], R>(real: (...args: A) => Promise<R>) =>
    (...args: A): Promise<R> =>
      isSlow && manners.hangs ? late().then(() => real(...args)) : real(...args);
  return {
    createOrder: call(port.createOrder),
    findOrder: call(port.findOrder),
    cancelOrder: call(port.cancelOrder),
    listOpenOrders: call(port.listOpenOrders),
    listTrades: call(port.listTrades),
    listBalances: call(port.listBalances),
  };
}

const rulesOf = (exchange: ExchangeName, base: string): MarketRules => ({
  exchange,
  symbol: `${base}/USDT`,
  base,
  quote: "USDT",
  tickSize: toDecimal("0.01"),
  lotSize: toDecimal("0.0001"),
  minAmount: toDecimal("0.0001"),
  minNotional: toDecimal("5"),
  makerFee: toDecimal("0.001"),
  takerFee: toDecimal("0.001"),
});

const silentFeed = (rules: readonly MarketRules[]): MarketFeed => ({
  kind: "simulated",
  source: "bench-stops",
  label: "BENCH",
  startAt: marketMs(Date.now()),
  endAt: null,
  markets: async () => rules,
  timeframesOf: () => ["5m"],
  spanOf: () => null,
  setActive: () => undefined,
  ticks: async () => [],
  candles: async () => [],
  book: async () => null,
});
