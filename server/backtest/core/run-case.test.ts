import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { backtestCaseFile } from "./case-schema";
import { runCase } from "./run-case";

const FACTS = "../shared/facts/trading/backtest-cases.json";
const facts = existsSync(FACTS) ? (JSON.parse(readFileSync(FACTS, "utf8")) as unknown) : null;

type Observed = {
  open_candle: number;
  close_candle: number;
  open_rate: number;
  close_rate: number;
  profit_ratio: number;
  exit_reason: string;
};

const everyCase = facts
  ? Object.entries(backtestCaseFile.parse(facts)).flatMap(([name, cases]) =>
      name.startsWith("cases") ? (cases as ReturnType<typeof backtestCaseFile.parse>["cases"]) : [],
    )
  : [];

it.skipIf(everyCase.length === 0)("the reference holds 44 cases", () => {
  expect(everyCase).toHaveLength(44);
});

for (const one of everyCase) {
  it(`fills ${one.id} as the reference engine did`, () => {
    const observed = (one as unknown as { engine_observed: Observed[] }).engine_observed;
    const trades = runCase(one, "freqtrade");
    expect(
      trades.map(({ openCandle, closeCandle, exitReason }) => [openCandle, closeCandle, exitReason]),
    ).toEqual(
      observed.map(({ open_candle, close_candle, exit_reason }) => [open_candle, close_candle, exit_reason]),
    );
    const profitSlack = one.config.fee > 0 ? 2e-8 : 2e-5;
    trades.forEach((trade, index) => {
      const wanted = observed[index] as Observed;
      expect(Math.abs(Number(trade.openRate) - wanted.open_rate)).toBeLessThanOrEqual(1e-6);
      expect(Math.abs(Number(trade.closeRate) - wanted.close_rate)).toBeLessThanOrEqual(1e-6);
      expect(Math.abs(Number(trade.profitRatio) - wanted.profit_ratio)).toBeLessThanOrEqual(profitSlack);
    });
  });
}

const candle = (i: number, price: number, more: object = {}) => ({
  i,
  o: price,
  h: price + 1,
  l: price - 1,
  c: price,
  ...more,
});
const parse = (config: object, candles: readonly object[]) =>
  backtestCaseFile.safeParse({ cases: [{ id: "own", config: { stoploss: -0.1, ...config }, candles }] });
const play = (config: object, candles: readonly object[]) => {
  const [one] = backtestCaseFile.parse({
    cases: [{ id: "own", config: { stoploss: -0.1, ...config }, candles }],
  }).cases;
  return one
    ? runCase(one, "freqtrade").map(({ openCandle, closeCandle, closeRate, exitReason }) => [
        ...[openCandle, closeCandle, closeRate, exitReason],
      ])
    : [];
};
const calm = (length: number, flags: { readonly [candle: number]: object }) =>
  Array.from({ length }, (_, i) => candle(i, 100, flags[i]));

it("refuses candles that are not in order, other than spot, and an empty file", () => {
  expect(parse({}, [candle(0, 100), candle(0, 100)]).success).toBe(false);
  expect(parse({ leverage: 3 }, [candle(0, 100)]).success).toBe(false);
  expect(parse({}, []).success).toBe(false);
  expect(backtestCaseFile.safeParse({}).success).toBe(false);
});

it("S2: an entry needs no other wish on its candle, and none is made on the last", () => {
  expect(play({}, calm(4, { 1: { enter_long: 1, exit_long: 1 } }))).toEqual([]);
  expect(play({}, calm(4, { 1: { enter_long: 1, enter_short: 1 } }))).toEqual([]);
  expect(play({}, calm(4, { 2: { enter_long: 1 } }))).toEqual([]);
  expect(play({}, calm(4, { 1: { enter_long: 1 } }))).toEqual([[2, 3, "100", "force_exit"]]);
});

it("S4: an entry that rests is cancelled by an adjusted price of 0 and kept by none", () => {
  const candles = [...calm(3, { 0: { enter_long: 1 } }), candle(3, 96), candle(4, 96)];
  const limit = { custom_entry_price: 96, unfilled_timeout_minutes: { entry: 1_000, exit: 30 } };
  expect(play(limit, candles)).toEqual([[1, 4, "96", "force_exit"]]);
  expect(play({ ...limit, adjust_entry_price: 0 }, candles)).toEqual([]);
  expect(play({ ...limit, unfilled_timeout_minutes: { entry: 60, exit: 30 } }, candles)).toEqual([]);
});

it("S9: a gap that trades back up through the stop fills at the stop, one that does not at the open", () => {
  const start = calm(2, { 0: { enter_long: 1 } });
  const back = [...start, { i: 2, o: 85, h: 95, l: 80, c: 94 }, candle(3, 94)];
  expect(play({}, back)).toEqual([[1, 2, "90", "stop_loss"]]);
  const below = [...start, { i: 2, o: 85, h: 88, l: 80, c: 84 }, candle(3, 84)];
  expect(play({}, below)).toEqual([[1, 2, "85", "stop_loss"]]);
});

it("S12: an exit above the candle rests, disarms the stop, and is tried again after its time", () => {
  const flags = { 0: { enter_long: 1 }, 2: { exit_long: 1 }, 4: { exit_long: 1 } };
  const candles = [...calm(5, flags), { i: 5, o: 100, h: 106, l: 85, c: 100 }, candle(6, 100)];
  const limit = { custom_exit_price: 105 };
  expect(play(limit, candles)).toEqual([[1, 5, "105", "exit_signal"]]);
  const resting = { ...limit, unfilled_timeout_minutes: { entry: 10, exit: 1_000 } };
  const falling = [...calm(4, flags), candle(4, 85), candle(5, 85)];
  expect(play(resting, falling)).toEqual([[1, 5, "85", "force_exit"]]);
  expect(play(limit, falling)).toEqual([[1, 4, "85", "stop_loss"]]);
  expect(play({ custom_exit_price: 50 }, calm(5, flags))).toEqual([[1, 3, "99", "exit_signal"]]);
});

it("a profit that equals the target has not exceeded it", () => {
  const candles = [
    ...calm(2, { 0: { enter_long: 1 } }),
    { i: 2, o: 100, h: 110, l: 99, c: 105 },
    candle(3, 105),
  ];
  expect(play({ minimal_roi: { "0": 0.1 } }, candles)[0]?.[3]).toBe("force_exit");
  expect(play({ minimal_roi: { "0": 0.0999 } }, candles)).toEqual([[1, 2, "109.99", "roi"]]);
});
