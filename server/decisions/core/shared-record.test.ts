import fc from "fast-check";
import { expect, test } from "vitest";
import { joinRecord, splitRecord } from "./shared-record";

const name = fc.constantFrom(
  ...["candles", "source", "exchange", "digest", "params", "rules", "entry", "mode", "freeQuote", "signals"],
  ...["indicators", "name", "value", "state", "words", "threshold", "checks", "__proto__x", "0"],
);
const leaf = fc.oneof(
  fc.string({ maxLength: 5 }),
  fc.constant("absent"),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);
const json = fc.letrec((tie) => ({
  any: fc.oneof({ depthSize: "small" }, leaf, tie("fields"), fc.array(tie("any"), { maxLength: 4 })),
  fields: fc.dictionary(name, tie("any"), { maxKeys: 6 }),
}));

// Guards replay: a decision is made again from its record, and must find it whole.
test("a record that was split is whole again, whatever stands in it", () => {
  fc.assert(
    fc.property(json.fields, json.fields, (inputs, outcome) => {
      const { shared, own } = splitRecord({ inputs, outcome });
      const stored = JSON.parse(JSON.stringify({ shared, own })) as ReturnType<typeof splitRecord>;
      expect(joinRecord(stored.shared, stored.own)).toEqual({ inputs, outcome });
    }),
    { numRuns: 2_000 },
  );
});

test("two slots of a bot share all but their figures", () => {
  const at = (price: string, score: string) => ({
    inputs: {
      candles: { source: "live", symbol: "BTC/USDT", count: 300, slotAt: 1, digest: price },
      strategy: "ema-cross",
      params: { fast: 3 },
      price,
      holding: null,
      entry: { book: "demo", mode: { paper: true }, freeQuote: price },
    },
    outcome: {
      signals: [
        { source: "technical", state: "real", usedWeight: "1", score, words: `score ${score}` },
        { source: "llm", state: "absent", usedWeight: null, score: null, words: "absent" },
      ],
      indicators: [{ name: "EMA 3", value: price }],
      checks: [],
      score,
      threshold: "0.25",
    },
  });
  const [one, two] = [splitRecord(at("100", "0.1")), splitRecord(at("101", "0.2"))];
  expect(one.shared).toEqual(two.shared);
  expect(one.own).toEqual({
    inputs: {
      candles: { slotAt: 1, digest: "100" },
      price: "100",
      holding: null,
      entry: { freeQuote: "100" },
    },
    outcome: {
      signals: [{ score: "0.1", words: "score 0.1" }, null],
      indicators: [{ value: "100" }],
      checks: [],
      score: "0.1",
    },
  });
});
