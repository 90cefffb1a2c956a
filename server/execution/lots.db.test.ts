import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { createBotInput } from "@/server/bots/core/bot";
import { createBot } from "@/server/bots/create-bot";
import { replayDecision } from "@/server/history/decisions/replay-from-store";
import { timeframeMs } from "@/server/market/core/candle";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { HAND_MARKET, HAND_TIMEFRAME } from "@/server/worker/testing/hand-feed";
import { type Fixture, openFixture, UNPACED } from "@/server/worker/testing/open-fixture";

const QUIET = Array<string>(13).fill("100");
/** No target and no trailing stop near: what happens here is the strategy's doing. */
const SETTINGS = { ...UNPACED, takeProfit: "0.5", trailingStop: "0.2" };

let database: TestDatabase;
let fixture: Fixture;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(() => fixture?.close());
afterAll(() => database?.drop());

/** Lets the slots close one after the other at these prices, each with time to fill. */
async function walk(...prices: readonly string[]): Promise<void> {
  const step = timeframeMs(HAND_TIMEFRAME);
  for (const price of prices) {
    const now = fixture.lifecycle.now();
    await fixture.tick(price, step - (now % step) - 500);
    await fixture.tick(price, 600);
    for (let i = 0; i < 3; i++) await fixture.tick(price);
  }
}

const orders = () =>
  db.order.findMany({
    orderBy: { wallAt: "asc" },
    select: { purpose: true, reasonCode: true, status: true, positionId: true, filled: true },
  });

async function expectReplays(): Promise<void> {
  const decisions = await db.decision.findMany({ select: { id: true } });
  expect(decisions.length).toBeGreaterThan(3);
  for (const { id } of decisions) {
    const replayed = await replayDecision(
      { userId: fixture.userId, decisionId: id },
      (exchange, symbol, ...rest) => fixture.lifecycle.runtime.loadCandles({ exchange, symbol }, ...rest),
    );
    expect(replayed).toMatchObject({ ok: true, value: { outcome: "identical" } });
  }
}

it("cost averaging adds lots to one position, its stop follows the average, and every decision replays", async () => {
  fixture = await openFixture(database, {
    closes: [...QUIET, "100", "99.5", "99", "98.8", "106"],
    strategy: { id: "dca", params: { every: 1, lots: 3, take: 0.05 } },
    settings: SETTINGS,
  });
  await walk("100", "99.5", "99", "98.8");
  const open = await db.position.findMany();
  expect(open).toHaveLength(1);
  const [position] = open;
  const bought = await orders();
  expect(bought.map(({ purpose, status }) => `${purpose} ${status}`)).toEqual(Array(3).fill("entry filled"));
  expect(new Set(bought.map(({ positionId }) => positionId))).toEqual(new Set([position?.id]));
  const average = Number(position?.boughtQuote) / Number(position?.boughtAmount);
  expect(average).toBeLessThan(100);
  expect(Number(position?.stopPrice)).toBeCloseTo(average * 0.97, 9);
  // three lots of a third are the size of one position: 30 % of 1,000
  expect(Number(position?.boughtQuote)).toBeGreaterThan(295);
  expect(Number(position?.boughtQuote)).toBeLessThanOrEqual(301);
  await walk("106");
  expect((await orders()).at(-1)).toMatchObject({
    purpose: "exit",
    reasonCode: "exit_signal",
    status: "filled",
  });
  expect(await db.position.findMany({ where: { status: "open" } })).toEqual([]);
  await expectReplays();
});

it("a grid sells a part, keeps the rest, and sells that a step higher", async () => {
  fixture = await openFixture(database, {
    closes: [...QUIET, "97", "94.5", "97.3", "99.8", "99.8"],
    strategy: { id: "grid", params: { step: 0.02, levels: 2, anchor: 5 } },
    settings: SETTINGS,
  });
  await walk("97", "94.5");
  const before = await db.position.findFirstOrThrow();
  await walk("97.3");
  const after = await db.position.findFirstOrThrow();
  expect(after.status).toBe("open");
  expect(Number(after.amount) / Number(before.amount)).toBeCloseTo(0.5, 2);
  await walk("99.8");
  expect(await db.position.findFirstOrThrow()).toMatchObject({ status: "closed", exitReason: "exit_signal" });
  expect((await orders()).map(({ purpose, reasonCode }) => `${purpose} ${reasonCode}`)).toEqual([
    ...["entry entry_signal", "entry entry_signal"],
    ...["exit exit_signal", "exit exit_signal"],
  ]);
  expect(await db.position.count()).toBe(1);
  await expectReplays();
});

it("a bot whose lots would be below the smallest order is refused with the capital it needs", async () => {
  fixture = await openFixture(database, { bots: [] });
  const ask = (lots: number) =>
    createBot(
      createBotInput.parse({
        ...HAND_MARKET,
        timeframe: HAND_TIMEFRAME,
        capital: "150",
        name: `Lots ${lots}`,
        strategy: "dca",
        params: { lots },
      }),
      fixture.ctx,
    );
  await fixture.tick("105", 1_500);
  expect((await ask(20)).ok).toBe(false);
  expect(await ask(2)).toMatchObject({ ok: true });
});
