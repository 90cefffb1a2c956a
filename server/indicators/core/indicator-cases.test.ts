import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { answerIndicatorCases } from "../answer-indicator-cases";

const FILE = path.resolve(import.meta.dirname, "../../../../shared/facts/trading/indicator-cases.json");

type Case = {
  readonly id: string;
  readonly output: { readonly [name: string]: readonly (number | null)[] };
};

// Guards the indicators against the values that Tulip and TA-Lib give on real candles.
describe.skipIf(!existsSync(FILE))(
  "indicators against reference values (skipped where shared/facts/trading is absent)",
  () => {
    const file = JSON.parse(existsSync(FILE) ? readFileSync(FILE, "utf8") : "{}") as { cases?: Case[] };
    const answers = answerIndicatorCases(file);

    test.each(file.cases ?? [])(
      "$id agrees to a relative 1e-8, and is silent for as long",
      ({ id, output }) => {
        const ours = answers.ok ? answers.value.find((answer) => answer.id === id)?.output : undefined;
        expect(Object.keys(ours ?? {}).sort()).toEqual(Object.keys(output).sort());
        for (const [name, values] of Object.entries(output)) {
          expect(ours?.[name]?.length).toBe(values.length);
          values.forEach((value, index) => {
            const own = ours?.[name]?.[index];
            if (value === null || own === null) expect(own, `${name}[${index}]`).toBe(value);
            else {
              // near zero the reference has lost digits itself: it takes differences of large squares and sums
              const scale = Math.max(Math.abs(value), 1e-3);
              expect(Math.abs((own as number) - value), `${name}[${index}]`).toBeLessThanOrEqual(
                1e-8 * scale,
              );
            }
          });
        }
      },
    );
  },
);

test("a case that cannot be answered is refused by name", () => {
  const candles = { o: [1, 2], h: [1, 2], l: [1, 2], c: [1, 2] };
  const refused = (one: object) => {
    const answer = answerIndicatorCases({ candles, cases: [{ id: "a", ...one }] });
    return answer.ok ? "answered" : answer.refusal.message;
  };
  expect(refused({ indicator: "magic" })).toMatch(/^Case a: There is no indicator "magic"/);
  expect(refused({ indicator: "ema", params: { period: 0 } })).toBe(
    "Case a: ema: period must be a whole number from 1 to 5000, not 0.",
  );
  expect(refused({ indicator: "ema", params: { length: 3 } })).toMatch(
    /no parameter "length": it takes period/,
  );
  expect(refused({ indicator: "ema", variant: "mine" })).toMatch(
    /no variant "mine": choose one of tulip, talib/,
  );
  expect(refused({ indicator: "macd", params: { fast: 9, slow: 3 } })).toMatch(
    /fast \(9\) must not be longer/,
  );
  expect(answerIndicatorCases({ candles: { ...candles, c: [1] }, cases: [] })).toMatchObject({ ok: false });
  expect(answerIndicatorCases([])).toMatchObject({ ok: false });
});
