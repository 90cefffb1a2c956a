import { planCycle } from "@/server/decisions/plan-cycle-shard";
import { planShards } from "@/server/decisions/plan-due-cycles";
import type { ExchangePort } from "@/server/exchange/core/exchange-port";
import { exchangeOf } from "@/server/exchange/core/venue-name";
import { toPaperTerms } from "@/server/exchange/paper/core/paper-terms";
import { createPaperVenue } from "@/server/exchange/paper/paper-venue";
import { createLeadership } from "@/server/execution/lead";
import type { TradingRuntime } from "@/server/execution/runtime";
import { sendIntents } from "@/server/execution/send-orders";
import { type MarketMs, marketMs, wallMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { Decimal, toDecimal } from "@/server/kernel/money";
import type { Tick } from "@/server/market/core/market-feed";
import type { MarketRules } from "@/server/market/core/market-rules";
import { loadCandles } from "@/server/market/load-candles";
import { inParallel } from "@/server/platform/in-parallel";
import { defaultSettings } from "@/server/settings/core/settings";
import { watchStatements } from "@/server/worker/bench/watch-statements";

/** A fleet whose bots all decide on the same timeframe, with money and candles in place. */
export type CycleFleet = {
  readonly bots: number;
  readonly markets: number;
  readonly timeframe: string;
  readonly source: string;
  readonly userId: string;
  readonly exchange: ExchangeName;
  /** market clock */
  readonly slotAt: number;
};

/** What one cycle cost. `fetches` are reads of candles, `queries` statements sent to the database, orders included. */
export type CycleFigures = {
  readonly bots: number;
  readonly markets: number;
  readonly orders: number;
  readonly decisions: number;
  readonly wallMs: number;
  /** of it: until every decision was written, and from there until the last order was answered */
  readonly planMs: number;
  readonly sendMs: number;
  readonly cpuMs: number;
  readonly fetches: number;
  readonly queries: number;
  /** an order's are those of the first shard, which goes alone; what is not an order's is the plan's */
  readonly planQueriesPer100Bots: number;
  readonly queriesPerOrder: number;
  readonly microsecondsPerBot: number;
  readonly rssMb: number;
};

type ShardFigures = Pick<CycleFigures, "decisions" | "orders"> & { readonly sendQueries: number };

const RSS_EVERY_MS = 50;
/** as many calls as the job engine has on their way */
const SHARDS_AT_ONCE = 20;

/**
 * Runs one whole cycle as the job engine does: each shard decides and then sends its orders to the paper venue. The first
 * goes alone, so that its statements can be told apart; then as many at once as the engine has calls on their way.
 * `onWire` is told of each order as it reaches its venue.
 */
export async function measureCycle(
  fleet: CycleFleet,
  onWire: (clientOrderId: string) => void = () => undefined,
): Promise<CycleFigures> {
  const queries = watchStatements();
  const state = { fetches: 0, failed: 0, plannedAt: 0 };
  const runtime = createCycleRuntime(fleet, state, onWire);
  if (!(await runtime.lead())) throw new Error("another process leads on this database");
  const of = await planShards(fleet.timeframe);
  const slotAt = new Date(fleet.slotAt).toISOString();
  const runShard = async (shard: number): Promise<ShardFigures> => {
    const planned = await planCycle(runtime.runtime, { slotAt, timeframe: fleet.timeframe, shard, of });
    const decidedBy = queries.sent.length;
    state.plannedAt = performance.now();
    const { sent } = await sendIntents(runtime.runtime, planned.orderIds);
    const sendQueries = queries.sent.length - decidedBy;
    return { decisions: planned.acted + planned.skipped, orders: sent, sendQueries };
  };
  const rss = watchRss();
  const [cpu, before, from] = [process.cpuUsage(), queries.sent.length, performance.now()];
  const first = await runShard(0);
  const others = Array.from({ length: of - 1 }, (_, index) => index + 1);
  const all = [first, ...(await inParallel(others, SHARDS_AT_ONCE, runShard))];
  const wall = performance.now() - from;
  const sent = queries.sent.length - before;
  const orders = all.reduce((sum, one) => sum + one.orders, 0);
  const perOrder = first.sendQueries / Math.max(1, first.orders);
  const { user, system } = process.cpuUsage(cpu);
  await runtime.resign();
  queries.stop();
  if (state.failed > 0) throw new Error(`${state.failed} bots could not decide`);
  return {
    bots: fleet.bots,
    markets: fleet.markets,
    orders,
    decisions: all.reduce((sum, one) => sum + one.decisions, 0),
    wallMs: Math.round(wall),
    planMs: Math.round(state.plannedAt - from),
    sendMs: Math.round(from + wall - state.plannedAt),
    cpuMs: Math.round((user + system) / 1_000),
    fetches: state.fetches,
    queries: sent,
    planQueriesPer100Bots: round((sent - perOrder * orders) / (fleet.bots / 100)),
    queriesPerOrder: round(perOrder),
    microsecondsPerBot: Math.round((wall * 1_000) / fleet.bots),
    rssMb: rss.stop(),
  };
}

/** A runtime of the fleet's own prices and venue, that leads by itself. */
export function createCycleRuntime(
  fleet: CycleFleet,
  state: { fetches: number; failed: number },
  onWire: (clientOrderId: string) => void,
) {
  const market = (): MarketMs => marketMs(fleet.slotAt + 500);
  const clocks = { market, wall: () => wallMs(Date.now()) };
  const book = new Map<string, MarketRules>();
  const rulesOf = (exchange: ExchangeName, symbol: string): MarketRules => {
    const rules = book.get(symbol) ?? rulesFor(exchange, symbol);
    book.set(symbol, rules);
    return rules;
  };
  const price = toDecimal("100");
  const lastTick = (exchange: ExchangeName, symbol: string): Tick => ({
    exchange,
    symbol,
    at: market(),
    last: price,
    bid: price,
    ask: price,
  });
  const venue = createPaperVenue({
    clocks,
    rulesOf: (name, symbol) => rulesOf(exchangeOf(name), symbol),
    lastTick: (name, symbol) => lastTick(exchangeOf(name), symbol),
    termsOf: async () => toPaperTerms(defaultSettings),
  });
  const wired: ExchangePort = {
    ...venue,
    createOrder: (request) => {
      onWire(request.clientOrderId);
      return venue.createOrder(request);
    },
  };
  const leadership = createLeadership({ holder: "bench", onLost: () => undefined });
  const runtime: TradingRuntime = {
    clocks,
    marketKind: "simulated",
    marketSource: fleet.source,
    clockSpeed: new Decimal(1),
    rulesOf,
    lastTick,
    doubtRules: () => undefined,
    priceOf: async (exchange, symbol) => lastTick(exchange, symbol)?.last ?? null,
    portOf: () => wired,
    loadCandles: ({ exchange, symbol }, timeframe, slotAt, count) => {
      state.fetches += 1;
      return loadCandles(exchange, symbol, timeframe, marketMs(slotAt), count);
    },
    leaderToken: leadership.token,
    entriesOpen: () => true,
    changed: () => undefined,
    failed: (_what, _subject, error) => {
      state.failed += 1;
      if (state.failed === 1) throw error;
    },
  };
  return { runtime, lead: leadership.tryLead, resign: leadership.resign };
}

const rulesFor = (exchange: ExchangeName, symbol: string): MarketRules => ({
  exchange,
  symbol,
  base: symbol.split("/")[0] ?? symbol,
  quote: "USDT",
  tickSize: toDecimal("0.01"),
  lotSize: toDecimal("0.0001"),
  minAmount: toDecimal("0.0001"),
  minNotional: toDecimal("5"),
  makerFee: toDecimal("0.001"),
  takerFee: toDecimal("0.001"),
});

function watchRss() {
  let most = 0;
  const look = () => {
    most = Math.max(most, process.memoryUsage.rss());
  };
  const timer = setInterval(look, RSS_EVERY_MS);
  return {
    stop: () => {
      clearInterval(timer);
      look();
      return Math.round(most / 2 ** 20);
    },
  };
}

const round = (value: number): number => Math.round(value * 10) / 10;
