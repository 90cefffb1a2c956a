// What no order can sell, through the whole lifecycle: database, paper venue, stops.
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { listBots } from "@/server/bots/list-bots";
import { Decimal, ONE, sumOf, toDecimal, ZERO } from "@/server/kernel/money";
import { timeframeMs } from "@/server/market/core/candle";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import type { PriceOf } from "@/server/portfolio/core/value-book";
import { valueBook } from "@/server/portfolio/core/value-book";
import { readBook } from "@/server/portfolio/read-book";
import { sweepPositions } from "@/server/stops/sweep-positions";
import { HAND_TIMEFRAME, handRules } from "@/server/worker/testing/hand-feed";
import { type Fixture, openFixture, UNPACED } from "@/server/worker/testing/open-fixture";

let database: TestDatabase;
let fixture: Fixture;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(() => fixture?.close());
afterAll(() => database?.drop());

const QUIET = Array<string>(13).fill("100");
/** Ups and downs between 80 and 130, the same for the same seed. */
function wander(count: number, seed: number): string[] {
  let [state, price] = [seed, 100];
  return Array.from({ length: count }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    price = Math.min(130, Math.max(80, price * (0.96 + (0.08 * state) / 2 ** 31)));
    return price.toFixed(2);
  });
}

const positions = () => db.position.findMany({ orderBy: { openedWallAt: "asc" } });
const exact = (value: { toFixed(): string } | null | undefined) => new Decimal(value?.toFixed() ?? "NaN");

/** The sum that every page shows, of one instant: to the last digit. */
async function expectSums(price: string): Promise<void> {
  const { userId } = fixture;
  const [book, bots] = await Promise.all([readBook({ userId, book: "demo" }), listBots(userId)]);
  const priceOf: PriceOf = () => toDecimal(price);
  const value = valueBook({ ...book, bots, priceOf });
  for (const { currency, funded, unrealised, dust, equity, idle } of value.currencies) {
    const realised = sumOf(book.records.map((record) => record.realised));
    const made = exact(unrealised).plus(exact(dust.value)).minus(dust.cost).plus(realised);
    expect(funded.plus(made).toFixed(), currency).toBe(equity?.toFixed());
    const ofBots = sumOf([...value.bots.values()].map((bot) => exact(bot.equity)));
    expect(ofBots.plus(exact(idle)).toFixed()).toBe(equity?.toFixed());
  }
  for (const bot of bots) {
    const held = book.dust.filter((each) => each.botId === bot.botId);
    expect(sumOf(held.map(({ amount }) => amount)).lt(handRules.lotSize)).toBe(true);
  }
}

it("goes from position to position until it is a lot, and the sums hold at every step", async () => {
  const closes = wander(32, 7);
  fixture = await openFixture(database, {
    closes: [...QUIET, ...closes],
    bots: ["Zeus", "Hera"],
    strategy: { id: "dca", params: { every: 1, lots: 2, take: 0.01 } },
    settings: UNPACED,
  });
  const step = timeframeMs(HAND_TIMEFRAME);
  for (const price of closes) {
    await fixture.tick(price, step - (fixture.lifecycle.now() % step) - 500);
    await fixture.tick(price, 600);
    for (let i = 0; i < 3; i++) await fixture.tick(price);
    await expectSums(price);
  }
  const all = await positions();
  expect(all.filter(({ status }) => status === "closed").length).toBeGreaterThan(8);
  const sold = all.reduce((sum, each) => sum.plus(each.soldAmount.toFixed()), ZERO);
  const bought = all.reduce((sum, each) => sum.plus(each.boughtAmount.toFixed()), ZERO);
  const held = all.reduce((sum, each) => sum.plus(each.amount.toFixed()), ZERO);
  // the fee in base took a thousandth; nothing else was lost on the way
  expect(bought.times(ONE.minus("0.001")).minus(sold).toFixed()).toBe(held.toFixed());
  expect(all.reduce((sum, each) => sum.plus(each.carriedCost.toFixed()), ZERO).toFixed()).toBe("0");
  expect(all.some(({ carriedAmount }) => carriedAmount.gt(0))).toBe(true);
}, 120_000);

const partWay = async () => {
  await fixture.tick("105", 500);
  await fixture.tick("105", 600);
  await fixture.tick("105", 60_000);
  const [cut] = await positions();
  expect(cut?.status).toBe("open");
  expect(exact(cut?.amount).times(105).lt(handRules.minNotional)).toBe(true);
};
const entry = () => db.order.findFirstOrThrow({ where: { purpose: "entry" }, orderBy: { wallAt: "asc" } });

it.each([
  ["bot_paused", () => db.bot.updateMany({ data: { status: "paused" } })],
  ["entries_stopped", () => db.tradingMode.updateMany({ data: { entriesStopped: true } })],
  ["mode_off", () => db.tradingMode.updateMany({ data: { paper: false } })],
  [
    "rest_timeout",
    () => db.order.updateMany({ data: { restMarketUntil: new Date(fixture.lifecycle.now()) } }),
  ],
])("an entry is not cut short before what it holds can be sold: %s", async (endCode, bar) => {
  fixture = await openFixture(database, { volume: "0.2" });
  await partWay();
  await bar();
  const { amount } = await entry();
  // nothing trades: it works on, within the size that was approved
  fixture.recent.perMinute = ZERO;
  for (let i = 0; i < 3; i++) await fixture.tick("105");
  expect(await entry()).toMatchObject({ status: "partial", cancelCode: null });
  expect(await db.order.count()).toBe(1);
  fixture.recent.perMinute = toDecimal("0.2");
  for (let i = 0; i < 6; i++) await fixture.tick("105", 60_000);
  const ended = await entry();
  expect(ended).toMatchObject({ status: "cancelled", endCode });
  expect(exact(ended.filled).lt(exact(amount).div(10))).toBe(true);
  const [held] = await positions();
  expect(held?.status).toBe("open");
  const stop = exact(held?.stopPrice).times("0.9");
  expect(exact(held?.amount).times(stop).gte(handRules.minNotional)).toBe(true);
  // and its stop sells it, all but what is below a lot
  fixture.recent.perMinute = toDecimal("1000");
  for (let i = 0; i < 4; i++) await fixture.tick("90", 60_000);
  const [sold] = await positions();
  expect(sold).toMatchObject({ status: "closed", exitReason: "stop_loss" });
  expect(exact(sold?.amount).lt(handRules.lotSize)).toBe(true);
});

it("an entry cut short by a halt is dust, not a position, and sold with the next", async () => {
  fixture = await openFixture(database, {
    closes: [...QUIET.slice(1), "99", "105", "99", "107", "90"],
    volume: "0.2",
  });
  await partWay();
  await db.tradingMode.updateMany({ data: { halted: true } });
  await fixture.tick("105");
  await fixture.tick("105");
  const [left] = await positions();
  expect(left).toMatchObject({ status: "closed", exitReason: "too_small" });
  expect(exact(left?.cost).gt(0)).toBe(true);
  expect(await db.auditEntry.count({ where: { action: "position.left_as_dust" } })).toBe(1);

  fixture.recent.perMinute = toDecimal("1000");
  await db.tradingMode.updateMany({ data: { halted: false } });
  const step = timeframeMs(HAND_TIMEFRAME);
  for (const price of ["99", "107", "90"]) {
    await fixture.tick(price, step - (fixture.lifecycle.now() % step) - 500);
    await fixture.tick(price, 600);
    for (let i = 0; i < 3; i++) await fixture.tick(price, 20_000);
  }
  const [old, next] = await positions();
  expect([old?.amount.toFixed(), old?.cost.toFixed()]).toEqual(["0", "0"]);
  expect(next?.carriedAmount.toFixed()).toBe(left?.amount.toFixed());
  expect(next?.carriedCost.toFixed()).toBe(left?.cost.toFixed());
  expect(next?.status).toBe("closed");
  expect(exact(next?.amount).lt(handRules.lotSize)).toBe(true);
});

it("a position whose stop could not sell it is sold by the sweep while the price allows it", async () => {
  fixture = await openFixture(database, { volume: "0.6" });
  await fixture.tick("105", 500);
  await fixture.tick("105", 600);
  await fixture.tick("105", 60_000);
  const [cut] = await positions();
  expect(exact(cut?.amount).times(105).gte(handRules.minNotional)).toBe(true);
  await db.bot.updateMany({ data: { status: "paused" } });
  for (let i = 0; i < 3; i++) await fixture.tick("105");
  expect((await positions())[0]?.status).toBe("open");
  // as if the exchange had raised its smallest order since
  await db.position.updateMany({ data: { stopPrice: "0.5" } });
  expect(await sweepPositions(fixture.lifecycle.runtime)).toEqual({ checked: 1, closed: 1 });
  for (let i = 0; i < 4; i++) await fixture.tick("105", 60_000);
  const [sold] = await positions();
  expect(sold).toMatchObject({ status: "closed", exitReason: "too_small" });
  expect(exact(sold?.amount).lt(handRules.lotSize)).toBe(true);
});
