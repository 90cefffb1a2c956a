import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { plusMs } from "@/server/kernel/clock";
import { toDecimal } from "@/server/kernel/money";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { defaultSettings, settingsSchema } from "@/server/settings/core/settings";
import { watchStatements } from "@/server/worker/bench/watch-statements";
import { type Fixture, openFixture } from "@/server/worker/testing/open-fixture";
import { openEntryExposure } from "./open-entry-exposure";
import { readCoinMoves } from "./read-coin-moves";
import { arrangeMovingCoins, TOGETHER_HOURS } from "./testing/arrange-moving-coins";

const MARKETS = ["BTC/USDT", "ETH/USDT", "DOGE/USDT", "NONE/USDT"].map((symbol) => ({
  exchange: "binance" as const,
  symbol,
}));

let database: TestDatabase;
let fixture: Fixture;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());
beforeEach(async () => {
  fixture = await openFixture(database);
  await arrangeMovingCoins("binance", fixture.lifecycle.now());
});
afterEach(() => fixture?.close());

const settingsOf = (hours: number, correlated = "0.6") =>
  settingsSchema.parse({ correlation: { hours }, exposure: { correlated } });
const moves = (hours: number, keeper: object = {}) =>
  readCoinMoves(keeper, MARKETS, { at: fixture.lifecycle.now(), settings: settingsOf(hours) });

describe("which coins move together", () => {
  it("is read from the hourly closes of stored candles, over the hours the owner asks for", async () => {
    const lately = await moves(TOGETHER_HOURS - 1);
    expect(lately("BTC", "ETH", "USDT")).toBe(true);
    expect(lately("ETH", "BTC", "USDT")).toBe(true);
    expect(lately("BTC", "DOGE", "USDT")).toBe(false);
    // one that nobody has candles of, or that is priced in another currency, is unknown
    expect([lately("BTC", "NONE", "USDT"), lately("BTC", "ETH", "ZAR")]).toEqual([false, false]);
    const longer = await moves(190);
    expect(longer("BTC", "ETH", "USDT")).toBe(false);
  });

  it("costs one query an hour, and none where the cap is the whole part", async () => {
    const keeper = {};
    const watch = watchStatements();
    await moves(59, keeper);
    await moves(59, keeper);
    await readCoinMoves({}, MARKETS, { at: fixture.lifecycle.now(), settings: settingsOf(59, "1") });
    watch.stop();
    expect(watch.count('"candle"')).toBe(1);
  });
});

it("an entry sees what is taken in coins that move with its own, in the same cycle", async () => {
  const { runtime } = fixture.lifecycle;
  const settings = { ...defaultSettings, ...settingsOf(59) };
  const q = {
    userId: fixture.userId,
    book: "demo",
    at: plusMs(fixture.feed.startAt, 1_000),
    settings,
  } as const;
  const exposure = await openEntryExposure(runtime, { ...q, markets: MARKETS });
  const place = (base: string) => ({
    botId: fixture.botId,
    exchange: "binance" as const,
    base,
    quote: "USDT",
  });
  expect(exposure.factsFor(place("BTC")).part.together).toBeUndefined();
  exposure.take({ ...place("ETH"), value: toDecimal("400") });
  exposure.take({ ...place("DOGE"), value: toDecimal("50") });
  const { together } = exposure.factsFor(place("BTC")).part;
  expect([together?.coins, together?.held?.toFixed(), together?.most.toFixed()]).toEqual([
    ["ETH"],
    "400",
    "0.6",
  ]);
  expect(exposure.factsFor(place("DOGE")).part.together).toBeUndefined();
});
