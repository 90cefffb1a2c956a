import { plusMs } from "@/server/kernel/clock";
import { toDecimal } from "@/server/kernel/money";
import type { TestDatabase } from "@/server/platform/testing/test-database";
import { openEntryExposure } from "@/server/risk/open-entry-exposure";
import { arrangeMovingCoins } from "@/server/risk/testing/arrange-moving-coins";
import { getSettings } from "@/server/settings/get-settings";
import type { Fixture } from "./open-fixture";
import { saveSettings } from "./prepare-tables";
import type { Tree } from "./settings-tree";

const MARKETS = ["BTC/USDT", "ETH/USDT"].map((symbol) => ({ exchange: "binance" as const, symbol }));

/** What an entry in BTC is told of ETH, which has moved with it for the last 60 hours. */
export async function seeTogether(database: TestDatabase, fixture: Fixture, changed: Tree) {
  const { lifecycle, feed, userId, botId } = fixture;
  await saveSettings(database, userId, changed);
  const at = plusMs(feed.startAt, 1_000);
  await arrangeMovingCoins("binance", at);
  // another process: what was read is not remembered
  const runtime = { ...lifecycle.runtime };
  const settings = await getSettings(userId);
  const exposure = await openEntryExposure(runtime, { userId, book: "demo", at, settings, markets: MARKETS });
  const place = { botId, exchange: "binance" as const, quote: "USDT" };
  exposure.take({ ...place, base: "ETH", value: toDecimal("10") });
  return exposure.factsFor({ ...place, base: "BTC" }).part.together ?? null;
}
