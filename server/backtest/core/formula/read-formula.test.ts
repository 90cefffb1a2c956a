import fc from "fast-check";
import { expect, it } from "vitest";
import { type Formula, readFormula } from "./read-formula";

const known = ["fast", "slow", "trend", "options.stop", "sharpe", "maxDrawdown"];
const values: { readonly [name: string]: number | null } = {
  fast: 5,
  slow: 20,
  trend: 0,
  "options.stop": 0.02,
  sharpe: 1.5,
  maxDrawdown: null,
};
const read = (text: string): Formula => {
  const formula = readFormula(text, known);
  if (!formula.ok) throw new Error(formula.refusal.message);
  return formula.value;
};
const ask = (text: string) => read(text).of((name) => values[name] ?? null);
const refusal = (text: string): string => {
  const formula = readFormula(text, known);
  return formula.ok ? "accepted" : formula.refusal.message;
};

it.each([
  ["fast < slow", 1],
  ["fast * 4 <= slow", 1],
  ["slow - fast >= 16", 0],
  ["fast < slow and not trend > 0", 1],
  ["fast > slow or options.stop == 0.02", 1],
  ["2 < fast < slow < 21", 1],
  ["2 < fast < 5", 0],
  ["1 + 2 * 3 ^ 2 ^ 0.5 - -1", 1 + 2 * 3 ** (2 ** 0.5) + 1],
  ["-2 ^ 2", -4],
  ["(1 + 2) * 3 / 4", 2.25],
  ["sharpe * min(1, sqrt(fast), 7) + max(2, abs(-3))", 4.5],
  ["log(1) + 1e3", 1000],
  ["sharpe * (fast > 30)", 0],
  ['"options.stop" * 100', 2],
  ["fast != slow && !(fast == 6)", 1],
] as const)("%s is %s", (text, answer) => {
  expect(ask(text)).toBeCloseTo(answer, 12);
});

it("what is not known, or is no number, is nothing, and not a guess", () => {
  for (const text of ["sharpe / maxDrawdown", "1 / trend", "sqrt(0 - 1)", "log(trend)", "10 ^ 400"])
    expect(ask(text)).toBeNull();
  expect(ask("fast > 9 and maxDrawdown > 1")).toBe(0);
  expect(ask("fast < 9 or maxDrawdown > 1")).toBe(1);
  expect(ask("maxDrawdown > 1")).toBeNull();
});

it("says of which kind it is and which names it reads", () => {
  expect(read("fast < slow")).toMatchObject({ kind: "condition", names: ["fast", "slow"] });
  expect(read("not (fast < slow)").kind).toBe("condition");
  expect(read("fast + (slow > 3)")).toMatchObject({ kind: "number", names: ["fast", "slow"] });
});

it.each([
  ["", /is empty/],
  ["fast <", /ends where a value is expected/],
  ["fast slow", /"slow" at place 6 is not expected/],
  ["fast = slow", /write == to compare/],
  ["fsat < slow", /no "fsat".*Do you mean "fast"\?/],
  ["fast < 3; process.exit()", /";" at place 9/],
  ["(fast < slow", /ends where "\)" is expected/],
  ["exp(fast)", /no function "exp".*abs, log, max, min, sqrt/],
  ["min()", /value is expected/],
  ["constructor.constructor(1)", /no function "constructor\.constructor"/],
  ["sqrt(1, 2)", /sqrt takes one value/],
  [`${"(".repeat(60)}1${")".repeat(60)}`, /nested too deeply/],
  [`${"-".repeat(60)}1`, /nested too deeply/],
  [`fast < ${"1".repeat(300)}`, /at most 200 signs/],
  ["__proto__ < 1", /no "__proto__"/],
  ["fast < 1..2", /place 8/],
] as const)("refuses %s with the place and the mend", (text, words) => {
  expect(refusal(text)).toMatch(words);
});

it("no text makes it fall over, hang or reach anything but the names it was given", () => {
  const part = fc.constantFrom(
    "fast",
    "slow",
    "1",
    ".5",
    "(",
    ")",
    "<",
    "and",
    "not",
    "-",
    "^",
    "min(",
    ",",
    "`",
    "$",
    '"',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(part, { maxLength: 40 }).map((all) => all.join(" ")),
      ),
      (text) => {
        const formula = readFormula(text, known);
        if (!formula.ok) {
          expect(formula.refusal.message.length).toBeLessThan(400);
          return;
        }
        for (const name of formula.value.names) expect(known).toContain(name);
        const answer = formula.value.of((name) => values[name] ?? null);
        expect(answer === null || Number.isFinite(answer)).toBe(true);
      },
    ),
  );
});
