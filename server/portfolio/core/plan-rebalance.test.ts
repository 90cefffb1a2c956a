import fc from "fast-check";
import { expect, it } from "vitest";
import { sumOf, toDecimal, ZERO } from "@/server/kernel/money";
import { type PlaceBot, type PlaceFacts, planRebalance } from "./plan-rebalance";

const bot = (botId: string, realised: string, of: Partial<PlaceBot> = {}): PlaceBot => ({
  botId,
  realised: toDecimal(realised),
  given: ZERO,
  free: toDecimal("10000"),
  runs: true,
  score: 50,
  ...of,
});
const place = (bots: readonly PlaceBot[], of: Partial<PlaceFacts> = {}): PlaceFacts => ({
  exchange: "luno",
  currency: "ZAR",
  bots,
  least: toDecimal("500"),
  best: 5,
  ...of,
});
const words = (plan: ReturnType<typeof planRebalance>) =>
  plan.lines.map(({ botId, given, received }) => `${botId} −${given.toFixed()} +${received.toFixed()}`);

it("profit less losses, from those who made it in proportion, to the five best in equal parts", () => {
  const plan = planRebalance(
    place([
      bot("a", "900", { score: 90 }),
      bot("b", "300", { score: 80 }),
      bot("c", "-200", { score: 70 }),
      bot("d", "0", { score: 60 }),
      bot("e", "0", { score: 55 }),
      bot("f", "0", { score: 10 }),
    ]),
  );
  expect([plan.profit.toFixed(), plan.amount.toFixed(), plan.share.toFixed()]).toEqual([
    "1000",
    "1000",
    "200",
  ]);
  expect(words(plan)).toEqual(["a −750 +200", "b −250 +200", "c −0 +200", "d −0 +200", "e −0 +200"]);
});

it.each([
  ["a cent short of the least", [bot("a", "499.99")], {}, "less than the least of 500 ZAR"],
  ["losses that eat it up", [bot("a", "900"), bot("b", "-900")], {}, "no profit since"],
  ["all of it shared out before", [bot("a", "900", { given: toDecimal("900") })], {}, "no profit since"],
  ["nobody runs", [bot("a", "900", { runs: false })], {}, "No bot with a closed trade runs at Luno."],
  ["a currency without a rate", [bot("a", "900")], { least: null }, "its rate is missing"],
  ["all of it in coins", [bot("a", "900", { free: ZERO })], {}, "0 ZAR could be shared out"],
])("%s: nothing is moved, and it says why", (_name, bots, of, why) => {
  const plan = planRebalance(place(bots, of));
  expect(plan.lines).toEqual([]);
  expect(plan.why).toContain(why);
});

it("what is bound in coins stays for the next one, exactly once", () => {
  const first = planRebalance(place([bot("a", "900", { free: toDecimal("600") }), bot("b", "0")]));
  expect(words(first)).toEqual(["a −600 +300", "b −0 +300"]);
  const next = planRebalance(place([bot("a", "1500", { given: toDecimal("600") }), bot("b", "0")]));
  expect([next.profit.toFixed(), next.amount.toFixed()]).toEqual(["900", "900"]);
});

it("whatever was earned: given is received, to the last digit; nobody gives what it has not; no more than the profit", () => {
  const amount = fc
    .integer({ min: -1_000_000, max: 1_000_000 })
    .map((cents) => toDecimal((cents / 100).toFixed(2)));
  const any = fc.record({
    realised: amount,
    given: amount.map((value) => value.abs().div(3).toDecimalPlaces(18)),
    free: amount.map((value) => value.abs()),
    runs: fc.boolean(),
    score: fc.oneof(fc.constant(null), fc.double({ min: 0, max: 100, noNaN: true })),
  });
  fc.assert(
    fc.property(fc.array(any, { maxLength: 20 }), fc.integer({ min: 1, max: 7 }), (all, best) => {
      const bots = all.map((of, at) => ({ botId: `${at}`, ...of }));
      const plan = planRebalance(place(bots, { best, least: toDecimal("1") }));
      const [given, received] = [
        sumOf(plan.lines.map((line) => line.given)),
        sumOf(plan.lines.map((line) => line.received)),
      ];
      expect(given.toFixed()).toBe(received.toFixed());
      expect(given.toFixed()).toBe(plan.amount.toFixed());
      expect(given.lte(plan.profit) || plan.lines.length === 0).toBe(true);
      for (const line of plan.lines) {
        const own = bots.find(({ botId }) => botId === line.botId);
        expect(own && line.given.lte(own.free)).toBe(true);
        if (!line.received.isZero()) expect(own?.runs && own.score !== null).toBe(true);
      }
      const receivers = plan.lines.filter((line) => !line.received.isZero());
      expect(receivers.length).toBeLessThanOrEqual(best);
      expect(new Set(receivers.map((line) => line.received.toFixed())).size).toBeLessThanOrEqual(1);
    }),
    { numRuns: 2_000 },
  );
});
