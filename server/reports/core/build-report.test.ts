import fc from "fast-check";
import { expect, test } from "vitest";
import { sumOf, toDecimal, toText } from "@/server/kernel/money";
import { NO_ALERTS, sampleFacts, tally } from "../testing/sample-report";
import { buildReport } from "./build-report";
import { isQuiet, reportContent } from "./report";

const usdtOf = (facts: ReturnType<typeof sampleFacts>) => {
  const found = buildReport(facts).currencies.find(({ currency }) => currency === "USDT");
  if (!found) throw new Error("no USDT");
  return found;
};

test("what was paid in is neither profit nor part of it", () => {
  expect(usdtOf(sampleFacts())).toMatchObject({
    profit: "12.34",
    profitRatio: "0.011218181818181818",
    realised: "12.35",
    fees: "1.5",
    fills: 6,
    closed: 3,
    wins: 2,
  });
});

test("a currency is never added to another, and what nobody valued has no profit", () => {
  const [usdt, zar] = buildReport(sampleFacts()).currencies;
  expect([usdt?.currency, zar?.currency]).toEqual(["USDT", "ZAR"]);
  expect(zar).toMatchObject({ equityStart: null, equityEnd: "5000", profit: null, profitRatio: null });
});

test("ranks five at most each way, and nobody in both", () => {
  const tallies = Array.from({ length: 20 }, (_, place) => tally(`bot-${place}`, String(place - 10)));
  const { best, worst } = usdtOf(sampleFacts({ tallies }));
  expect(best.map(({ realised }) => realised)).toEqual(["9", "8", "7", "6", "5"]);
  expect(worst.map(({ realised }) => realised)).toEqual(["-10", "-9", "-8", "-7", "-6"]);
  // whose capital nobody knows any more has no ratio
  expect(best[0]).toMatchObject({ name: "Archived bot", ratio: null });
});

test("a bot that sold nothing, or broke even, is neither best nor worst", () => {
  expect(usdtOf(sampleFacts({ tallies: [tally("zeus", "0")] }))).toMatchObject({ best: [], worst: [] });
});

test("is quiet only where nothing was traded, promoted, stopped or told", () => {
  const quiet = (more: object) => isQuiet(buildReport(sampleFacts({ tallies: [], ...more })));
  const said = [{ at: "2026-11-29T10:00:00.000Z", words: "x" }];
  expect(quiet({})).toBe(true);
  for (const more of [
    { tallies: [tally("zeus", "0", { closed: 0 })] },
    { promotions: said },
    { bodyguard: said },
    { alerts: { ...NO_ALERTS, low: 1 } },
  ])
    expect(quiet(more)).toBe(false);
});

test("of any tallies the sums are exact and the wire takes them", () => {
  const amount = fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }).map((units) => {
    const text = units.toString().replace("-", "").padStart(19, "0");
    return toText(toDecimal(`${units < 0n ? "-" : ""}${text.slice(0, -18)}.${text.slice(-18)}`));
  });
  fc.assert(
    fc.property(fc.array(amount, { maxLength: 30 }), (amounts) => {
      const report = buildReport(
        sampleFacts({ tallies: amounts.map((one, place) => tally(`b${place}`, one)) }),
      );
      expect(reportContent.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
      expect(report.currencies[0]?.realised).toBe(toText(sumOf(amounts.map(toDecimal))));
    }),
    { numRuns: 50 },
  );
});
