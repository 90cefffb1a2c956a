// A fleet that trades a day in minutes: every decision, order, fill and ledger entry through the application's own doors.

import { planCycle } from "@/server/decisions/plan-cycle-shard";
import { exchangeOf } from "@/server/exchange/core/venue-name";
import { toPaperTerms } from "@/server/exchange/paper/core/paper-terms";
import { createPaperVenue } from "@/server/exchange/paper/paper-venue";
import { lanesIdle } from "@/server/execution/lanes";
import { createLeadership } from "@/server/execution/lead";
import type { TradingRuntime } from "@/server/execution/runtime";
import { sendIntents } from "@/server/execution/send-orders";
import { settleOrders } from "@/server/execution/settle-orders";
import { marketMs, wallMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { Decimal } from "@/server/kernel/money";
import { defaultSettings } from "@/server/settings/core/settings";
import { createStopWatch } from "@/server/stops/watch-stops";
import { createGrowthMarket, growthRules } from "./growth-market";
import type { CycleFleet } from "./measure-cycle";

const STEP_MS = 300_000;
const SLOTS_AN_HOUR = 12;
const SLOTS_A_DAY = 288;
const WARM_UP_SLOTS = 600;

/** What one day of a fleet came to. `clocks` go on from its end by `pass`. */
export type TradedDay = {
  readonly decisions: number;
  readonly orders: number;
  readonly pass: (ms: number) => void;
};

type Trade = {
  readonly fleet: CycleFleet;
  readonly symbols: readonly string[];
  readonly seed: number;
  readonly onHour: () => Promise<unknown>;
};

/** Lets the fleet trade one day of market time, slot by slot; wall time goes with it, as with live prices. */
export async function tradeDay({ fleet, symbols, seed, onHour }: Trade): Promise<TradedDay> {
  const from = fleet.slotAt - WARM_UP_SLOTS * STEP_MS;
  const market = createGrowthMarket({ symbols, from, stepMs: STEP_MS, seed });
  const { runtime, venue, watch, leadership, pass } = openRuntime(fleet, market);
  if (!(await leadership.tryLead())) throw new Error("another process leads on this database");
  for (let slot = 0; slot < WARM_UP_SLOTS; slot++) market.step();
  const total = { decisions: 0, orders: 0 };
  for (let slot = 1; slot <= SLOTS_A_DAY; slot++) {
    market.step();
    if (!(await leadership.tryLead())) throw new Error("the lease was lost");
    const ticks = symbols.flatMap((symbol) => market.tickOf(fleet.exchange, symbol) ?? []);
    watch.onTicks(ticks);
    await lanesIdle(runtime);
    if ((await venue.match(ticks)) > 0) await settleOrders(runtime);
    const slotAt = new Date(market.now()).toISOString();
    const planned = await planCycle(runtime, { slotAt, timeframe: fleet.timeframe, shard: 0 });
    if (planned.orderIds.length > 0) await sendIntents(runtime, planned.orderIds);
    await watch.refresh();
    total.decisions += planned.acted + planned.skipped;
    total.orders += planned.orderIds.length;
    if (slot % SLOTS_AN_HOUR === 0) await onHour();
  }
  await leadership.resign();
  return { ...total, pass };
}

type Market = ReturnType<typeof createGrowthMarket>;

function openRuntime(fleet: CycleFleet, market: Market) {
  let passedMs = 0;
  const now = () => market.now() + passedMs;
  const clocks = { market: () => marketMs(now()), wall: () => wallMs(now()) };
  const pass = (ms: number): void => {
    passedMs += ms;
  };
  const lastTick = (exchange: ExchangeName, symbol: string) => market.tickOf(exchange, symbol);
  const venue = createPaperVenue({
    clocks,
    rulesOf: (name, symbol) => growthRules(exchangeOf(name), symbol),
    lastTick: (name, symbol) => lastTick(exchangeOf(name), symbol),
    termsOf: async () => ({ ...toPaperTerms(defaultSettings), latencyMs: 0 }),
  });
  const leadership = createLeadership({ holder: "growth", onLost: () => undefined });
  const runtime: TradingRuntime = {
    clocks,
    marketKind: "simulated",
    marketSource: fleet.source,
    clockSpeed: new Decimal(1),
    rulesOf: growthRules,
    lastTick,
    doubtRules: () => undefined,
    priceOf: async (exchange, symbol) => lastTick(exchange, symbol)?.last ?? null,
    portOf: () => venue,
    loadCandles: async ({ symbol }, _timeframe, _slotAt, count) => market.newest(symbol, count),
    leaderToken: leadership.token,
    entriesOpen: () => true,
    changed: () => undefined,
    failed: (doing, subject, error) => {
      throw new Error(`${doing} ${subject}: ${String(error)}`, { cause: error });
    },
  };
  return { runtime, venue, leadership, pass, watch: createStopWatch(runtime, async () => null) };
}
