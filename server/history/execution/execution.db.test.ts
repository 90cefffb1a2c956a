import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Prisma } from "@/prisma/generated/client";
import { toDate, type WallMs, wallMs } from "@/server/kernel/clock";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { type Fixture, openFixture } from "@/server/worker/testing/open-fixture";
import { SLIPPAGE_BOUNDS } from "../core/execution-view";
import { showExecution } from "./show-execution";
import { sentOrdersSql } from "./store";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());

const NOW = wallMs(Date.UTC(2026, 10, 30, 12));
const HOUR = 3_600_000;
let userId: string;
beforeEach(async () => {
  userId = (await db.user.create({ data: { name: "Owner", createdAt: toDate(NOW) } })).id;
});

type Made = {
  readonly book?: "paper" | "live";
  readonly exchange?: string;
  readonly side?: "buy" | "sell";
  readonly status?: "filled" | "rejected" | "cancelled";
  readonly filled?: string;
  readonly price?: string;
  readonly fee?: readonly [amount: string, asset: string, worth?: string];
  readonly liquidity?: "maker" | "taker";
  readonly unknown?: boolean;
  readonly at?: WallMs;
  /** ms after `at`: the wire, the answer, the booked fill */
  readonly took?: readonly [wire: number, answer: number, fill: number] | null;
};

/** An order of 2 BTC decided on at 100 USDT, 5 ms before it was written, and its fill. */
async function make(made: Made = {}): Promise<void> {
  const {
    book = "live",
    exchange = "binance",
    side = "buy",
    status = "filled",
    filled = "2",
    price = "100",
  } = made;
  const { fee = ["0", "USDT"], liquidity = "taker", at = NOW, took = [10, 60, 80] } = made;
  const after = (ms: number) => new Date(at + ms);
  const times = { marketAt: after(0), wallAt: after(0), updatedMarketAt: after(0), updatedWallAt: after(0) };
  const own = { userId, botId: randomUUID(), book, venue: exchange, side } as const;
  const order = await db.order.create({
    data: {
      ...own,
      ...times,
      versionId: randomUUID(),
      exchange,
      symbol: "BTC/USDT",
      base: "BTC",
      quote: "USDT",
      purpose: side === "buy" ? "entry" : "exit",
      reasonCode: "entry_signal",
      slotAt: after(0),
      leg: "entry",
      clientOrderId: randomUUID(),
      amount: "2",
      referencePrice: "100",
      reserved: "200",
      status,
      filled,
      filledQuote: new Prisma.Decimal(filled).times(price),
      deadlineWallAt: after(5_000),
      sentWallAt: after(9),
      decidedWallAt: took && after(-5),
      wireWallAt: took && after(took[0]),
      answeredWallAt: took && after(took[1]),
    },
  });
  if (made.unknown)
    await db.orderEvent.create({
      data: { orderId: order.id, from: "sent", to: "unknown", marketAt: after(0), wallAt: after(0) },
    });
  if (Number(filled) === 0) return;
  const bookedAt = after(took?.[2] ?? 0);
  await db.fill.create({
    data: {
      ...own,
      orderId: order.id,
      venueTradeId: order.id,
      price,
      amount: filled,
      fee: fee[0],
      feeAsset: fee[1],
      feeWorth: fee[2] ?? null,
      liquidity,
      marketKind: "live",
      clockSpeed: 1,
      marketAt: bookedAt,
      wallAt: bookedAt,
    },
  });
}
const show = (q: Partial<Parameters<typeof showExecution>[0]> = {}) =>
  showExecution({ userId, wallNow: NOW, period: "7d", purpose: "all", ...q });

describe("execution quality", () => {
  it("says slippage against the price decided on, worse as positive for buys and sells alike", async () => {
    await make({ price: "100.1" });
    await make({ price: "99.9", side: "sell" });
    await make({ price: "99.7" });
    const [row] = (await show()).rows;
    expect(row?.slippageBps.median).toBeCloseTo(10, 6);
    expect(row?.slippageBps.p95).toBeCloseTo(10, 6);
    const bucketOf = (bps: number) => SLIPPAGE_BOUNDS.filter((bound) => bound <= bps).length;
    expect(row?.slippageCounts).toEqual(
      [...SLIPPAGE_BOUNDS, null].map((_bound, at) =>
        at === bucketOf(10) ? 2 : at === bucketOf(-30) ? 1 : 0,
      ),
    );
    expect((await show({ purpose: "exit" })).rows).toMatchObject([{ sent: 1 }]);
  });

  it("counts what was asked for and not traded, rejects, and orders that were ever without an answer", async () => {
    await make();
    await make({ status: "cancelled", filled: "0.5", unknown: true });
    await make({ status: "rejected", filled: "0" });
    const [row] = (await show()).rows;
    expect(row).toMatchObject({ sent: 3, filled: 2, rejected: 1, unknown: 1 });
    expect(row?.fillRatio).toBeCloseTo(2.5 / 6, 9);
  });

  it("measures each stretch of an order's way, and leaves out orders that were not measured", async () => {
    await make({ took: [10, 60, 80] });
    await make({ took: [20, 120, 220] });
    await make({ took: null });
    const [row] = (await show()).rows;
    expect(row?.latencyMs).toMatchObject({
      decided: { p50: 5, p99: 5, of: 2 },
      wire: { p50: 15, of: 2 },
      answer: { p50: 75, of: 2 },
      fill: { p50: 60, of: 2 },
    });
    expect(row?.latencyMs.answer.p99).toBeCloseTo(99.5, 6);
  });

  it("takes fees in quote, in base and in a third coin together, and none where one has no known worth", async () => {
    await make({ fee: ["0.2", "USDT"], liquidity: "maker" });
    await make({ fee: ["0.002", "BTC"] });
    await make({ fee: ["0.001", "BNB", "0.2"] });
    const [row] = (await show()).rows;
    expect(row?.feeBps).toBeCloseTo(10, 9);
    expect(row?.makerShare).toBeCloseTo(1 / 3, 9);
    await make({ fee: ["0.001", "BNB"] });
    expect((await show()).rows[0]?.feeBps).toBeNull();
  });

  it("sums neither books nor exchanges, and knows its period and its owner", async () => {
    await make({ book: "paper" });
    await make();
    await make({ exchange: "kraken" });
    await make({ at: wallMs(NOW - 25 * HOUR) });
    const { rows } = await show();
    expect(rows.map(({ book, exchange, sent }) => `${book} ${exchange} ${sent}`)).toEqual([
      "paper binance 1",
      "live binance 2",
      "live kraken 1",
    ]);
    expect((await show({ period: "1d" })).rows.map(({ sent }) => sent)).toEqual([1, 1, 1]);
    expect((await show({ userId: randomUUID() })).rows).toEqual([]);
  });

  it("is read from the index of orders, whatever the length of the history", async () => {
    const sql = sentOrdersSql({ userId, since: NOW, purpose: "all" });
    const [, plan] = await db.$transaction([
      db.$executeRaw`SET LOCAL enable_seqscan = off`,
      db.$queryRaw<{ "QUERY PLAN": string }[]>(Prisma.sql`EXPLAIN ${sql}`),
    ]);
    const lines = plan.map((line) => line["QUERY PLAN"]).join("\n");
    expect(lines).toContain("orders_userId_book_wallAt_idx");
    expect(lines).toMatch(/Index Cond: .*"wallAt" >=/);
  });
});

describe("an order on its way", () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await openFixture(database);
  });
  afterAll(() => fixture?.close());

  it("keeps when it was decided on, when it went to the wire and when its venue answered", async () => {
    await fixture.enter();
    await fixture.tick("90");
    await fixture.tick("90");
    const orders = await db.order.findMany({ where: { userId: fixture.userId }, orderBy: { wallAt: "asc" } });
    expect(orders.map(({ purpose }) => purpose)).toEqual(["entry", "exit"]);
    for (const { decidedWallAt, wallAt, sentWallAt, wireWallAt, answeredWallAt } of orders) {
      const way = [decidedWallAt, wallAt, sentWallAt, wireWallAt, answeredWallAt].map((at) => at?.getTime());
      expect(way).not.toContain(undefined);
      expect(way).toEqual(way.toSorted((a, b) => (a ?? 0) - (b ?? 0)));
    }
    const wallNow = fixture.lifecycle.runtime.clocks.wall();
    const { rows } = await showExecution({ userId: fixture.userId, wallNow, period: "1d", purpose: "all" });
    expect(rows).toMatchObject([
      { book: "demo", exchange: "binance", quote: "USDT", sent: 2, filled: 2, fillRatio: 1, rejected: 0 },
    ]);
    expect(rows[0]?.latencyMs.answer.of).toBe(2);
  });
});
