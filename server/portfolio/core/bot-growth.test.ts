import { expect, test } from "vitest";
import { Decimal } from "@/server/kernel/money";
import { afterBotValuation, type BotGrowth, type BotGrowthStep, botGrowthWire } from "./bot-growth";

const d = (value: number | string) => new Decimal(value);
const HOUR = 3_600_000;
const look = (step: Partial<BotGrowthStep>): BotGrowthStep => ({
  equity: d(1000),
  capital: d(1000),
  untouched: false,
  symbol: "BTC/USDT",
  price: d(60_000),
  dayKey: "2026-11-22",
  at: 0,
  ...step,
});
const over = (...steps: Partial<BotGrowthStep>[]): BotGrowth =>
  steps.reduce<BotGrowth | undefined>(
    (known, step) => afterBotValuation(known, look(step)),
    undefined,
  ) as BotGrowth;

test("a bot that has never traded began its day with its capital, and holding began at that price", () => {
  const growth = over({ untouched: true }, { equity: d(1030), price: d(61_000) });
  expect(growth.day.base?.toFixed()).toBe("1000");
  expect(growth.hold?.price.toFixed()).toBe("60000");
});

test("a bot first seen in the middle of its life has no day and nothing to hold against", () => {
  const growth = over({ equity: d(1030) });
  expect(growth.day.base).toBeNull();
  expect(growth.hold).toBeNull();
});

test("a new day begins with the equity last seen before it, as the book's does", () => {
  const next = { dayKey: "2026-11-23", equity: d(1011) };
  expect(over({ equity: d(1030) }, { ...next, at: 60_000 }).day.base?.toFixed()).toBe("1030");
  expect(over({ equity: d(1030) }, { ...next, at: 5 * HOUR }).day.base?.toFixed()).toBe("1030");
});

test("drawdown is measured from the highest equity, the capital included, and stays when it recovers", () => {
  const growth = over({ equity: d(900) }, { equity: d(1200) }, { equity: d(1140) }, { equity: d(1300) });
  expect(growth.peak.toFixed()).toBe("1300");
  expect(growth.maxDrawdown.toFixed()).toBe("0.1");
});

test("another market ends the comparison with holding", () => {
  const growth = over({ untouched: true }, { symbol: "ETH/USDT", price: d(3000) });
  expect(growth.hold).toBeNull();
});

test("the memory survives its wire", () => {
  const growth = over({ untouched: true }, { equity: d("1030.5") });
  expect(botGrowthWire.parse(JSON.parse(JSON.stringify(botGrowthWire.encode(growth))))).toEqual(growth);
});

test("money put in or paid out between two looks is neither a gain, nor a loss, nor a fall from the peak", () => {
  const growth = over(
    { equity: d(1200), untouched: false },
    { equity: d(1300) },
    { capital: d(900), equity: d(1200) },
  );
  expect([growth.peak.toFixed(), growth.maxDrawdown.toFixed()]).toEqual(["1200", "0"]);
  const next = over(
    { equity: d(1300) },
    { dayKey: "2026-11-23", equity: d(1310) },
    { dayKey: "2026-11-23", equity: d(1510), capital: d(1200) },
  );
  expect([next.day.base?.toFixed(), next.peak.toFixed()]).toEqual(["1500", "1510"]);
});
