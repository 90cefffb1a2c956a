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
import { askOrderTest } from "@/server/connections/order-test/ask-order-test";
import { listOrderTests } from "@/server/connections/order-test/list-order-tests";
import { createOrderTester } from "@/server/connections/order-test/run-order-tests";
import { createKeyTester } from "@/server/connections/test-keys";
import { planCycle } from "@/server/decisions/plan-cycle-shard";
import { openLiveFeed } from "@/server/exchange/live-feed/open-live-feed";
import { type Simulator, startSimulator } from "@/server/exchange/simulator/start-simulator";
import { acknowledgeAccount } from "@/server/execution/external/acknowledge";
import { createLeadership } from "@/server/execution/lead";
import { reconcileVenue } from "@/server/execution/reconcile";
import type { TradingRuntime } from "@/server/execution/runtime";
import { sendIntents } from "@/server/execution/send-orders";
import { beat } from "@/server/heartbeat/beat";
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
import { createKeyedCandles } from "./keyed-candles";
import { openLiveVenues } from "./open-live-venues";
import { startTrader, type Trader } from "./start-trader";

const HOUR_MS = 3_600_000;
const CASES = [
  { exchange: "luno", symbol: "BTC/ZAR", asset: "ZAR", capital: "40000" },
  { exchange: "valr", symbol: "BTC/ZAR", asset: "ZAR", capital: "40000" },
  {
    exchange: "binance",
    symbol: "BTC/USDT",
    asset: "USDT",
    capital: "20000",
    price: "60000",
    fallen: "54000",
  },
  { exchange: "kraken", symbol: "BTC/USD", asset: "USD", capital: "20000" },
  { exchange: "kucoin", symbol: "BTC/USDT", asset: "USDT", capital: "20000" },
] as const;
type Case = (typeof CASES)[number];
/** how far the test has turned the wall clock on */
let ahead = 0;
const clocks: Clocks = { market: () => marketMs(Date.now()), wall: () => wallMs(Date.now() + ahead) };

let database: TestDatabase;
const simulators = new Map<string, Simulator>();
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
  for (const { exchange } of CASES) simulators.set(exchange, await startSimulator({ exchange, limits: 0 }));
  const origins = [...simulators].map(([exchange, { origin }]) => [exchange, origin] as const);
  vi.stubEnv("AMARKTAI_SIMULATORS", origins.map((pair) => pair.join("=")).join(","));
  database = await createTestDatabase();
  const log = logger("practice");
  const keyed = createKeyedCandles();
  const live = await openLiveFeed({
    simulators: Object.fromEntries(origins),
    wallNow: clocks.wall(),
    keyedCandles: keyed.candles,
    log,
  });
  feed = live;
  ends.push(keyed.close, live.close);
  const listed = async () => new Set((await feed.markets()).map(({ exchange }) => exchange));
  await vi.waitFor(async () => expect((await listed()).size).toBe(CASES.length), { timeout: 60_000 });
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
  await turnLiveOn(ctx());
});
afterAll(async () => {
  for (const end of ends.reverse()) await end();
  await database?.drop();
  await closeDb();
  for (const { close } of simulators.values()) await close();
  rmSync(master.home, { recursive: true, force: true });
});

/** The exchange's price is that now, and the trader hears of it. */
async function price({ exchange, symbol }: Case, text: string): Promise<void> {
  simulators.get(exchange)?.control.setPrice(symbol, text);
  const last = toDecimal(text);
  const tick: Tick = { exchange, symbol, at: clocks.market(), last, bid: last, ask: last };
  ticks.set(marketKey(tick), tick);
  await trader.onTicks([tick]);
  await trader.drained();
}

const venueOf = ({ exchange }: Case) => `practice:${exchange}`;
/** What the ledger and the exchange differ by; an exchange that rounds a cost may differ beyond the eighth digit. */
const difference = async (of: Case) =>
  (await reconcileVenue(trader.runtime, venueOf(of))).toDecimalPlaces(8).toFixed();
/** The order test that stands before real money, by its own door, without the smallest buy and sell. */
async function tryOrder(exchange: Case["exchange"]): Promise<void> {
  const asked = await askOrderTest({ exchange, site: "simulator", trades: false }, ctx());
  expect(asked).toMatchObject({ ok: true });
  await (await createOrderTester(dial, clocks)()).ended;
  expect(await listOrderTests(userId)).toContainEqual(
    expect.objectContaining({ exchange, status: "passed" }),
  );
}
/** What the parts that a whole worker has besides the trader would say of themselves. */
async function isAlive(): Promise<void> {
  for (const name of ["worker", "engine"] as const) await beat(name, {}, clocks);
}
const held = async (bot: string) =>
  (await listOpenPositions({ userId, book: "practice" })).filter(({ botId }) => botId === bot);

it.each(CASES)(
  "$exchange: a bot goes from paper to it, buys, is stopped out, and nothing differs",
  async (of) => {
    const { exchange, symbol, asset, capital } = of;
    const { control } = simulators.get(exchange) as Simulator;
    const { apiKey, secret, passphrase } = control.makeKey({
      account: "ada",
      balances: { [asset]: "100000" },
    });
    const key = { exchange, site: "simulator", label: "practice", apiKey, secret, passphrase } as const;
    expect(await addKey(key as never, ctx())).toMatchObject({ ok: true });
    await (await createKeyTester(dial, clocks)()).ended;

    await tryOrder(exchange);

    // what the account holds is seen, told, and taken over when its owner says so
    expect(await difference(of)).toBe("100000");
    ahead += 15_000;
    expect(await difference(of)).toBe("100000");
    expect(await acknowledgeAccount({ book: "practice", venue: venueOf(of) }, ctx())).toMatchObject({
      ok: true,
      value: { booked: [{ asset, amount: "100000" }] },
    });
    expect(await difference(of)).toBe("0");

    // one whose candle the exchange has surely closed
    const slot = newestSlot(marketMs(clocks.market() - 1_000), "1m");
    const range = { from: marketMs(slot - HOUR_MS), until: slot, limit: 1 };
    const [candle] = await feed.candles({ exchange, symbol }, "1m", range);
    const close = candle?.close ?? toDecimal("0");
    await price(of, close.toFixed());
    await fundBook(ctx(), { book: "demo", exchange, asset, amount: toDecimal("50000"), ref: "start" });
    const wanted = { exchange, symbol, capital, timeframe: "1m", strategy: "dca", params: { lots: 2 } };
    const made = await createBot(createBotInput.parse(wanted), ctx());
    expect(made).toMatchObject({ ok: true, value: { book: "demo" } });
    const { botId } = (made as { value: { botId: string } }).value;
    await isAlive();
    expect(await goLive({ bot: botId }, ctx())).toMatchObject({
      ok: true,
      value: { book: "practice", stage: "live", status: "paused" },
    });
    expect(await resumeBot({ bot: botId }, ctx())).toMatchObject({ ok: true });

    // it decides on a candle, buys at the exchange, and holds what it bought there
    const slotAt = new Date(slot).toISOString();
    const runtime: TradingRuntime = {
      ...trader.runtime,
      loadCandles: (at, frame, slot, limit) =>
        feed.candles(at, frame, { from: marketMs(slot - HOUR_MS), until: marketMs(slot), limit }),
    };
    const plan = await planCycle(runtime, { slotAt, timeframe: "1m", shard: 0 });
    const decided = await db.decision.findMany({ where: { book: "practice", botId } });
    expect(decided.map(({ reasonCode }) => reasonCode)).toEqual(["entry_signal"]);
    await sendIntents(trader.runtime, plan.orderIds);
    // where fees are dear it waits for the price to come to it
    await price(of, close.times("0.998").toFixed(0));
    await vi.waitFor(
      async () => {
        await trader.drained();
        expect(await held(botId)).toHaveLength(1);
      },
      { timeout: 30_000, interval: 200 },
    );
    await vi.waitFor(async () => expect(await difference(of)).toBe("0"), { timeout: 20_000, interval: 300 });

    // the price falls through its stop: it is sold there
    await vi.waitFor(
      async () => {
        await price(of, close.times("0.9").toFixed(0));
        expect(await held(botId)).toHaveLength(0);
      },
      { timeout: 30_000, interval: 500 },
    );
    await vi.waitFor(async () => expect(await difference(of)).toBe("0"), { timeout: 20_000, interval: 300 });

    const { orders, trades } = control.truth();
    const ours = await db.order.findMany({
      where: { botId, book: "practice" },
      orderBy: { marketAt: "asc" },
    });
    expect(ours.map(({ purpose, status }) => [purpose, status])).toEqual([
      ["entry", "filled"],
      ["exit", "filled"],
    ]);
    // one more: the resting order of the test
    expect(orders.length).toBe(ours.length + 1);
    expect(trades.length).toBe(await db.fill.count({ where: { botId, book: "practice" } }));
  },
);
