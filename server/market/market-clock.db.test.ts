import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { marketMs, wallMs } from "@/server/kernel/clock";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import type { MarketFeed } from "./core/market-feed";
import { createFeed } from "./create-feed";
import { createSimulatedFeed } from "./feeds/simulated-feed";
import { findMarket, listMarkets } from "./find-market";
import { getMarketBadge } from "./get-market-badge";
import { type MarketClock, startMarketClock } from "./market-clock";
import type { MarketLogger } from "./market-logger";
import { readMarketNow } from "./market-now";
import { openMarketSession } from "./open-market-session";

const START = marketMs(Date.UTC(2026, 10, 22, 12));
const quiet: MarketLogger = { info: () => undefined, warn: () => undefined, error: () => undefined };

let own: TestDatabase;
beforeAll(async () => {
  own = await createTestDatabase();
});
afterAll(() => own.drop());

/** Clocks left running by a test, as a killed process would leave none. */
const running: MarketClock[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((clock) => clock.stop()));
});

/** Time as the test says, in ms. */
const hand = { monotonic: 1_000, wall: Date.UTC(2026, 10, 22, 12, 34) };
const pass = (ms: number) => {
  hand.monotonic += ms;
  hand.wall += ms;
};

async function start(feed: MarketFeed, speed = 60): Promise<MarketClock> {
  const session = await openMarketSession({ feed, speed, wallNow: wallMs(hand.wall) });
  const clock = await startMarketClock({
    session,
    logger: quiet,
    monotonicMs: () => hand.monotonic,
    wallNow: () => hand.wall,
  });
  running.push(clock);
  return clock;
}

async function waitFor(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("waited in vain");
}

const ceilingOf = async (source: string): Promise<number> =>
  (await db.marketSession.findUniqueOrThrow({ where: { source } })).ceilingMarketAt.getTime();

const feedOf = (seed: number, over: Partial<MarketFeed> = {}): MarketFeed => ({
  ...createSimulatedFeed({ seed, startAt: START }),
  ...over,
});

test("market time starts where the feed says and runs at its speed", async () => {
  const clock = await start(feedOf(1));
  expect(clock.clocks.market()).toBe(START);
  pass(1_000);
  expect(clock.clocks.market()).toBe(START + 60_000);
  expect(clock.clocks.wall()).toBe(hand.wall);
});

test("the ceiling is saved before any instant up to it is handed out", async () => {
  const clock = await start(feedOf(2));
  for (let step = 0; step < 8; step++) {
    pass(900);
    expect(clock.clocks.market()).toBeLessThanOrEqual(await ceilingOf("simulated:2"));
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  expect(clock.clocks.market()).toBeGreaterThan(START + 120_000);
});

test("after a kill a new process never goes backwards, whatever speed it is started with", async () => {
  let seen: number = START;
  for (const speed of [60, 3600, 1, 60]) {
    const clock = await start(feedOf(3), speed);
    expect(clock.clocks.market()).toBeGreaterThanOrEqual(seen);
    pass(1_900);
    seen = clock.clocks.market();
    // The killed process does nothing more: its clock is left behind without a stop.
    pass(3_600_000);
  }
});

test("a killed process's clock, were it still alive, gives way to the new one", async () => {
  const old = await start(feedOf(4));
  const next = await start(feedOf(4));
  await waitFor(() => old.displaced());
  const stood = old.clocks.market();
  pass(60_000);
  expect(old.clocks.market()).toBe(stood);
  expect(next.displaced()).toBe(false);
});

test("after an orderly stop market time goes on from exactly there, however long the app was off", async () => {
  const first = await start(feedOf(5));
  pass(1_234);
  await first.stop();
  running.length = 0;
  const stoppedAt = first.clocks.market();
  pass(86_400_000);
  expect(first.clocks.market()).toBe(stoppedAt);
  expect((await start(feedOf(5))).clocks.market()).toBe(stoppedAt);
});

test("without a database the clock stops at its ceiling, and goes on from there later", async () => {
  const clock = await start(feedOf(6));
  const lock = lockSessions();
  await lock.taken;
  const ceiling = await ceilingOf("simulated:6");
  pass(600_000);
  expect(clock.clocks.market()).toBe(ceiling);
  lock.release();
  await lock.done;
  await waitFor(async () => (await ceilingOf("simulated:6")) > ceiling);
  expect(clock.clocks.market()).toBe(ceiling);
  pass(500);
  expect(clock.clocks.market()).toBe(ceiling + 30_000);
});

/** Holds the session rows, so that nobody can write them. */
function lockSessions() {
  const freed = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  const done = db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT "source" FROM "market_session" FOR UPDATE`;
    held.resolve();
    await freed.promise;
  });
  return { taken: held.promise, release: () => freed.resolve(), done };
}

test("a recording's clock ends with it, and everyone can see that", async () => {
  const endAt = marketMs(START + 60_000);
  const clock = await start(feedOf(7, { endAt }));
  expect(clock.ended()).toBe(false);
  expect((await getMarketBadge(wallMs(hand.wall)))?.ended).toBe(false);
  pass(5_000);
  expect(clock.ended()).toBe(true);
  expect(clock.clocks.market()).toBe(endAt);
  await waitFor(async () => (await getMarketBadge(wallMs(hand.wall)))?.ended === true);
});

test("another process reads the same market time, never past the ceiling", async () => {
  const clock = await start(feedOf(8));
  pass(500);
  expect(await readMarketNow(wallMs(hand.wall))).toBe(clock.clocks.market());
  expect(await readMarketNow(wallMs(hand.wall + 3_600_000))).toBe(await ceilingOf("simulated:8"));
});

test("exactly one session is active, and its markets and rules are the ones to be found", async () => {
  await start(feedOf(9));
  await start(feedOf(10));
  await start(feedOf(9), 120);
  expect(await db.marketSession.findMany({ where: { active: true }, select: { source: true } })).toEqual([
    { source: "simulated:9" },
  ]);
  expect(await listMarkets()).toHaveLength(45);
  const market = await findMarket("luno", "BTC/ZAR");
  expect([market?.source, market?.kind, market?.rules.takerFee.toFixed()]).toEqual([
    "simulated:9",
    "simulated",
    "0.006",
  ]);
  expect(market?.timeframes).toEqual(["1m", "3m", "5m", "15m", "30m", "1h", "4h", "1d"]);
  expect(await findMarket("luno", "BTC/USDT")).toBeNull();
  expect(await getMarketBadge(wallMs(hand.wall))).toMatchObject({
    source: "simulated:9",
    speed: "120",
    ended: false,
  });
});

test("changed rules replace the old ones at the next start", async () => {
  await start(feedOf(11));
  const markets = await feedOf(11).markets();
  const dearer = markets.map((rules) => ({ ...rules, takerFee: rules.takerFee.times(2) }));
  await start(feedOf(11, { markets: async () => dearer }));
  expect((await findMarket("valr", "BTC/ZAR"))?.rules.takerFee.toFixed()).toBe("0.007");
});

test("a simulated market begins at the round hour of its first start and keeps that ever after", async () => {
  const create = (wallNow: number) =>
    createFeed({ kind: "simulated", candlesPaths: [], seed: 12, wallNow: wallMs(wallNow) });
  const first = await create(Date.UTC(2026, 10, 22, 12, 34));
  expect(first.ok && first.value.startAt).toBe(START);
  if (first.ok) await start(first.value);
  const later = await create(Date.UTC(2026, 11, 24, 18, 1));
  expect(later.ok && later.value.startAt).toBe(START);
});

test("a recording that is not sound is refused with a sentence", async () => {
  const feed = await createFeed({
    kind: "recorded",
    candlesPaths: ["/nowhere/prices.csv"],
    seed: 1,
    wallNow: wallMs(0),
  });
  expect(feed).toMatchObject({ ok: false, refusal: { code: "invalid" } });
});
