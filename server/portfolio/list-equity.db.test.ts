import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { record } from "@/server/audit/record";
import { marketMs, wallMs } from "@/server/kernel/clock";
import { Decimal } from "@/server/kernel/money";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { listEquity } from "./list-equity";
import { pruneEquity } from "./prune-equity";
import { saveEquityPoints } from "./store";

const START = Date.UTC(2026, 10, 1);
const HOUR = 3_600_000;
// neither end is the lowest or highest of its stretch
const LONG = Array.from({ length: 1_500 }, (_, i) => (i % 1_499 === 0 ? 700 : ((i * 7_919) % 1_000) + 1));

let own: TestDatabase;
beforeAll(async () => {
  own = await createTestDatabase();
});
afterAll(() => own.drop());

test("a thinned curve keeps its ends, its lowest and its highest point", async () => {
  const equities = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 1_500 });
  await fc.assert(
    fc.asyncProperty(equities, fc.integer({ min: 1, max: 9 }), async (values, spread) => {
      const userId = crypto.randomUUID();
      await save(
        userId,
        values.map((value, i) => ({
          wall: START + i * 5_000,
          market: START + i * i * spread * 1_000,
          value,
        })),
      );
      const { points, asOf } = await listEquity({ userId, currency: "USDT", range: "all", book: "demo" });
      const seen = points.map((point) => Number(point.equity));
      expect(points.length).toBeLessThanOrEqual(600);
      expect(seen[0]).toBe(values[0]);
      expect(seen.at(-1)).toBe(values.at(-1));
      expect(Math.max(...seen)).toBe(Math.max(...values));
      expect(Math.min(...seen)).toBe(Math.min(...values));
      expect(asOf).toBe(new Date(START + (values.length - 1) * 5_000).toISOString());
      expect(points.every((point, i) => i === 0 || point.marketAt > (points[i - 1]?.marketAt ?? ""))).toBe(
        true,
      );
    }),
    { numRuns: 15, examples: [[LONG, 3]] },
  );
});

test("a curve of few points is given whole", async () => {
  const userId = crypto.randomUUID();
  await save(
    userId,
    [5, 3, 9].map((value, i) => ({ wall: START + i * 5_000, market: START + i * 300_000, value })),
  );
  const { points } = await listEquity({ userId, currency: "USDT", range: "all", book: "demo" });
  expect(points.map(({ equity }) => equity)).toEqual(["5", "3", "9"]);
  expect(points[0]).toMatchObject({ buyAndHold: "5.5", marketAt: new Date(START).toISOString() });
});

test("ranges are measured on the market clock from its now, and never look past it", async () => {
  const userId = crypto.randomUUID();
  await save(
    userId,
    [0, 1, 2, 3].map((i) => ({ wall: START + i * 5_000, market: START + i * 20 * HOUR, value: i + 1 })),
  );
  const equities = async (range: "1d" | "7d" | "all", marketNow?: number) => {
    const q = { userId, currency: "USDT", range, book: "demo" as const };
    const curve = await listEquity(marketNow === undefined ? q : { ...q, marketNow: marketMs(marketNow) });
    return curve.points.map(({ equity }) => equity);
  };
  expect(await equities("1d")).toEqual(["3", "4"]);
  expect(await equities("7d")).toEqual(["1", "2", "3", "4"]);
  expect(await equities("1d", START + 41 * HOUR)).toEqual(["2", "3"]);
  expect(await equities("1d", START + 400 * HOUR)).toEqual([]);
});

test("nobody's curve is empty, and another user's or book's is not shown", async () => {
  const userId = crypto.randomUUID();
  await save(userId, [{ wall: START, market: START, value: 1 }]);
  const q = { currency: "USDT", range: "all" as const };
  expect(await listEquity({ ...q, userId: crypto.randomUUID() })).toEqual({ points: [], asOf: null });
  expect((await listEquity({ ...q, userId, book: "paper" })).points).toEqual([]);
  expect((await listEquity({ ...q, userId, book: "demo", currency: "ZAR" })).points).toEqual([]);
});

test("points older than 3 days are thinned to the last of each minute, newer ones stay", async () => {
  const userId = crypto.randomUUID();
  const points = Array.from({ length: 36 }, (_, i) => ({
    wall: START + i * 5_000,
    market: START + i,
    value: i,
  }));
  await save(userId, points);
  const dayOf = (days: number) => wallMs(START + days * 24 * HOUR);
  expect((await pruneEquity({ wallNow: dayOf(3) })).dropped).toBe(0);
  // two of the three minutes are older than 3 days now
  const { untilWallAt } = await pruneEquity({ wallNow: wallMs(dayOf(3) + 125_000) });
  const left = async () => {
    const rows = await db.equityPoint.findMany({ where: { userId }, orderBy: { wallAt: "asc" } });
    return rows.map((row) => Number(row.equity));
  };
  expect(await left()).toEqual([11, 23, ...Array.from({ length: 12 }, (_, i) => 24 + i)]);
  await pruneEquity({ wallNow: wallMs(dayOf(3) + 600_000), sinceWallAt: untilWallAt });
  expect(await left()).toEqual([11, 23, 35]);
});

async function save(userId: string, points: readonly { wall: number; market: number; value: number }[]) {
  await record(async (tx) => {
    for (const { wall, market, value } of points.slice(0, 40)) {
      await saveEquityPoints(tx, [row(userId, value)], { market: marketMs(market), wall: wallMs(wall) });
    }
  });
  await db.equityPoint.createMany({
    data: points.slice(40).map(({ wall, market, value }) => ({
      userId,
      book: "demo",
      currency: "USDT",
      equity: value,
      cash: value,
      buyAndHold: null,
      wallAt: new Date(wall),
      marketAt: new Date(market),
    })),
  });
}

const row = (userId: string, value: number) => ({
  userId,
  book: "demo" as const,
  currency: "USDT",
  equity: new Decimal(value),
  cash: new Decimal(value),
  buyAndHold: new Decimal(value).plus("0.5"),
});
