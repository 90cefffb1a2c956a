// The whole way of live money, without any: a key at a simulated exchange, its balance found and taken over, a bot that goes
// live, buys there, is stopped out there, and a ledger that agrees with the exchange to the last digit.
import { rmSync } from "node:fs";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { ensureOwner } from "@/server/auth/ensure-owner";
import { systemContext } from "@/server/auth/system-context";
import { createBotInput } from "@/server/bots/core/bot";
import { createBot } from "@/server/bots/create-bot";
import { resumeBot } from "@/server/bots/resume-bot";
import { dial } from "@/server/connections/dial";
import { createKeyTester } from "@/server/connections/test-keys";
import { planCycle } from "@/server/decisions/plan-cycle-shard";
import { openLiveFeed } from "@/server/exchange/live-feed/open-live-feed";
import { type Simulator, startSimulator } from "@/server/exchange/simulator/start-simulator";
import { acknowledgeAccount } from "@/server/execution/external/acknowledge";
import { createLeadership } from "@/server/execution/lead";
import { reconcileVenue } from "@/server/execution/reconcile";
import type { TradingRuntime } from "@/server/execution/runtime";
import { sendIntents } from "@/server/execution/send-orders";
import { type Clocks, marketMs, wallMs } from "@/server/kernel/clock";
import { toDecimal } from "@/server/kernel/money";
import { fundBook } from "@/server/ledger/fund-book";
import { newestSlot } from "@/server/market/core/candle";
import { type MarketFeed, marketKey, type Tick } from "@/server/market/core/market-feed";
import { openMarketSession } from "@/server/market/open-market-session";
import { createRulesBook } from "@/server/market/rules-book";
import { closeDb, db } from "@/server/platform/db";
import { logger } from "@/server/platform/logger";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { listOpenPositions } from "@/server/positions/list-open-positions";
import { goLive } from "@/server/promotion/go-live";
import { turnLiveOn } from "@/server/settings/set-live-mode";
import { addKey } from "@/server/vault/add-key";
import { useMaster } from "@/server/vault/testing/make-master";
import { openLiveVenues } from "./open-live-venues";
import { startTrader, type Trader } from "./start-trader";

const VENUE = "practice:valr";
const HOUR_MS = 3_600_000;
const MARKET = { exchange: "valr", symbol: "BTC/ZAR" } as const;
/** how far the test has turned the wall clock on */
let ahead = 0;
const clocks: Clocks = { market: () => marketMs(Date.now()), wall: () => wallMs(Date.now() + ahead) };

let database: TestDatabase;
let simulator: Simulator;
let master: Awaited<ReturnType<typeof useMaster>>;
let trader: Trader;
let feed: MarketFeed;
let userId: string;
const ends: (() => unknown)[] = [];
const ticks = new Map<string, Tick>();

const ctx = () =>
  systemContext(
    { id: "test", userId, channel: "start" },
    { marketNow: clocks.market(), wallNow: clocks.wall() },
  );

beforeAll(async () => {
  master = await useMaster();
  simulator = await startSimulator({ exchange: "valr" });
  vi.stubEnv("AMARKTAI_SIMULATORS", `valr=${simulator.origin}`);
  database = await createTestDatabase();
  const log = logger("practice");
  const live = await openLiveFeed({
    simulators: { valr: simulator.origin },
    wallNow: clocks.wall(),
    log,
  });
  feed = live;
  ends.push(live.close);
  await vi.waitFor(async () => expect((await feed.markets()).length).toBeGreaterThan(0), { timeout: 60_000 });
  await openMarketSession({ feed, speed: 1, wallNow: clocks.wall() });
  const rules = await createRulesBook({
    feed,
    wall: clocks.wall,
    onFailed: (error) => log.warn({ err: error }),
  });
  const leadership = createLeadership({ holder: "practice", onLost: () => undefined });
  await leadership.tryLead();
  userId = (await ensureOwner({ marketNow: clocks.market(), wallNow: clocks.wall() })).userId;
  trader = await startTrader({
    feed,
    rules,
    clocks,
    speed: 1,
    leadership,
    lastTick: (exchange, symbol) => ticks.get(marketKey({ exchange, symbol })),
    openLive: (lastPrice) => openLiveVenues({ clocks, lastPrice }),
    onChanged: () => undefined,
    onSuperseded: () => undefined,
    log,
  });
  ends.push(trader.stop);
});
afterAll(async () => {
  for (const end of ends.reverse()) await end();
  await database?.drop();
  await closeDb();
  await simulator?.close();
  rmSync(master.home, { recursive: true, force: true });
});

/** The exchange's price is that now, and the trader hears of it. */
async function price(text: string): Promise<void> {
  simulator.control.setPrice(MARKET.symbol, text);
  const last = toDecimal(text);
  const tick: Tick = { ...MARKET, at: clocks.market(), last, bid: last, ask: last };
  ticks.set(marketKey(MARKET), tick);
  await trader.onTicks([tick]);
  await trader.drained();
}

const difference = async () => (await reconcileVenue(trader.runtime, VENUE)).toFixed();

it("a bot goes from paper to a simulated exchange, buys, is stopped out, and nothing differs", async () => {
  const key = simulator.control.makeKey({ account: "ada", balances: { ZAR: "100000" } });
  const { apiKey, secret } = key;
  const added = await addKey(
    { exchange: "valr", site: "simulator", label: "practice", apiKey, secret } as never,
    ctx(),
  );
  expect(added).toMatchObject({ ok: true });
  await (await createKeyTester(dial, clocks)()).ended;

  // what the account holds is seen, told, and taken over when its owner says so
  expect(await difference()).toBe("100000");
  ahead += 15_000;
  expect(await difference()).toBe("100000");
  expect(await acknowledgeAccount({ book: "practice", venue: VENUE }, ctx())).toMatchObject({
    ok: true,
    value: { booked: [{ asset: "ZAR", amount: "100000" }] },
  });
  expect(await difference()).toBe("0");

  await price("1000000");
  const { symbol, exchange } = MARKET;
  await fundBook(ctx(), { book: "demo", exchange, asset: "ZAR", amount: toDecimal("50000"), ref: "start" });
  const wanted = { name: "Zeus", exchange, symbol, capital: "40000", timeframe: "1m", strategy: "dca" };
  const made = await createBot(createBotInput.parse({ ...wanted, params: { lots: 2 } }), ctx());
  expect(made).toMatchObject({ ok: true, value: { book: "demo" } });
  await turnLiveOn(ctx());
  expect(await goLive({ bot: "Zeus" }, ctx())).toMatchObject({
    ok: true,
    value: { book: "practice", stage: "live", status: "paused" },
  });
  expect(await resumeBot({ bot: "Zeus" }, ctx())).toMatchObject({ ok: true });
  const { value: zeus } = made as { value: { botId: string } };

  // it decides on a candle, buys at the exchange, and holds what it bought there
  const slotAt = new Date(newestSlot(clocks.market(), "1m")).toISOString();
  const runtime: TradingRuntime = {
    ...trader.runtime,
    loadCandles: (at, frame, slot, limit) =>
      feed.candles(at, frame, { from: marketMs(slot - HOUR_MS), until: marketMs(slot), limit }),
  };
  const plan = await planCycle(runtime, { slotAt, timeframe: "1m", shard: 0 });
  const decided = await db.decision.findMany({
    where: { book: "practice" },
    select: { reasonCode: true },
  });
  expect(decided).toEqual([{ reasonCode: "entry_signal" }]);
  await sendIntents(trader.runtime, plan.orderIds);
  await vi.waitFor(
    async () => {
      await trader.drained();
      expect(await listOpenPositions({ userId, book: "practice" })).toHaveLength(1);
    },
    { timeout: 30_000, interval: 200 },
  );
  const [position] = await listOpenPositions({ userId, book: "practice" });
  expect(position).toMatchObject({ botId: zeus.botId, symbol });
  await vi.waitFor(async () => expect(await difference()).toBe("0"), { timeout: 20_000, interval: 300 });

  // the price falls through its stop: it is sold there
  await vi.waitFor(
    async () => {
      await price("900000");
      expect(await listOpenPositions({ userId, book: "practice" })).toHaveLength(0);
    },
    { timeout: 30_000, interval: 500 },
  );
  await vi.waitFor(async () => expect(await difference()).toBe("0"), { timeout: 20_000, interval: 300 });

  const { orders, trades } = simulator.control.truth();
  const ours = await db.order.findMany({ where: { book: "practice" } });
  expect(ours.map(({ purpose, status }) => [purpose, status])).toEqual([
    ["entry", "filled"],
    ["exit", "filled"],
  ]);
  expect(orders.length).toBe(ours.length);
  expect(trades.length).toBe(await db.fill.count({ where: { book: "practice" } }));
});
