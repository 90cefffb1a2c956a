import { describe, expect, it } from "vitest";
import { type MarketMs, marketMs, plusMs } from "@/server/kernel/clock";
import { defaultSettings } from "@/server/settings/core/settings";
import type { BotFacts, Trade } from "./bot-facts";
import type { BotCheck } from "./checks";
import { judgeBot } from "./judge-bot";

const HOUR = 3_600_000;
const AT = marketMs(Date.UTC(2026, 5, 20, 12));
const START = plusMs(AT, -20 * 24 * HOUR);

/** Three trades a day, won and lost in turn. */
const usual = (count: number, until: MarketMs = AT): Trade[] =>
  Array.from({ length: count }, (_unused, index) => {
    const closedAt = plusMs(until, -(count - index) * 8 * HOUR);
    return { openedAt: plusMs(closedAt, -HOUR), closedAt, paid: 300, result: index % 2 === 0 ? -0.02 : 0.03 };
  });

const facts = (part: Partial<BotFacts> = {}): BotFacts => ({
  at: AT,
  watchedFrom: START,
  capitalSince: START,
  candleMs: 300_000,
  currency: "USDT",
  invested: 1_000,
  samples: [{ at: AT, profit: 0 }],
  fall: 0,
  trades: usual(40),
  ...part,
});
const looks = (...profits: number[]) =>
  profits.map((profit, index) => ({ at: plusMs(AT, (index - profits.length + 1) * 300_000), profit }));

function of(check: BotCheck, part: Partial<BotFacts>, settings = defaultSettings) {
  const measure = judgeBot(facts(part), settings).find((one) => one.check === check);
  if (!measure) throw new Error(`nothing is measured of ${check}`);
  return { ...measure, over: measure.value !== null && measure.value > measure.limit };
}
const overOf = (part: Partial<BotFacts>) =>
  judgeBot(facts(part), defaultSettings)
    .filter(({ value, limit }) => value !== null && value > limit)
    .map(({ check }) => check);

it("a bot that trades as it always did is over nothing", () => {
  expect(overOf({})).toEqual([]);
});

describe("loss within an hour", () => {
  it("is over above 8 % of the capital and not at 8 %", () => {
    expect(of("hour_loss", { samples: looks(0, -40, -80) }).over).toBe(false);
    expect(of("hour_loss", { samples: looks(0, -40, -80.1) }).over).toBe(true);
  });

  it("is counted from the highest look of the hour, of what the bot was worth then", () => {
    expect(of("hour_loss", { samples: looks(0, 150, 61) }).value).toBeCloseTo(89 / 1_150, 9);
  });

  it("is never a gain, however fast", () => {
    expect(overOf({ samples: looks(0, 20, 150, 400) })).toEqual([]);
  });

  it("cannot be told without a price, and counts nothing from before a release", () => {
    expect(of("hour_loss", { samples: [] }).value).toBeNull();
    expect(of("hour_loss", { samples: looks(0, -90), watchedFrom: AT }).value).toBe(0);
  });
});

describe("losing streak", () => {
  const lostLast = (run: number, before: readonly Trade[] = usual(60)): readonly Trade[] => [
    ...before.slice(0, before.length - run),
    ...before.slice(before.length - run).map((trade) => ({ ...trade, result: -0.005 })),
  ];

  it("is over when it is unlikely at the bot's own loss rate, not at a fixed length", () => {
    const even = of("streak", { trades: lostLast(20) });
    expect(even.over).toBe(true);
    const losesOften = usual(60).map((trade, index) => ({
      ...trade,
      result: index % 4 === 0 ? 0.09 : -0.02,
    }));
    const often = of("streak", { trades: lostLast(20, losesOften) });
    expect(often.over).toBe(false);
    expect(often.limit).toBeGreaterThan(even.limit);
  });

  it("is never judged below ten, and starts anew after a release", () => {
    const winner = usual(60).map((trade) => ({ ...trade, result: 0.01 }));
    expect(of("streak", { trades: lostLast(9, winner) }).over).toBe(false);
    expect(of("streak", { trades: lostLast(12, winner) }).over).toBe(true);
    expect(of("streak", { trades: lostLast(12, winner), watchedFrom: AT }).value).toBe(0);
  });
});

describe("frequency", () => {
  const opened = (count: number, everyMs: number): readonly Trade[] => [
    ...usual(40, plusMs(AT, -25 * HOUR)),
    ...Array.from({ length: count }, (_unused, index) => ({
      openedAt: plusMs(AT, -(count - index) * everyMs + 1),
      closedAt: null,
      paid: 300,
      result: null,
    })),
  ];

  it("is over with eleven in an hour, whatever its plan", () => {
    expect(of("frequency", { trades: opened(10, 330_000).slice(-10) }).over).toBe(false);
    expect(of("frequency", { trades: opened(11, 320_000).slice(-11) }).over).toBe(true);
  });

  it("is over far above its own plan, before the fixed limit", () => {
    const trades = opened(9, 400_000);
    expect(of("frequency", { trades }).over).toBe(true);
    expect(of("frequency", { trades: trades.slice(0, 43) }).over).toBe(false);
  });

  it("knows that a bot of long candles enters once a candle", () => {
    const slow = { candleMs: 4 * HOUR, trades: opened(4, HOUR / 2) };
    expect(of("frequency", slow).over).toBe(true);
  });
});

describe("sizes and losses", () => {
  const last = (part: Partial<Trade>): readonly Trade[] => {
    const trades = usual(40);
    const newest = trades.at(-1);
    return newest ? [...trades.slice(0, -1), { ...newest, ...part }] : [];
  };

  it("a position more than three times the usual is over, with other capital it is not", () => {
    expect(of("size_jump", { trades: last({ paid: 900 }) }).over).toBe(false);
    expect(of("size_jump", { trades: last({ paid: 901 }) }).over).toBe(true);
    expect(
      of("size_jump", { trades: last({ paid: 901 }), capitalSince: plusMs(AT, -2 * HOUR) }).value,
    ).toBeNull();
  });

  it("a loss more than three times a large one of its own is over, a large win is not", () => {
    expect(of("loss_jump", { trades: last({ result: -0.06 }) }).over).toBe(false);
    expect(of("loss_jump", { trades: last({ result: -0.061 }) }).over).toBe(true);
    expect(overOf({ trades: last({ result: 0.9 }) })).toEqual([]);
  });
});

describe("drift", () => {
  const moved = (by: number): readonly Trade[] =>
    usual(80).map((trade, index) => ({ ...trade, result: (trade.result ?? 0) + (index >= 40 ? by : 0) }));

  it("is over where results moved into loss, and not where they moved into gain", () => {
    expect(of("drift", { trades: moved(-0.04) }).over).toBe(true);
    expect(overOf({ trades: moved(0.04) })).toEqual([]);
  });

  it("is not held against a bot that only earns less", () => {
    const rich = usual(80).map((trade, index) => ({
      ...trade,
      result: (index % 2) * 0.02 + (index < 40 ? 0.06 : 0.005),
    }));
    expect(of("drift", { trades: rich }).value).toBe(0);
  });
});
