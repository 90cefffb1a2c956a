import { afterAll, beforeAll, expect, it } from "vitest";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import {
  BURST,
  names,
  openStopTrader,
  type StopStage,
  stopGroups,
  untilWatched,
} from "@/server/worker/bench/measure-stops";
import { watchStatements } from "@/server/worker/bench/watch-statements";
import { arrangeStopFleet } from "@/server/worker/testing/arrange-stop-fleet";

const STAGE: StopStage = {
  fast: "binance",
  slow: "luno",
  hits: 1,
  slowPositions: 1,
  burst: { positions: 96, symbols: 12 },
};

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await arrangeStopFleet(database.ownerUrl, stopGroups(STAGE), Date.now() - 3_600_000);
});
afterAll(() => database?.drop());

// Guards every position in a fall: what one exit takes, a hundred take together.
it("a burst of stops is asked for, marked and answered together, and each exit leaves once", {
  timeout: 60_000,
}, async () => {
  const { trader, wire, show } = await openStopTrader(STAGE);
  try {
    const { positions, symbols } = STAGE.burst;
    await untilWatched(trader, positions + 3);
    const watch = watchStatements();
    const last = wire.count(positions, (symbol) => symbol.startsWith(BURST));
    await show(STAGE.fast, names(BURST, 0, symbols), "80");
    await last;
    // three goes of thirty-two; a go may split in a few where the machine is busy
    watch.stop();
    for (const part of ['INSERT INTO "orders"', 'FROM "leader_lease"', 'INSERT INTO "paper_order"'])
      expect(watch.count(part)).toBeLessThanOrEqual(positions / 4);
    await trader.drained();
    expect(new Set(wire.sent).size).toBe(wire.sent.length);
    expect(await db.order.count({ where: { purpose: "exit" } })).toBe(positions);
    expect(await db.paperOrder.count()).toBe(positions);
    expect(await db.auditEntry.count({ where: { action: "exit.requested" } })).toBe(positions);
  } finally {
    await trader.stop();
  }
});
