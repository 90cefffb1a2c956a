import { expect, it } from "vitest";
import { exchangeNames } from "@/server/kernel/exchange-names";
import { proveMoney } from "./prove-money";

const RUNS = 2_000;

// `npm run prove -- money --runs 100000` is the same, longer.
it("through random trading every sum holds to the last digit, every stop can sell, and dust stays below a lot", () => {
  const proof = proveMoney(RUNS, 20_261_129);
  expect(proof.violations).toEqual([]);
  expect(proof).toMatchObject({ closed: RUNS, exchanges: [...exchangeNames].sort() });
  expect(proof.currencies).toEqual(expect.arrayContaining(["BTC", "USDT", "ZAR"]));
  expect(Number(proof.dustMostLots)).toBeGreaterThan(0.5);
  expect(Number(proof.dustMostLots)).toBeLessThan(1);
  // a halt takes an entry back at once, whatever it has bought: that alone may leave more than a lot
  expect(Number(proof.haltedMostOrders)).toBeLessThan(1);
  expect(proof.halted).toBeGreaterThan(0);
  expect(proof.cutShort).toBe(0);
  for (const count of [proof.stops, proof.partFills, proof.workedOn]) expect(count).toBeGreaterThan(20);
}, 120_000);

it("the same seed gives the same run", () => {
  expect(proveMoney(300, 5)).toEqual(proveMoney(300, 5));
});
