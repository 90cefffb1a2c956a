// A trader over simulated exchanges, in process: everything as `npm start -- --practice` wires it, without pages.
import { rmSync } from "node:fs";
import { expect, vi } from "vitest";
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
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { type Decimal, toDecimal } from "@/server/kernel/money";
import { fundBook } from "@/server/ledger/fund-book";
import { newestSlot } from "@/server/market/core/candle";
import { type MarketFeed, marketKey, type Tick } from "@/server/market/core/market-feed";
import { openMarketSession } from "@/server/market/open-market-session";
import { createRulesBook } from "@/server/market/rules-book";
import { closeDb } from "@/server/platform/db";
import { logger } from "@/server/platform/logger";
import { createTestDatabase } from "@/server/platform/testing/test-database";
import { listOpenPositions } from "@/server/positions/list-open-positions";
import { goLive } from "@/server/promotion/go-live";
import { turnLiveOn } from "@/server/settings/set-modes";
import { addKey } from "@/server/vault/add-key";
import { useMaster as makeMaster } from "@/server/vault/testing/make-master";
import { createKeyedCandles } from "../keyed-candles";
import { openLiveVenues } from "../open-live-venues";
import { startTrader, type Trader } from "../start-trader";

const HOUR_MS = 3_600_000;
const LOOKS = { timeout: 30_000, interval: 200 };

/** A market at an exchange, and what a bot is given to trade there. */
export type PracticeCase = {
  readonly exchange: ExchangeName;
  readonly symbol: string;
  readonly asset: string;
  readonly capital: string;
};

/** Where a simulator is reached, which may lie behind a network of the test's own. */
type Through = (origin: string) => Promise<string>;

export type PracticeWorld = Awaited<ReturnType<typeof openPracticeWorld>>;

/** The simulators of these markets' exchanges, a database with an owner, and the feed and rules over them. */
async function openGround(cases: readonly PracticeCase[], through: Through) {
  const master = await makeMaster();
  const simulators = new Map<string, Simulator>();
  for (const { exchange } of cases) simulators.set(exchange, await startSimulator({ exchange, limits: 0 }));
  const origins = await Promise.all(
    [...simulators].map(async ([exchange, { origin }]) => [exchange, await through(origin)] as const),
  );
  vi.stubEnv("AMARKTAI_SIMULATORS", origins.map((pair) => pair.join("=")).join(","));
  const database = await createTestDatabase();
  /** how far the test has turned the wall clock on */
  const ahead = { ms: 0 };
  const clocks: Clocks = { market: () => marketMs(Date.now()), wall: () => wallMs(Date.now() + ahead.ms) };
  const log = logger("practice");
  const keyed = createKeyedCandles();
  const feed = await openLiveFeed({
    simulators: Object.fromEntries(origins),
    wallNow: clocks.wall(),
    keyedCandles: keyed.candles,
    log,
  });
  const listed = async () => new Set((await feed.markets()).map(({ exchange }) => exchange));
  await vi.waitFor(async () => expect((await listed()).size).toBe(simulators.size), { timeout: 60_000 });
  await openMarketSession({ feed, speed: 1, wallNow: clocks.wall() });
  const rules = await createRulesBook({
    feed,
    wall: clocks.wall,
    onFailed: (error) => log.warn({ err: error }),
  });
  const { userId } = await ensureOwner({ marketNow: clocks.market(), wallNow: clocks.wall() });
  const close = async () => {
    await feed.close();
    await keyed.close();
    await database.drop();
    await closeDb();
    for (const simulator of simulators.values()) await simulator.close();
    rmSync(master.home, { recursive: true, force: true });
    vi.unstubAllEnvs();
  };
  return { simulators, ahead, clocks, feed, rules, userId, log, close };
}

/** A trader that leads there, with `live` on. */
export async function openPracticeWorld(
  cases: readonly PracticeCase[],
  through: Through = async (origin) => origin,
) {
  const ground = await openGround(cases, through);
  const { simulators, clocks, feed, rules, userId, log } = ground;
  const ticks = new Map<string, Tick>();
  const start = async (): Promise<Trader> => {
    const leadership = createLeadership({ holder: "practice", onLost: () => undefined });
    await vi.waitFor(async () => expect(await leadership.tryLead()).toBe(true), LOOKS);
    return startTrader({
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
  };
  let trader: Trader | null = await start();
  const running = (): Trader => {
    if (!trader) throw new Error("no worker runs now");
    return trader;
  };
  const ctx = () =>
    systemContext(
      { id: "test", userId, channel: "start" },
      { marketNow: clocks.market(), wallNow: clocks.wall() },
    );
  await turnLiveOn(ctx());

  const world = {
    userId,
    ctx,
    feed: feed as MarketFeed,
    trader: running,
    control: ({ exchange }: PracticeCase) => {
      const simulator = simulators.get(exchange);
      if (!simulator) throw new Error(`no simulator of ${exchange}`);
      return simulator.control;
    },
    venueOf: ({ exchange }: PracticeCase) => `practice:${exchange}`,
    waitWall: (ms: number) => {
      ground.ahead.ms += ms;
    },
    /** The worker is off: nobody watches. */
    stop: async () => {
      await running().stop();
      trader = null;
      // prices of before say nothing to the next one
      ticks.clear();
    },
    start: async () => {
      trader ??= await start();
    },
    /** The exchange's price is that now, and whoever trades hears of it. */
    price: async (of: PracticeCase, text: string): Promise<void> => {
      const { exchange, symbol } = of;
      world.control(of).setPrice(symbol, text);
      if (!trader) return;
      const last = toDecimal(text);
      const tick: Tick = { exchange, symbol, at: clocks.market(), last, bid: last, ask: last };
      ticks.set(marketKey(tick), tick);
      await trader.onTicks([tick]);
      await trader.drained();
    },
    /** What the ledger and the exchange differ by; an exchange that rounds a cost may differ beyond the eighth digit. */
    difference: async (of: PracticeCase): Promise<string> =>
      (await reconcileVenue(running().runtime, world.venueOf(of))).toDecimalPlaces(8).toFixed(),
    held: async (botId: string) =>
      (await listOpenPositions({ userId, book: "practice" })).filter((one) => one.botId === botId),
    close: async () => {
      await trader?.stop();
      await ground.close();
    },
  };
  return world;
}

/** A key at the exchange, and the money of its account taken over. */
export async function takeAccountOver(world: PracticeWorld, of: PracticeCase): Promise<void> {
  const { exchange, asset } = of;
  const { apiKey, secret, passphrase } = world
    .control(of)
    .makeKey({ account: "ada", balances: { [asset]: "100000" } });
  const key = { exchange, site: "simulator", label: "practice", apiKey, secret, passphrase } as const;
  expect(await addKey(key as never, world.ctx())).toMatchObject({ ok: true });
  const { clocks } = world.trader().runtime;
  await (await createKeyTester(dial, clocks)()).ended;
  await tryOrder(world, of);
  // what the account holds is seen, told, and taken over when its owner says so
  expect(await world.difference(of)).toBe("100000");
  world.waitWall(15_000);
  expect(await world.difference(of)).toBe("100000");
  expect(await acknowledgeAccount({ book: "practice", venue: world.venueOf(of) }, world.ctx())).toMatchObject(
    {
      ok: true,
      value: { booked: [{ asset, amount: "100000" }] },
    },
  );
  expect(await world.difference(of)).toBe("0");
}

/** The order test that stands before real money, by its own door, without the smallest buy and sell. */
async function tryOrder({ ctx, trader, userId }: PracticeWorld, { exchange }: PracticeCase): Promise<void> {
  const asked = await askOrderTest({ exchange, site: "simulator", trades: false }, ctx());
  expect(asked).toMatchObject({ ok: true });
  await (await createOrderTester(dial, trader().runtime.clocks)()).ended;
  expect(await listOrderTests(userId)).toContainEqual(
    expect.objectContaining({ exchange, status: "passed" }),
  );
}

/** A bot that went live and decides on the next candle; answers it, and the price of that candle. */
export async function letBotGoLive(
  world: PracticeWorld,
  of: PracticeCase,
): Promise<{ readonly botId: string; readonly close: Decimal }> {
  const { exchange, symbol, asset, capital } = of;
  const { clocks } = world.trader().runtime;
  // one whose candle the exchange has surely closed
  const slot = newestSlot(marketMs(clocks.market() - 1_000), "1m");
  const range = { from: marketMs(slot - HOUR_MS), until: slot, limit: 1 };
  const [candle] = await world.feed.candles({ exchange, symbol }, "1m", range);
  const close = candle?.close ?? toDecimal("0");
  await world.price(of, close.toFixed());
  await fundBook(world.ctx(), {
    book: "demo",
    exchange,
    asset,
    amount: toDecimal("50000"),
    ref: `start ${exchange} ${Date.now()}`,
  });
  const wanted = { exchange, symbol, capital, timeframe: "1m", strategy: "dca", params: { lots: 2 } };
  const made = await createBot(createBotInput.parse(wanted), world.ctx());
  expect(made).toMatchObject({ ok: true, value: { book: "demo" } });
  const { botId } = (made as { value: { botId: string } }).value;
  // what the parts that a whole worker has besides the trader would say of themselves
  for (const name of ["worker", "engine"] as const) await beat(name, {}, clocks);
  const went = await goLive({ bot: botId, overrideStatistics: true }, world.ctx());
  if (!went.ok) throw new Error(went.refusal.message);
  expect(went.value).toMatchObject({ book: "practice", stage: "live", status: "paused" });
  expect(await resumeBot({ bot: botId }, world.ctx())).toMatchObject({ ok: true });
  return { botId, close };
}

/** The bot decides on a candle, and what it asks for goes to the exchange. */
export async function letBotDecide(world: PracticeWorld): Promise<void> {
  const { runtime } = world.trader();
  const slotAt = newestSlot(marketMs(runtime.clocks.market() - 1_000), "1m");
  const deciding: TradingRuntime = {
    ...runtime,
    loadCandles: (at, frame, slot, limit) =>
      world.feed.candles(at, frame, { from: marketMs(slot - HOUR_MS), until: marketMs(slot), limit }),
  };
  const plan = await planCycle(deciding, {
    slotAt: new Date(slotAt).toISOString(),
    timeframe: "1m",
    shard: 0,
  });
  expect(plan.orderIds.length).toBeGreaterThan(0);
  await sendIntents(runtime, plan.orderIds);
}

/** The bot decides on a candle, buys at the exchange, and holds what it bought there. */
export async function letBotBuy(
  world: PracticeWorld,
  of: PracticeCase,
  { botId, close }: { readonly botId: string; readonly close: Decimal },
): Promise<void> {
  await letBotDecide(world);
  // where fees are dear it waits for the price to come to it
  await world.price(of, close.times("0.998").toFixed(0));
  await vi.waitFor(async () => {
    await world.trader().drained();
    expect(await world.held(botId)).toHaveLength(1);
  }, LOOKS);
}
