import { describe, expect, it } from "vitest";
import type { BacktestChoices } from "@/server/backtest/core/backtest-choices";
import { type BacktestInput, backtestRequest } from "@/server/backtest/core/backtest-request";
import { sayFaults } from "../../ui/testing/say-faults";
import { backtestCheck } from "./backtest-check";
import { type Around, type Draft, newDraft } from "./draft";
import { draftOfRequest } from "./draft-of-request";
import { countSets, requestOfDraft } from "./request-of-draft";

const choices: BacktestChoices = {
  markets: [
    {
      exchange: "binance",
      symbol: "ADA/USDT",
      quote: "USDT",
      kind: "simulated",
      timeframes: ["5m", "15m"],
      takerFee: "0.001",
      span: null,
    },
    {
      exchange: "binance",
      symbol: "BTC/USDT",
      quote: "USDT",
      kind: "simulated",
      timeframes: ["5m", "15m"],
      takerFee: "0.0012",
      span: null,
    },
  ],
  strategies: [
    {
      id: "ema-cross",
      title: "EMA cross",
      guidance: "",
      params: [
        { name: "fast", min: 2, max: 100, default: 12, whole: true },
        { name: "slow", min: 3, max: 200, default: 26, whole: true },
        { name: "trend", min: 0, max: 200, default: 0, whole: true },
      ],
    },
  ],
  riskModes: [{ name: "balanced", positionSize: "0.30", stop: "0.03" }],
  bots: { takeProfit: "0.05", trailingStop: "0.03", timeStopHours: null },
};
const around: Around = { choices, marketNow: Date.parse("2026-11-22T14:32:08.000Z"), zone: "UTC" };
const fields = choices.strategies[0]?.params ?? [];
const first = newDraft(around);
const send = (part: Partial<typeof first>): BacktestInput =>
  requestOfDraft({ ...first, ...part }, fields, around);

/** What the form says at its fields, all of which are on the page. */
async function faultsOf(draft: Draft) {
  const { params, ranges, ...plain } = draft;
  return sayFaults(backtestCheck(around), draft, [
    ...Object.keys(plain),
    ...Object.keys(params).map((name) => `params.${name}`),
    ...Object.keys(ranges).map((name) => `ranges.${name}.from`),
  ]);
}

const recorded = { from: "2024-06-01T00:00:00.000Z", until: "2024-09-01T06:39:00.000Z" };
const onFile: Around = {
  ...around,
  choices: {
    ...choices,
    markets: choices.markets.map((market) => ({ ...market, kind: "recorded" as const, span: recorded })),
  },
  // the market clock stands early in the file
  marketNow: Date.parse("2024-06-02T00:00:00.000Z"),
};

describe("the form on a recording", () => {
  it("begins with its last thirty days and reaches to its end, wherever the market clock stands", () => {
    const draft = newDraft(onFile);
    expect([draft.from, draft.to]).toEqual(["2024-08-02", "2024-09-01"]);
    expect(requestOfDraft(draft, fields, onFile)).toMatchObject({
      from: "2024-08-02T00:00:00.000Z",
      to: recorded.until,
    });
  });

  it("asks for no more than the file holds", () => {
    const wide = { ...newDraft(onFile), from: "2023-01-01", to: "2030-01-01" };
    expect(requestOfDraft(wide, fields, onFile)).toMatchObject({ from: recorded.from, to: recorded.until });
  });
});

describe("the form of a new backtest", () => {
  it("begins as a request the server takes, with the market's own fee and no future in it", () => {
    const parsed = backtestRequest.parse(send({}));
    expect(parsed).toMatchObject({
      kind: "run",
      symbols: ["BTC/USDT"],
      fee: "0.0012",
      riskMode: "balanced",
      from: "2026-10-23T00:00:00.000Z",
      to: "2026-11-22T14:32:08.000Z",
      stop: null,
      roi: {},
      params: { fast: 12, slow: 26, trend: 0 },
    });
  });

  it("includes the whole last day, in the days of the zone it names", () => {
    const days = { from: "2026-11-01", to: "2026-11-02" };
    expect(send(days)).toMatchObject({ from: "2026-11-01T00:00:00.000Z", to: "2026-11-03T00:00:00.000Z" });
    const there = requestOfDraft({ ...first, ...days }, fields, { ...around, zone: "Africa/Johannesburg" });
    expect(there).toMatchObject({ from: "2026-10-31T22:00:00.000Z", to: "2026-11-02T22:00:00.000Z" });
  });

  it("turns percent into fractions exactly, hours into minutes, and steps of a target into a table", () => {
    const typed = { stop: "2,5", target: "0:5, 60:2", trail: "1.5", trailFrom: "3", timeStopHours: "36" };
    expect(send(typed)).toMatchObject({
      stop: "0.025",
      roi: { "0": "0.05", "60": "0.02" },
      timeStopMinutes: 2_160,
      trailing: { positive: "0.015", offset: "0.03", onlyAboveOffset: true },
    });
  });

  it("makes the same form again of the request it became, sweep and walk-forward included", () => {
    const kinds = [
      {
        kind: "run",
        name: "Slow one",
        others: "ADA/USDT",
        stop: "2.5",
        target: "0:5, 60:2",
        timeStopHours: "36",
      },
      { kind: "sweep", method: "random", sets: "50", sizing: "stake", stake: "250" },
      { kind: "walk-forward", mode: "anchored", fitDays: "30", judgeDays: "10", to: "2026-11-20" },
    ] as const;
    for (const kind of kinds) {
      const asked = { ...first, ...kind };
      const request = backtestRequest.parse(requestOfDraft(asked, fields, around));
      expect(requestOfDraft(draftOfRequest(request, around), fields, around)).toEqual(
        requestOfDraft(asked, fields, around),
      );
    }
  });

  it("counts the sets of a grid, and none while a range cannot be read", () => {
    const ranges = {
      fast: { varied: true, from: "6", to: "18", step: "3" },
      slow: { varied: true, from: "13", to: "39", step: "7" },
      trend: { varied: false, from: "0", to: "200", step: "50" },
    };
    expect(countSets({ ...first, ranges }, fields)).toBe(20);
    const unread = { ...ranges, fast: { ...ranges.fast, step: "" } };
    expect(countSets({ ...first, ranges: unread }, fields)).toBeNull();
  });

  it("names what is wrong at its field, in the words of the form", async () => {
    const wrong = {
      ...first,
      fee: "much",
      target: "x",
      from: "",
      params: { fast: "1", slow: "2.5", trend: "0" },
    };
    const faults = await faultsOf(wrong);
    expect(faults).toEqual({
      fee: "Write a percentage from 0 to below 10, for example 0.1.",
      target: "Write a percentage such as 5, or steps by minutes held such as 0:5, 60:2.",
      from: "Choose the first day of the period.",
      "params.fast": "Write a whole number from 2 to 100.",
      "params.slow": "Write a whole number from 3 to 200.",
    });
    expect(await faultsOf(first)).toEqual({});
  });
});

describe("the ranges of a search", () => {
  const varied = (range: Partial<Draft["ranges"][string]>) => ({
    ...first,
    kind: "sweep" as const,
    ranges: { fast: { varied: true, from: "6", to: "18", step: "3", ...range } },
  });

  it("are judged by the strategy's limits, at the range", async () => {
    expect(await faultsOf(varied({}))).toEqual({});
    expect(await faultsOf(varied({ to: "400" }))).toEqual({
      "ranges.fast.from": "Write a whole number from 2 to 100.",
    });
    expect(await faultsOf(varied({ from: "18", to: "6" }))).toEqual({
      "ranges.fast.from": "From must not exceed to.",
    });
    expect(await faultsOf(varied({ step: "0" }))).toEqual({ "ranges.fast.from": "Write a step above zero." });
  });

  it("must be one at least, which is said of the form", async () => {
    expect(await faultsOf(varied({ varied: false }))).toEqual({
      root: "Name at least one parameter and its range.",
    });
  });
});

describe("numbers as people type them", () => {
  it("are read as they were meant", () => {
    const typed = {
      wallet: "1 000",
      fee: "0,1 %",
      slippage: "0,05",
      stop: "2,5%",
      sizing: "stake",
      stake: "1e3",
    };
    expect(backtestRequest.parse(send(typed))).toMatchObject({
      wallet: "1000",
      fee: "0.001",
      slippage: "0.0005",
      stop: "0.025",
      stake: "1000",
    });
    for (const target of ["0:5,60:2", "0:5, 60:2", "0:5;60:2", "0:5 , 60:2"]) {
      expect(backtestRequest.parse(send({ target })).roi).toEqual({ "0": "0.05", "60": "0.02" });
    }
    expect(backtestRequest.parse(send({ target: "0:2,5,60:1,5" })).roi).toEqual({
      "0": "0.025",
      "60": "0.015",
    });
    expect(backtestRequest.parse(send({ target: "5,6" })).roi).toEqual({ "0": "0.056" });
  });

  it("are refused at their field, with how to write them, when they may mean two things or none", async () => {
    const wrong = { ...first, wallet: "10,000", stop: "x", target: "0:5,0:2", seed: "1.5", slippage: "-1" };
    const faults = await faultsOf(wrong);
    expect(faults).toMatchObject({
      wallet: '"10,000" may be 10000 or 10: write 10000 or 10.',
      stop: expect.stringMatching(/percentage/),
      target: expect.stringMatching(/0:5, 60:2/),
      seed: expect.stringMatching(/whole number/),
      slippage: expect.stringMatching(/percentage/),
    });
    for (const wallet of ["0", "-5", "NaN", "1e309", "10000 USDT", "10 00"])
      expect(backtestRequest.safeParse(send({ wallet })).success, wallet).toBe(false);
  });
});
