import { asOwner } from "@/server/bots/testing/arrange-fleet";
import { db } from "@/server/platform/db";
import type { TestDatabase } from "@/server/platform/testing/test-database";
import { showProfits } from "@/server/portfolio/profits/show-profits";
import { type Fixture, UNPACED } from "./open-fixture";
import { saveSettings } from "./prepare-tables";
import type { Tree } from "./settings-tree";

/** Publishes a rate of 18 rand a dollar, as the worker does, for the book of the fixture. */
export async function publishRate(database: TestDatabase, fixture: Fixture): Promise<void> {
  const at = new Date(fixture.lifecycle.runtime.clocks.wall());
  const iso = at.toISOString();
  const leg = { exchange: "luno", symbol: "USDT/ZAR", price: "18", inverse: false, tickWallAt: iso };
  const part = { currency: "USDT", equity: "0", rate: "18", worth: "0", missing: null, legs: [leg] };
  const display = { currency: "ZAR", equity: "0", known: "0", today: null, parts: [part] };
  const lists = { feeds: [], totals: [], positions: [], bots: [] };
  const view = { book: "demo", marketAt: iso, wallAt: iso, display, ...lists };
  await asOwner(database.ownerUrl, (client) =>
    client.query(
      `INSERT INTO live_view ("userId", "book", "view", "marketAt", "wallAt") VALUES ($1, 'demo', $2, $3, $3)
       ON CONFLICT ("userId", "book") DO UPDATE SET "view" = $2, "marketAt" = $3, "wallAt" = $3`,
      [fixture.userId, JSON.stringify({ view, growth: {} }), at],
    ),
  );
}

/** Every bot of the fixture buys at 105 and sells at its target: all of them have realised the same profit. */
export async function earn(database: TestDatabase, fixture: Fixture): Promise<void> {
  await fixture.enter();
  for (let ticks = 0; ticks < 4; ticks++) await fixture.tick("115");
  await publishRate(database, fixture);
}

/** What a rebalance would do with the profit of the fixture's bots. */
export async function seeProfits(database: TestDatabase, fixture: Fixture, settings: Tree): Promise<unknown> {
  if ((await db.position.count({ where: { status: "closed" } })) === 0) {
    await saveSettings(database, fixture.userId, UNPACED);
    await earn(database, fixture);
  }
  await saveSettings(database, fixture.userId, settings);
  const wallNow = fixture.lifecycle.runtime.clocks.wall();
  return (await showProfits({ userId: fixture.userId, book: "demo", wallNow })).places;
}
