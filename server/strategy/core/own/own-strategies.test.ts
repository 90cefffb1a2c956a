import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, it } from "vitest";
import { simulatedColumns } from "@/server/backtest/bench/simulated-columns";
import { backtestOptions, toKernelRules } from "@/server/backtest/core/backtest-options";
import { runByCandle } from "@/server/backtest/core/by-candle/run-by-candle";
import { checkStrategy } from "@/server/backtest/core/checks/check-strategy";
import { describeStrategy } from "../describe-strategy";
import { judgeMemory } from "../judge-memory";
import { readOwnFiles } from "./own-strategies";
import { readOwnStrategy } from "./read-own-strategy";

const folder = mkdtempSync(path.join(tmpdir(), "amarktai-strategies-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const GUIDE = readFileSync("docs/strategies.md", "utf8");
const [, EXAMPLE = "", LONGER = ""] = GUIDE.split("<!-- a test runs this example -->\n```js\n").map(
  (part) => part.split("```")[0],
);
writeFileSync(path.join(folder, "three-rises.mjs"), EXAMPLE);
writeFileSync(path.join(folder, "dip-in-trend.mjs"), LONGER);
writeFileSync(path.join(folder, "broken.mjs"), "export default {");
writeFileSync(path.join(folder, "notes.txt"), "not a strategy");
const { default: given } = await import(
  /* @vite-ignore */ pathToFileURL(path.join(folder, "three-rises.mjs")).href
);

const SOUND = {
  id: "mine",
  title: "Mine",
  guidance: "Fails always.",
  warmup: () => 2,
  memory: () => 5,
  decide: () => ({ direction: "hold", reason: "none", words: "Nothing" }),
};
const refusalOf = (change: object): string => {
  const read = readOwnStrategy("mine.mjs", { ...SOUND, ...change });
  return read.ok ? "accepted" : read.refusal.message;
};

it("the example of the guide is a strategy that trades, with its parameters and their ranges", () => {
  const read = readOwnStrategy("three-rises.mjs", given);
  if (!read.ok) throw new Error(read.refusal.message);
  const strategy = read.value;
  expect(describeStrategy(strategy).params).toEqual([
    { name: "rises", min: 2, max: 10, default: 3, whole: true },
    { name: "average", min: 5, max: 100, default: 50, whole: true },
  ]);
  const params = strategy.paramsSchema.parse({ rises: 2, average: 10 });
  expect(strategy.memory(params, 300_000)).toBe(209);
  const candles = simulatedColumns(2_000, 5, 0.003);
  const rules = toKernelRules(backtestOptions.parse({}), 300_000);
  const { trades } = runByCandle(candles, strategy, params, rules, { cash: 10_000, equity: null });
  expect(trades.length).toBeGreaterThan(20);
  const signal = strategy.decide(candles, params, null);
  expect(signal.indicators.map(({ name }) => name)).toEqual(["EMA 10"]);
  expect(strategy.paramsSchema.safeParse({ rises: 11 }).success).toBe(false);
});

it("a strategy reads longer candles, none of them before it is over, and says so where they reach too far back", async () => {
  const file = pathToFileURL(path.join(folder, "dip-in-trend.mjs")).href;
  const read = readOwnStrategy("dip-in-trend.mjs", (await import(/* @vite-ignore */ file)).default);
  if (!read.ok) throw new Error(read.refusal.message);
  const strategy = read.value;
  const params = strategy.paramsSchema.parse({});
  expect(strategy.memory(params, 300_000)).toBe(5 * 48);
  expect(strategy.memory(params, 3_600_000)).toBe(5 * 4);
  const candles = simulatedColumns(4_000, 5, 0.003);
  const rules = toKernelRules(backtestOptions.parse({}), 300_000);
  const { trades } = runByCandle(candles, strategy, params, rules, { cash: 10_000, equity: null });
  expect(trades.length).toBeGreaterThan(20);
  expect(checkStrategy({ strategy, params, candles, rules, cash: 10_000 }, 1).lookAhead).toMatchObject({
    ok: true,
    ran: true,
  });
  expect(judgeMemory(strategy, params, 300_000)).toBeNull();
  expect(judgeMemory(strategy, { average: 20 }, 60_000)).toBe(
    "dip-in-trend.mjs: memory must answer a whole number from 1 to 4000, not 5280.",
  );
});

it("a process finds the files of its folder, and one that cannot be loaded says why and stops nothing", () => {
  const show =
    "JSON.stringify(globalThis[Symbol.for('amarktai.strategies')].map(({file,fault})=>[file,fault]))";
  const loader = path.resolve("scripts/lib/own-strategies.mjs");
  const run = (place: string) =>
    JSON.parse(
      execFileSync(process.execPath, ["--import", loader, "-e", `console.log(${show})`], {
        env: { NODE_ENV: "test", AMARKTAI_STRATEGIES: place },
        encoding: "utf8",
      }),
    );
  expect(run(folder)).toEqual([
    ["broken.mjs", expect.stringMatching(/Unexpected|end of input/)],
    ["dip-in-trend.mjs", null],
    ["three-rises.mjs", null],
  ]);
  expect(run(path.join(folder, "absent"))).toEqual([]);
});

it("names nobody else has are taken in; each of the others gets one sentence", () => {
  const file = (name: string, own: unknown, fault: string | null = null) => ({
    file: name,
    given: own,
    fault,
  });
  const { strategies, faults } = readOwnFiles(
    [
      file("a.mjs", SOUND),
      file("b.mjs", SOUND),
      file("c.mjs", { ...SOUND, id: "ema-cross" }),
      file("d.mjs", null, "Unexpected token"),
      file("e.mjs", undefined),
    ],
    new Set(["ema-cross"]),
  );
  expect(strategies.map(({ id }) => id)).toEqual(["mine"]);
  expect(faults).toEqual([
    'b.mjs: there is a strategy "mine" already. Choose another id.',
    'c.mjs: there is a strategy "ema-cross" already. Choose another id.',
    "d.mjs could not be loaded: Unexpected token",
    expect.stringMatching(/^e\.mjs: .*export one object by default/),
  ]);
});

it.each([
  [{ id: "My Strategy" }, /^mine\.mjs: id: must be 2 to 40 small letters/],
  [{ guidance: undefined }, /guidance: must say when to use it/],
  [{ decide: "buy" }, /decide: must be a function/],
  [{ warmup: 5 }, /warmup: must be a function/],
  [{ warmup: () => 0 }, /warmup must answer a whole number from 1 to 4000, not 0/],
  [{ memory: () => 1e6 }, /memory must answer a whole number from 1 to 4000, not 1000000/],
  [{ memory: ({ n }: { n: number }) => n }, /memory must answer a whole number .* not undefined/],
  [{ params: { n: { min: 3, max: 1, default: 2 } } }, /min must not be above max/],
  [{ params: { n: { min: 1, max: 3, default: 4 } } }, /default must lie from min to max/],
  [{ params: { n: { min: 1, max: 3, default: 1.5, whole: true } } }, /must be whole numbers/],
  [{ parms: {} }, /"parms" is not known here/],
  [{ lotsMax: () => 0 }, /lotsMax must answer a whole number from 1 to 50/],
])("refuses %o with a sentence that names the file", (change, sentence) => {
  expect(refusalOf(change)).toMatch(sentence);
  expect(refusalOf(change)).toMatch(/^mine\.mjs: /);
});

it("an answer that cannot be understood is an error that names the file, not a trade", () => {
  const candles = simulatedColumns(10, 1);
  const asking = (answer: unknown) => () => {
    const read = readOwnStrategy("mine.mjs", { ...SOUND, decide: () => answer });
    return read.ok && read.value.decide(candles, {}, null);
  };
  expect(asking(undefined)).toThrow(/^mine\.mjs: decide answered wrongly/);
  expect(asking({ direction: "BUY", reason: "x", words: "x" })).toThrow(/direction: must be "buy"/);
  expect(asking({ direction: "buy", reason: "x", words: "x", portion: 2 })).toThrow(
    /portion: must be at most 1/,
  );
  const flags = readOwnStrategy("mine.mjs", { ...SOUND, signals: () => ({ entry: [], exit: [] }) });
  expect(() => flags.ok && flags.value.signals?.(candles, {})).toThrow(/each a Uint8Array of 10 flags/);
});
