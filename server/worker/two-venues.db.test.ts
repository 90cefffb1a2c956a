import { afterAll, beforeAll, expect, it } from "vitest";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import {
  HIT,
  hitOneByOne,
  names,
  openStopTrader,
  quantile,
  SLOW,
  type StopStage,
  stopGroups,
  untilWatched,
} from "./bench/measure-stops";
import { arrangeStopFleet } from "./testing/arrange-stop-fleet";

const STAGE: StopStage = {
  fast: "binance",
  slow: "luno",
  hits: 15,
  slowPositions: 8,
  burst: { positions: 1, symbols: 1 },
};
/** What the other's hanging may add, in a suite on a busy machine; the deadline of a call is 5,000 ms. */
const MORE_MS = 1_000;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await arrangeStopFleet(database.ownerUrl, stopGroups(STAGE), Date.now() - 3_600_000);
});
afterAll(() => database?.drop());

const exitsAt = (exchange: ExchangeName) =>
  db.order.groupBy({ by: ["status"], where: { exchange, purpose: "exit" }, _count: true });
const beatAt = (venue: string) =>
  db.heartbeat.findFirst({ where: { name: { startsWith: "reconcile:", endsWith: venue } } });

// Guards every position: a venue that hangs must not hold up an exit, a fill or a comparison at another.
it("a venue that never answers bounds only itself", { timeout: 60_000 }, async () => {
  const opened = await openStopTrader(STAGE);
  const { trader, manners, wire, show } = opened;
  try {
    await untilWatched(trader, 2 * STAGE.hits + STAGE.slowPositions + 1);
    await expect.poll(() => beatAt("paper:binance"), { timeout: 10_000 }).not.toBeNull();
    const calm = await hitOneByOne(opened, STAGE.fast, names(HIT, 0, STAGE.hits));
    manners.hangs = true;
    await show(STAGE.slow, names(SLOW, 0, STAGE.slowPositions), "80");
    await expect
      .poll(() => exitsAt(STAGE.slow), { timeout: 10_000 })
      .toEqual(expect.arrayContaining([expect.objectContaining({ status: "sent" })]));
    const beside = await hitOneByOne(opened, STAGE.fast, names(HIT, STAGE.hits, STAGE.hits));
    expect(quantile(beside, 0.99)).toBeLessThan(quantile(calm, 0.99) + MORE_MS);

    // its fills are booked, while the other still hangs
    const filled = async () => {
      await show(STAGE.fast, names(HIT, 0, 2 * STAGE.hits), "80");
      return exitsAt(STAGE.fast);
    };
    await expect
      .poll(filled, { timeout: 15_000, interval: 300 })
      .toEqual([{ status: "filled", _count: 2 * STAGE.hits }]);
    const slow = await exitsAt(STAGE.slow);
    expect(slow.map(({ status }) => status)).not.toContain("filled");

    manners.hangs = false;
    const settled = async () => {
      await show(STAGE.slow, names(SLOW, 0, STAGE.slowPositions), "80");
      return db.position.count({ where: { exchange: STAGE.slow, status: "open" } });
    };
    await expect.poll(settled, { timeout: 40_000, interval: 500 }).toBe(0);
    // nothing doubled: every order left once, and every position was sold once
    expect(new Set(wire.sent).size).toBe(wire.sent.length);
    expect(await db.fill.count()).toBe(2 * STAGE.hits + STAGE.slowPositions);
    // those of the other two runs, which nobody hit here
    expect(await db.position.count({ where: { status: "open" } })).toBe(1 + 2 * STAGE.hits);
  } finally {
    await trader.stop();
  }
});

it("a venue that hangs when the worker starts keeps no other from opening", { timeout: 30_000 }, async () => {
  await db.heartbeat.deleteMany();
  const { trader, manners } = await openStopTrader(STAGE, { hangs: true });
  try {
    await expect.poll(() => trader.runtime.entriesOpen("paper:binance"), { timeout: 10_000 }).toBe(true);
    expect(await beatAt("paper:binance")).toMatchObject({ detail: { difference: "0" } });
    expect(trader.runtime.entriesOpen("paper:luno")).toBe(false);
    expect(await beatAt("paper:luno")).toBeNull();
    manners.hangs = false;
    await expect.poll(() => trader.runtime.entriesOpen("paper:luno"), { timeout: 15_000 }).toBe(true);
  } finally {
    await trader.stop();
  }
});
