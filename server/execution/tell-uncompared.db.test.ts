import { afterAll, beforeAll, expect, it } from "vitest";
import { ensureOwner } from "@/server/auth/ensure-owner";
import { systemContext } from "@/server/auth/system-context";
import { lastReconciliation } from "@/server/heartbeat/last-reconciliation";
import { marketMs, wallMs } from "@/server/kernel/clock";
import { toDecimal, toText } from "@/server/kernel/money";
import { fundBook } from "@/server/ledger/fund-book";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { tellUncompared } from "./reconcile";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());

// Guards money at an exchange that was taken out: an account nobody can ask about must not read as even.
it("what the ledger holds at a venue that is not here is told as a difference, until the venue is here", async () => {
  const now = { marketNow: marketMs(0), wallNow: wallMs(Date.now()) };
  const { userId } = await ensureOwner(now);
  const ctx = systemContext({ id: "test", userId, channel: "start" }, now);
  for (const [exchange, amount] of [
    ["binance", "1000"],
    ["luno", "70"],
  ] as const) {
    const order = {
      book: "demo",
      exchange,
      asset: "USDT",
      amount: toDecimal(amount),
      ref: exchange,
    } as const;
    expect(await fundBook(ctx, order)).toMatchObject({ ok: true });
  }
  const clocks = { market: () => now.marketNow, wall: () => now.wallNow };
  const difference = async () => {
    const worst = await lastReconciliation(userId, "demo");
    return worst && toText(worst.difference);
  };
  expect(await tellUncompared({ clocks }, ["paper:binance", "paper:luno"])).toEqual([]);
  expect(await difference()).toBeNull();
  expect(await tellUncompared({ clocks }, ["paper:binance"])).toEqual(["paper:luno"]);
  expect(await difference()).toBe("70");
});
