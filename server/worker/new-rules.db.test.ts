import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { type Decimal, toDecimal } from "@/server/kernel/money";
import type { MarketRules } from "@/server/market/core/market-rules";
import { createRulesBook } from "@/server/market/rules-book";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { handRules } from "./testing/hand-feed";
import { type Fixture, openFixture } from "./testing/open-fixture";

let database: TestDatabase;
let fixture: Fixture;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());
afterEach(() => fixture?.close());

const COARSE = toDecimal("0.5");
const isWhole = (amount: { toFixed(): string } | undefined, lot: Decimal) =>
  toDecimal(amount?.toFixed() ?? "NaN")
    .mod(lot)
    .isZero();
const exits = () => db.order.findMany({ where: { purpose: "exit" }, orderBy: { wallAt: "asc" } });

// Guards the exits: an exchange that changed its lot overnight must not refuse a stop for ever.
it("an order refused by the exchange's rules has them read again, and the next goes by the new ones", async () => {
  fixture = await openFixture(database);
  await fixture.enter();
  const { feed, manners, lifecycle } = fixture;
  // the exchange cuts its lots anew; nobody here knows yet
  Object.assign(feed, { markets: async () => [{ ...handRules, lotSize: COARSE }] });
  manners.createOrder = async (request) =>
    request.amount.mod(COARSE).isZero()
      ? lifecycle.venue.createOrder(request)
      : { kind: "rejected", reason: "LOT_SIZE", because: "rules" };
  await fixture.tick("90");
  const [refused] = await exits();
  expect(refused).toMatchObject({ status: "rejected" });
  expect(isWhole(refused?.amount, COARSE)).toBe(false);
  await expect.poll(() => lifecycle.runtime.rulesOf("binance", "BTC/USDT")?.lotSize.toFixed()).toBe("0.5");
  lifecycle.waitWall(2_000);
  await fixture.tick("90");
  await fixture.tick("90");
  const [, next] = await exits();
  expect(next).toMatchObject({ status: "filled" });
  expect(isWhole(next?.amount, COARSE)).toBe(true);
  // the pages read them too
  await expect.poll(async () => (await db.market.findFirstOrThrow()).lotSize.toFixed()).toBe("0.5");
});

it("rules are read again when asked; a market that has gone keeps its last ones; a storm of doubts asks once", async () => {
  fixture = await openFixture(database);
  const { feed, lifecycle } = fixture;
  let [asked, listed] = [0, [handRules] as readonly MarketRules[]];
  Object.assign(feed, {
    markets: async () => {
      asked += 1;
      return listed;
    },
  });
  const failed: unknown[] = [];
  const { wall } = lifecycle.runtime.clocks;
  const rules = await createRulesBook({ feed, wall, onFailed: (error) => failed.push(error) });
  listed = [{ ...handRules, tickSize: toDecimal("0.1") }];
  await rules.refresh();
  expect(rules.rulesOf("binance", "BTC/USDT")?.tickSize.toFixed()).toBe("0.1");
  expect(asked).toBe(2);
  for (let n = 0; n < 50; n++) rules.doubt();
  expect(asked).toBe(2);
  lifecycle.waitWall(6_000);
  for (let n = 0; n < 50; n++) rules.doubt();
  expect(asked).toBe(3);
  listed = [];
  await rules.refresh();
  expect(rules.rulesOf("binance", "BTC/USDT")).toBeDefined();
  expect(rules.rulesOf("binance", "ETH/USDT")).toBeUndefined();
  // an answer that does not come leaves what is known, and is told
  Object.assign(feed, { markets: () => Promise.reject(new Error("503")) });
  lifecycle.waitWall(6_000);
  rules.doubt();
  await expect.poll(() => failed.map(String)).toEqual(["Error: 503"]);
  await expect(rules.refresh()).rejects.toThrow("503");
  expect(rules.rulesOf("binance", "BTC/USDT")?.tickSize.toFixed()).toBe("0.1");
});
