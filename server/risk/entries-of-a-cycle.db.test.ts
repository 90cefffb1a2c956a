import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { replayDecision } from "@/server/history/decisions/replay-from-store";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { type Fixture, openFixture } from "@/server/worker/testing/open-fixture";

let database: TestDatabase;
let fixture: Fixture;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());

/** Two bots that both want half of their thousand in BTC, of a book of two thousand. */
beforeEach(async () => {
  fixture = await openFixture(database, { funds: "2000", bots: ["Zeus", "Hera"], riskMode: "aggressive" });
  return () => fixture.close();
});

const settings = (overrides: object) =>
  db.settings.update({ where: { userId: fixture.userId }, data: { overrides } });
const decided = async () =>
  (await db.decision.findMany({ where: { userId: fixture.userId }, orderBy: { botId: "asc" } })).map(
    ({ reasonCode }) => reasonCode,
  );

describe("two bots of one cycle", () => {
  it("share what the book has room for in one coin, and both decisions replay as they were made", async () => {
    await fixture.plan();
    const orders = await db.order.findMany({ where: { userId: fixture.userId } });
    const spent = orders.map(({ amount, referencePrice }) => amount.times(referencePrice).toNumber());
    expect(spent.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(700);
    expect(Math.max(...spent)).toBeGreaterThan(490);
    expect(Math.min(...spent)).toBeGreaterThan(150);
    for (const { id } of await db.decision.findMany()) {
      const replay = await replayDecision(
        { decisionId: id, userId: fixture.userId },
        (exchange, symbol, ...rest) => fixture.lifecycle.runtime.loadCandles({ exchange, symbol }, ...rest),
      );
      expect(replay).toMatchObject({ ok: true, value: { outcome: "identical" } });
    }
  });

  it("do not both take the last entry of the day", async () => {
    await settings({ limits: { perUserPerDay: 1 } });
    await fixture.plan();
    expect((await decided()).sort()).toEqual(["entry_signal", "user_daily_limit"]);
    expect(await db.order.count()).toBe(1);
  });

  it("enter nothing while the book is locked or halted, and the record says why", async () => {
    const guard = { userId: fixture.userId, book: "demo", scope: "part", subject: "USDT" } as const;
    const figures = { peakProfit: "0", dayKey: "", dayProfit: "0", lastProfit: "0", reason: "Lost 6 %" };
    const at = new Date(fixture.feed.startAt);
    const until = new Date(fixture.feed.startAt + 3_600_000);
    await db.riskGuard.create({
      data: { ...guard, ...figures, lastMarketAt: at, updatedWallAt: at, lockedUntil: until },
    });
    await fixture.plan();
    expect(await decided()).toEqual(["daily_loss_lock", "daily_loss_lock"]);
    expect(await db.order.count()).toBe(0);
  });

  it("rest in the book as maker where a round trip is dear", async () => {
    await settings({ makerFirstAbove: "0.002", entryRestMs: 3_600_000 });
    await fixture.plan();
    const [order] = await db.order.findMany({ orderBy: { amount: "desc" } });
    expect(order).toMatchObject({ type: "limit", postOnly: true });
    expect(order?.limitPrice?.toFixed()).toBe("105");
    // no longer than a candle
    expect(
      order?.restMarketUntil && order.restMarketUntil.getTime() - order.marketAt.getTime(),
    ).toBeLessThanOrEqual(300_000);
  });
});
