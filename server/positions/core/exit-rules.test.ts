import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { marketMs } from "@/server/kernel/clock";
import { Decimal } from "@/server/kernel/money";
import { checkStops, type StopLevels, stopNow } from "./check-stops";
import {
  botExits,
  positionExitsFromJson,
  positionExitsToJson,
  stopRatioOf,
  toPositionExits,
} from "./exit-rules";
import { sizePart } from "./size-part";

const d = (value: string | number) => new Decimal(value);
const exitsOf = (input: object) => toPositionExits(botExits.parse(input));
const sentence = (input: object) => {
  const parsed = botExits.safeParse(input);
  return parsed.success ? null : parsed.error.issues[0]?.message;
};

const levels: StopLevels = {
  entryPrice: d(100),
  stopPrice: d(97),
  targetPrice: d(110),
  trailingRatio: d("0.03"),
  highestPrice: d(100),
  amount: d(1),
  soldAmount: d(0),
};

// Guards what an owner may tell a bot of its exits: within bounds, said in a sentence where not.
describe("exits of a bot", () => {
  test.each([
    [{ stop: { kind: "percent", ratio: "0.009" } }, "A stop lies from 1 % to 5 %"],
    [{ stop: { kind: "percent", ratio: "0.051" } }, "A stop lies from 1 % to 5 %"],
    [{ stop: { kind: "percent", ratio: "-0.02" } }, "A stop lies from 1 % to 5 %"],
    [{ stop: { kind: "volatility", multiple: "0" } }, "Write a multiple from 0.5 to 10"],
    [{ stop: { kind: "volatility", multiple: "2", candles: 4 } }, "Write whole candles from 5 to 100"],
    [{ target: "1.01" }, "A target lies from 2 % to 100 %"],
    [{ trailing: { ratio: "0.51" } }, "A trailing stop lies from 0.5 % to 50 %"],
    [{ breakEven: { after: "0.01", keep: "0.01" } }, "keeps less than the gain it begins at"],
    [{ timeHours: 0 }, "Write hours from 0.1 to 8760"],
    [{ partials: [{ at: "0.02", share: "1" }] }, "The share of a partial target lies from 5 % to 95 %"],
    [
      {
        partials: [
          { at: "0.03", share: "0.2" },
          { at: "0.02", share: "0.2" },
        ],
      },
      "Partial targets rise",
    ],
    [
      {
        partials: [
          { at: "0.02", share: "0.5" },
          { at: "0.03", share: "0.5" },
        ],
      },
      "sell less than all together",
    ],
    [{ target: "0.03", partials: [{ at: "0.03", share: "0.5" }] }, "Partial targets lie below the target"],
  ])("%o is refused in words", (input, words) => {
    expect(sentence(input)).toContain(words);
  });

  it("takes its bounds themselves, and nothing where nothing is said", () => {
    expect(sentence({ stop: { kind: "percent", ratio: "0.01" }, target: "0.10" })).toBeNull();
    expect(sentence({ stop: { kind: "percent", ratio: "0.05" }, target: "0.02" })).toBeNull();
    expect(exitsOf({})).toBeNull();
  });

  it("comes back from a JSON column as it was", () => {
    const exits = exitsOf({ breakEven: { after: "0.02" }, partials: [{ at: "0.02", share: "0.25" }] });
    expect(exits && positionExitsFromJson(JSON.parse(JSON.stringify(positionExitsToJson(exits))))).toEqual(
      exits,
    );
  });

  it("lays a stop so many average ranges below, within the bounds of a stop", () => {
    const exits = botExits.parse({ stop: { kind: "volatility", multiple: "2" } });
    const ratio = (range: number) =>
      stopRatioOf(exits, { standard: d("0.03"), price: d(200), averageRange: () => range }).toFixed();
    expect([ratio(3), ratio(0.1), ratio(50)]).toEqual(["0.03", "0.01", "0.05"]);
    expect(ratio(2)).toBe("0.02");
    // too few candles yet: the risk mode's own
    expect(ratio(Number.NaN)).toBe("0.03");
  });
});

// Guards the ways out: each begins where it was told to, and a stop never falls back.
describe("exits of a position", () => {
  const reason = (exits: object, highest: number, price: number) =>
    checkStops({ ...levels, exits: exitsOf(exits), highestPrice: d(highest) }, d(price))?.reasonCode ?? null;

  it("a trailing stop begins at its offset, not before", () => {
    const trailing = { trailing: { ratio: "0.03", offset: "0.05" } };
    expect(reason(trailing, 104.9, 101)).toBeNull();
    expect(reason(trailing, 105, 101.9)).toBeNull();
    expect(reason(trailing, 105, 101.85)).toBe("trailing_stop");
    expect(reason({}, 104.9, 101)).toBe("trailing_stop");
  });

  it("a break-even stop keeps the fees once the gain was there", () => {
    const even = { breakEven: { after: "0.02", keep: "0.003" } };
    expect(reason(even, 101.99, 100.3)).toBeNull();
    expect(reason(even, 102, 100.31)).toBeNull();
    expect(reason(even, 102, 100.3)).toBe("break_even");
    // the higher of the two stands
    expect(reason(even, 108, 104.76)).toBe("trailing_stop");
  });

  it("a partial target sells its share once, whoever sold it, and never stands before what sells all", () => {
    const exits = exitsOf({
      partials: [
        { at: "0.02", share: "0.5" },
        { at: "0.04", share: "0.25" },
      ],
    });
    const at = (price: number, amount: string, change: object = {}) =>
      checkStops(
        { ...levels, exits, amount: d(amount), soldAmount: d(1).minus(amount), ...change },
        d(price),
        marketMs(5),
      );
    expect(at(101.99, "1")).toBeNull();
    expect(at(102, "1")).toMatchObject({ reasonCode: "partial_target", kept: d("0.5") });
    expect(at(102, "0.5")).toBeNull();
    // a gap over both sells both shares at once
    expect(at(105, "1")).toMatchObject({ reasonCode: "partial_target", kept: d("0.25") });
    expect(at(105, "0.5")).toMatchObject({ kept: d("0.25") });
    expect(at(105, "1", { timeStopAt: marketMs(5) })?.reasonCode).toBe("time_stop");
    expect(at(110, "1")?.reasonCode).toBe("take_profit");
    expect(at(102.5, "1", { highestPrice: d(109) })?.reasonCode).toBe("trailing_stop");
  });

  it("a part that no exchange takes is left, and with a rest that none would take all is sold", () => {
    const rules = { lotSize: d("0.01"), minAmount: d("0.05"), minNotional: d(10) };
    const part = (amount: string, kept: string) =>
      sizePart({ amount: d(amount), kept: d(kept), price: d(104), stopPrice: d(97) }, rules)?.toFixed() ??
      null;
    expect(part("1", "0.5")).toBe("0.5");
    expect(part("1", "0.95")).toBeNull();
    expect(part("1", "0.1")).toBe("0");
  });

  it("whatever the prices do, the stop that stands never falls, and lies below the highest price", () => {
    const exits = exitsOf({
      trailing: { ratio: "0.03", offset: "0.01" },
      breakEven: { after: "0.015" },
    });
    const walk = fc.array(fc.integer({ min: 9_701, max: 10_999 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(walk, (cents) => {
        let highest = d(100);
        let before = stopNow({ ...levels, exits, highestPrice: highest }).level;
        for (const price of cents.map((cent) => d(cent).div(100))) {
          highest = Decimal.max(highest, price);
          const { level } = stopNow({ ...levels, exits, highestPrice: highest });
          expect(level.gte(before) && level.lt(highest)).toBe(true);
          const hit = checkStops({ ...levels, exits, highestPrice: highest }, price);
          expect(hit !== null).toBe(price.lte(level));
          before = level;
        }
      }),
    );
  });
});
