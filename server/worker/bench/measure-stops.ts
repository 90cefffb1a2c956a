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

/** Markets of the stage: of `fast` one is hit at a time, twice as many as `hits`; `slow` is the venue that hangs. */
export type StopStage = {
  readonly fast: ExchangeName;
  readonly slow: ExchangeName;
  readonly hits: number;
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
  /** the same while the other venue never answers */
  readonly hungP50Ms: number;
  readonly hungP99Ms: number;
  readonly burst: number;
  readonly burstLastMs: number;
  readonly evaluate10kMs: number;
};

export const HIT = "H";
export const BURST = "C";
export const SLOW = "L";
const TEN_THOUSAND = 10_000;

/** The groups of positions that `arrangeStopFleet` sets for a stage. */
export const stopGroups = ({ fast, slow, hits, slowPositions, burst }: StopStage) => [
  { exchange: fast, prefix: HIT, positions: 2 * hits, symbols: 2 * hits },
  { exchange: fast, prefix: BURST, ...burst },
  { exchange: slow, prefix: SLOW, positions: slowPositions, symbols: slowPositions },
];

/** A trader on prices shown by hand, that tells when an order reaches a venue. */
export async function openStopTrader(stage: StopStage, { hangs = false } = {}) {
  const clocks: Clocks = { market: () => marketMs(Date.now()), wall: () => wallMs(Date.now()) };
  const ticks = new Map<string, Tick>();
  const rules = stopGroups(stage).flatMap(({ exchange, prefix, symbols }) =>
    Array.from({ length: symbols }, (_, n) => rulesOf(exchange, `${prefix}${n}`)),
  );
  const manners = { hangs };
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
    between: (venue, port) => hanging(wire.on(port), () => manners.hangs && venue === `paper:${stage.slow}`),
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

/** Hits one stop after the other; answers how long each took from its price to the wire, ms, sorted. */
export async function hitOneByOne(
  { show, wire }: StopTrader,
  exchange: ExchangeName,
  bases: readonly string[],
): Promise<readonly number[]> {
  const took: number[] = [];
  for (const base of bases) {
    const reached = wire.next(`${base}/USDT`);
    const from = performance.now();
    await show(exchange, [base], "80");
    took.push((await reached) - from);
  }
  return took.sort((a, b) => a - b);
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

/** The whole measurement on a stage that `arrangeStopFleet` has set. */
export async function measureStops(stage: StopStage): Promise<StopFigures> {
  const { fast, slow, hits, slowPositions, burst } = stage;
  const positions = 2 * hits + burst.positions + slowPositions;
  const opened = await openStopTrader(stage);
  const { trader, manners, wire, show } = opened;
  try {
    await untilWatched(trader, positions);
    const all = names(BURST, 0, burst.symbols);
    const evaluated: number[] = [];
    for (let round = 0; round < 5; round++) {
      evaluated.push(await show(fast, all, "100"));
      await trader.drained();
    }
    const calm = await hitOneByOne(opened, fast, names(HIT, 0, hits));
    manners.hangs = true;
    await show(slow, names(SLOW, 0, slowPositions), "80");
    const beside = await hitOneByOne(opened, fast, names(HIT, hits, hits));
    const last = wire.count(burst.positions, (symbol) => symbol.startsWith(BURST));
    const from = performance.now();
    await show(fast, all, "80");
    const burstLastMs = (await last) - from;
    const median = quantile(
      evaluated.toSorted((a, b) => a - b),
      0.5,
    );
    return {
      positions,
      symbols: 2 * hits + burst.symbols + slowPositions,
      hits,
      p50Ms: round(quantile(calm, 0.5)),
      p99Ms: round(quantile(calm, 0.99)),
      hungP50Ms: round(quantile(beside, 0.5)),
      hungP99Ms: round(quantile(beside, 0.99)),
      burst: burst.positions,
      burstLastMs: round(burstLastMs),
      evaluate10kMs: round((median * TEN_THOUSAND) / burst.positions),
    };
  } finally {
    await trader.stop();
  }
}

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

/** The same venue, but while it hangs no call of it ever ends. */
function hanging(port: ExchangePort, hangs: () => boolean): ExchangePort {
  const call =
    <A extends unknown[], R>(real: (...args: A) => Promise<R>) =>
    (...args: A): Promise<R> =>
      hangs() ? new Promise(() => undefined) : real(...args);
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
