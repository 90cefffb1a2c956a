import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { Decimal } from "@/server/kernel/money";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { type Fixture, openFixture, UNPACED } from "@/server/worker/testing/open-fixture";
import { sweepPositions } from "./sweep-positions";
import { createStopWatch } from "./watch-stops";

let database: TestDatabase;
let fixture: Fixture;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(() => fixture?.close());
afterAll(() => database?.drop());

const exits = () =>
  db.order.findMany({
    where: { purpose: "exit" },
    orderBy: { wallAt: "asc" },
    select: { reasonCode: true, status: true, amount: true, filledQuote: true },
  });
const position = () => db.position.findFirstOrThrow();
/** Ticks of one price, with time to fill and for another try. */
async function hold(price: string, times = 4): Promise<void> {
  for (let i = 0; i < times; i++) await fixture.tick(price);
  fixture.lifecycle.waitWall(1_100);
}
const gainOf = async (ratio: number) =>
  (await position()).boughtQuote
    .div((await position()).boughtAmount)
    .times(1 + ratio)
    .toFixed(2);

// Guards the scale-out: each share once, the rest by its own stop, flat in the end to the last lot.
it("partial targets sell their shares once each, and break-even what is left", async () => {
  fixture = await openFixture(database, {
    exits: {
      breakEven: { after: "0.02" },
      partials: [
        { at: "0.015", share: "0.4" },
        { at: "0.03", share: "0.3" },
      ],
    },
  });
  await fixture.enter();
  const { amount: whole } = await position();
  await hold(await gainOf(0.016), 8);
  await hold(await gainOf(0.017), 4);
  expect((await exits()).map(({ reasonCode }) => reasonCode)).toEqual(["partial_target"]);
  await hold(await gainOf(0.031), 8);
  expect((await exits()).map(({ status }) => status)).toEqual(["filled", "filled"]);
  const left = await position();
  expect(left.status).toBe("open");
  // 30 % stay, to the lot
  expect(new Decimal(left.amount.toFixed()).div(whole.toFixed()).minus("0.3").abs().lt("0.001")).toBe(true);
  await hold(await gainOf(0.0019), 8);
  expect((await exits()).at(-1)).toMatchObject({ reasonCode: "break_even", status: "filled" });
  expect(await position()).toMatchObject({ status: "closed", exitReason: "break_even" });
  expect(await exits()).toHaveLength(3);
  expect(fixture.lifecycle.failures).toEqual([]);
});

it("a stop right after a partial target waits for nothing: what was sold is no failed try", async () => {
  fixture = await openFixture(database, { exits: { partials: [{ at: "0.015", share: "0.5" }] } });
  await fixture.enter();
  const target = await gainOf(0.016);
  for (let i = 0; i < 4; i++) await fixture.tick(target);
  // 16 ms of wall clock a tick: far below the second that follows a try that failed
  for (let i = 0; i < 4; i++) await fixture.tick("90");
  expect((await exits()).map(({ reasonCode, status }) => `${reasonCode} ${status}`)).toEqual([
    "partial_target filled",
    "stop_loss filled",
  ]);
});

it("the volatility stop of the decision is the position's, and its own stop where the ranges are not known", async () => {
  fixture = await openFixture(database, {
    exits: { stop: { kind: "volatility", multiple: "1.5", candles: 5 } },
  });
  await fixture.enter();
  const [entry] = await db.order.findMany({ where: { purpose: "entry" } });
  const { stopPrice, boughtQuote, boughtAmount } = await position();
  const ratio = new Decimal(entry?.stopRatio?.toFixed() ?? "0");
  expect(ratio.gte("0.01") && ratio.lte("0.05")).toBe(true);
  const price = new Decimal(boughtQuote.toFixed()).div(boughtAmount.toFixed());
  expect(
    new Decimal(1).minus(new Decimal(stopPrice.toFixed()).div(price)).minus(ratio).abs().lt("1e-9"),
  ).toBe(true);
});

it("how high the price went outlives the worker, and the sweep goes by it too", async () => {
  fixture = await openFixture(database, {
    exits: { trailing: { ratio: "0.03", offset: "0.02" } },
    settings: { ...UNPACED, takeProfit: "0.5" },
  });
  await fixture.enter();
  const { runtime } = fixture.lifecycle;
  const watch = createStopWatch(runtime, async () => null);
  await watch.refresh();
  const tick = runtime.lastTick("binance", "BTC/USDT");
  if (!tick) throw new Error("no price");
  const high = new Decimal("120");
  watch.onTicks([{ ...tick, last: high }]);
  await watch.keepPeaks();
  expect((await position()).highestPrice.toFixed()).toBe("120");
  // a lower one never takes it back
  watch.onTicks([{ ...tick, last: new Decimal("119") }]);
  await watch.keepPeaks();
  expect((await position()).highestPrice.toFixed()).toBe("120");
  // nobody watches any more; the sweep sees 116 only, and sells by the peak that was written down
  fixture.lifecycle.show({ ...tick, at: fixture.lifecycle.now(), last: new Decimal("116") });
  await sweepPositions(runtime);
  expect((await exits()).map(({ reasonCode }) => reasonCode)).toEqual(["trailing_stop"]);
});

it("a lot that is bought lower begins its own peak, and a level that a person set stays", async () => {
  fixture = await openFixture(database, {
    closes: [...Array<string>(13).fill("100"), "100", "99.5", "99", "98.8"],
    strategy: { id: "dca", params: { every: 1, lots: 2, take: 0.05 } },
    exits: { breakEven: { after: "0.05" } },
    settings: { ...UNPACED, takeProfit: "0.5", trailingStop: "0.2" },
  });
  await fixture.tick("100", 500);
  await fixture.tick("100", 600);
  for (let i = 0; i < 3; i++) await fixture.tick("100");
  await db.position.updateMany({ data: { stopPrice: "96.5", stopSet: true, highestPrice: "104.9" } });
  fixture.lifecycle.runtime.changed();
  for (let minute = 0; minute < 12; minute++) await fixture.tick("98", 30_000);
  const open = await position();
  expect(open.boughtAmount.gt(open.soldAmount)).toBe(true);
  expect(await db.order.count({ where: { purpose: "entry", status: "filled" } })).toBe(2);
  expect([open.stopPrice.toFixed(), Number(open.highestPrice) < 99]).toEqual(["96.5", true]);
  // by the old peak, 5 % above the new average, it would have been sold at once
  expect(open.status).toBe("open");
});
