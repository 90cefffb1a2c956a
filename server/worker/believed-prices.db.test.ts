// Prices that are no prices of now: decided on by nobody, bought by nobody, while stops go on. A real market service, a real
// order lifecycle, prices by hand.
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { sendIntents } from "@/server/execution/send-orders";
import { plusMs, type WallMs, wallMs } from "@/server/kernel/clock";
import { toDecimal } from "@/server/kernel/money";
import type { MarketId, Tick } from "@/server/market/core/market-feed";
import type { MarketService } from "@/server/market/market-service";
import { TickBook } from "@/server/market/tick-book";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import type { FeedHold } from "@/server/risk/core/rule";
import { createFeedHold } from "./feed-hold";
import { HAND_MARKET } from "./testing/hand-feed";
import { type Fixture, openFixture } from "./testing/open-fixture";

let database: TestDatabase;
let fixture: Fixture;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());
afterEach(() => fixture?.close());

/** The fixture whose prices are believed as the worker believes them. */
async function arrange(hold: ReturnType<typeof createFeedHold>): Promise<void> {
  fixture = await openFixture(database);
  Object.assign(fixture.lifecycle.runtime, { feedHold: hold });
}

type Prices = Pick<MarketService, "frozenFor" | "disagrees">;
const believed: Prices = { frozenFor: () => null, disagrees: () => false };
const clock = (offsetMs: number) => ({
  status: () => ({ exchange: "binance", watched: 1, downMs: null, offsetMs, measuredAt: 1 }) as const,
});
const reasons = async () =>
  (await db.decision.findMany({ select: { action: true, reasonCode: true } })).map(
    ({ action, reasonCode }) => `${action} ${reasonCode}`,
  );

const HELD: readonly (readonly [FeedHold, Prices, number])[] = [
  ["feed_frozen", { ...believed, frozenFor: () => 90_000 }, 0],
  ["venues_disagree", { ...believed, disagrees: () => true }, 0],
  ["clock_skew", believed, 90_000],
  ["clock_skew", believed, -10_000],
];

it.each(HELD)(
  "%s: the bot that would buy is refused, and no order is written",
  async (code, market, offsetMs) => {
    await arrange(createFeedHold({ market: () => market, sources: () => [clock(offsetMs)] }));
    await fixture.plan();
    expect(await reasons()).toEqual([`skip ${code}`]);
    expect(await db.order.count()).toBe(0);
  },
);

it("a clock that is off by less, and prices that agree, hold nothing", async () => {
  await arrange(createFeedHold({ market: () => believed, sources: () => [clock(9_999)] }));
  await fixture.plan();
  expect(await reasons()).toEqual(["enter entry_signal"]);
});

it("an entry that was decided before its price froze is not sent", async () => {
  let frozen: number | null = null;
  await arrange(
    createFeedHold({ market: () => ({ ...believed, frozenFor: () => frozen }), sources: () => [] }),
  );
  const { orderIds } = await fixture.plan();
  expect(orderIds).toHaveLength(1);
  frozen = 90_000;
  await sendIntents(fixture.lifecycle.runtime, orderIds);
  const order = await db.order.findFirstOrThrow();
  expect([order.status, order.endCode]).toEqual(["expired", "feed_frozen"]);
  expect(fixture.created).toEqual([]);
});

it("a stop fires while its market is held: exits ask nobody", async () => {
  let frozen: number | null = null;
  await arrange(
    createFeedHold({ market: () => ({ ...believed, frozenFor: () => frozen }), sources: () => [] }),
  );
  await fixture.enter();
  frozen = 90_000;
  for (let count = 0; count < 3; count++) await fixture.tick("50");
  const exits = await db.order.findMany({ where: { purpose: "exit" } });
  expect(exits.map(({ status }) => status)).toEqual(["filled"]);
});

it("a price that is told again and again does not move, one that changes does", () => {
  const book = new TickBook();
  const market: MarketId = HAND_MARKET;
  const start = wallMs(Date.UTC(2026, 0, 5));
  const at = plusMs(fixture.feed.startAt, 0);
  book.confirm(
    market,
    {
      openAt: at,
      open: toDecimal("100"),
      high: toDecimal("100"),
      low: toDecimal("100"),
      close: toDecimal("100"),
      volume: toDecimal("1"),
    },
    at,
  );
  const tell = (price: string, afterMs: number): WallMs => {
    const last = toDecimal(price);
    const tick: Tick = { ...market, at: plusMs(at, afterMs), last, bid: last, ask: last };
    book.accept([tick], tick.at, plusMs(start, afterMs));
    return plusMs(start, afterMs);
  };
  const movedAt = tell("101", 1_000);
  tell("101", 2_000);
  tell("101", 30_000);
  expect(book.quoteOf(market)).toMatchObject({
    motion: { movedAt, moves: 1 },
    tickWallAt: plusMs(start, 30_000),
  });
  expect(book.quoteOf(market).motion.movedAt).not.toBe(tell("101.5", 31_000));
  expect(book.quoteOf(market).motion.moves).toBe(2);
});
