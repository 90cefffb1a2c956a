import { afterAll, beforeAll, expect, it } from "vitest";
import { ensureOwner } from "@/server/auth/ensure-owner";
import { systemContext } from "@/server/auth/system-context";
import { seedDemoFleet } from "@/server/bots/seed-demo-fleet";
import { asOwner } from "@/server/bots/testing/arrange-fleet";
import { marketMs, wallMs } from "@/server/kernel/clock";
import type { MarketFeed } from "@/server/market/core/market-feed";
import { createSimulatedFeed } from "@/server/market/feeds/simulated-feed";
import { openMarketSession } from "@/server/market/open-market-session";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { warmStandby } from "./warm-standby";

const START = Date.UTC(2026, 0, 5);

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());

// Guards the one who leads: a worker that stands by prepares itself and touches nothing.
it("a standby asks for every watched series, and writes nothing", async () => {
  const feed = createSimulatedFeed({ seed: 5, startAt: marketMs(START) });
  const now = { marketNow: marketMs(START), wallNow: wallMs(START) };
  await openMarketSession({ feed, speed: 60, wallNow: now.wallNow });
  const { userId } = await ensureOwner(now);
  await seedDemoFleet(systemContext({ id: "demo", userId, channel: "start" }, now));
  const asked = { candles: 0, books: 0, active: 0 };
  const watched: MarketFeed = {
    ...feed,
    setActive: () => {
      asked.active += 1;
    },
    candles: async (...args) => {
      const candles = await feed.candles(...args);
      asked.candles += candles.length;
      return candles;
    },
    book: async (...args) => {
      asked.books += 1;
      return feed.book(...args);
    },
  };
  await asOwner(database.ownerUrl, (client) =>
    client.query("REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON ALL TABLES IN SCHEMA public FROM amarktai_app"),
  );
  expect(await warmStandby(watched, now.wallNow)).toBe(6);
  expect(asked).toEqual({ candles: 6 * 50, books: 6, active: 0 });
});
