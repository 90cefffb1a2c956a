import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { Decimal, toDecimal } from "@/server/kernel/money";
import type { MarketRules } from "@/server/market/core/market-rules";
import { judgeEntry } from "./judge-entry";
import type { RiskFacts } from "./risk-facts";
import type { EntryFacts } from "./rule";

const d = toDecimal;
const RULES: MarketRules = {
  exchange: "binance",
  symbol: "BTC/USDT",
  base: "BTC",
  quote: "USDT",
  tickSize: d("0.01"),
  lotSize: d("0.001"),
  minAmount: d("0.001"),
  minNotional: d("5"),
  makerFee: d("0.001"),
  takerFee: d("0.001"),
};

const risk: RiskFacts = {
  at: 1_000_000_000,
  candleMs: 300_000,
  lockedUntil: null,
  bookHalted: false,
  entries: {
    exchange: { count: 0, most: 500 },
    bot: { count: 0, most: 50 },
    user: { count: 0, most: 2_000 },
  },
  part: {
    equity: d("10000"),
    asset: d("0"),
    exchange: d("0"),
    exchangesFunded: 2,
    assetMost: d("0.35"),
    exchangeMost: d("0.60"),
  },
  edge: {
    trades: 0,
    mean: null,
    prior: null,
    tradesLeast: 25,
    halfSpread: d("0.0002"),
    slippage: d("0.0003"),
    buffer: d("0.0005"),
  },
  protections: { cooldown: null, stopGuard: null, lowProfit: null },
};

const facts: EntryFacts & { risk: RiskFacts } = {
  book: "demo",
  botStatus: "running",
  orderWorking: false,
  rules: RULES,
  price: d("100"),
  mode: { paper: true, live: true, halted: false, entriesStopped: false },
  freeQuote: d("1000"),
  equity: d("1000"),
  positionSize: d("0.30"),
  positionCap: d("0.35"),
  reserveBuffer: d("0.01"),
  stopRatio: d("0.03"),
  risk,
};

const judge = (change: Partial<RiskFacts>, more: Partial<EntryFacts> = {}) =>
  judgeEntry({ ...facts, ...more, risk: { ...risk, ...change } });
const said = (change: Partial<RiskFacts>, more: Partial<EntryFacts> = {}) => {
  const verdict = judge(change, more);
  return verdict.kind === "enter" ? verdict.amount.toFixed() : verdict.reasonCode;
};
const entries = (of: keyof RiskFacts["entries"], count: number) => ({
  entries: { ...risk.entries, [of]: { ...risk.entries[of], count } },
});
const part = (change: Partial<RiskFacts["part"]>) => ({ part: { ...risk.part, ...change } });
const edge = (change: Partial<RiskFacts["edge"]>) => ({ edge: { ...risk.edge, ...change } });
const protect = (change: Partial<RiskFacts["protections"]>) => ({
  protections: { ...risk.protections, ...change },
});

describe("an entry of 3 BTC", () => {
  it("waits while its account at the exchange is not as the books say, and leaves no line where it is", () => {
    expect(said({}, { accountHeld: true })).toBe("account_differs");
    expect(judge({}, { accountHeld: true }).checks.at(-1)).toMatchObject({
      rule: "account",
      outcome: "failed",
    });
    expect(judge({}).checks.map(({ rule }) => rule)).not.toContain("account");
  });

  test.each([
    ["passes a book at ease", {}, "3"],
    ["the last of the exchange's day", entries("exchange", 499), "3"],
    ["one too many for the exchange", entries("exchange", 500), "exchange_daily_limit"],
    ["one too many for the bot", entries("bot", 50), "bot_daily_limit"],
    ["one too many for the user", entries("user", 2_000), "user_daily_limit"],
    ["a halted book", { bookHalted: true }, "book_halted"],
    ["a millisecond before the lock ends", { lockedUntil: risk.at + 1 }, "daily_loss_lock"],
    ["when the lock ends", { lockedUntil: risk.at }, "3"],
    ["3200 of 10000 in the coin: room for 300 exactly", part({ asset: d("3200") }), "3"],
    ["a cent more of the coin: one lot less", part({ asset: d("3200.01") }), "2.999"],
    ["3450 of the coin: room for half a coin", part({ asset: d("3450") }), "0.5"],
    ["no room for a smallest order", part({ asset: d("3495.2") }), "asset_exposure"],
    ["no room for the coin", part({ asset: d("3500") }), "asset_exposure"],
    ["5700 at the exchange: room for 300", part({ exchange: d("5700") }), "3"],
    ["6000 at the exchange", part({ exchange: d("6000") }), "exchange_exposure"],
    ["6000 at the only exchange", part({ exchange: d("6000"), exchangesFunded: 1 }), "3"],
    ["a part whose price is missing, on paper", part({ equity: null }), "3"],
    ["no edge known on paper", edge({ trades: 24 }), "3"],
    ["an edge below its cost", edge({ trades: 25, mean: d("0.0035") }), "edge_below_cost"],
    ["an edge a hair above its cost", edge({ trades: 25, mean: d("0.003501") }), "3"],
    [
      "a backtest outweighs few trades",
      edge({ trades: 5, mean: d("-0.01"), prior: { mean: d("0.01"), trades: 95 } }),
      "3",
    ],
    [
      "a millisecond before the cooldown ends",
      protect({ cooldown: { candles: 2, lastExitAt: risk.at - 599_999 } }),
      "cooldown",
    ],
    ["when the cooldown ends", protect({ cooldown: { candles: 2, lastExitAt: risk.at - 600_000 } }), "3"],
    ["never sold", protect({ cooldown: { candles: 2, lastExitAt: null } }), "3"],
    [
      "as many stops as it may",
      protect({ stopGuard: { count: 3, most: 3, windowCandles: 48 } }),
      "stop_guard",
    ],
    ["one stop less", protect({ stopGuard: { count: 2, most: 3, windowCandles: 48 } }), "3"],
    [
      "a market that lost",
      protect({
        lowProfit: { trades: 4, tradesLeast: 4, windowCandles: 9, profit: d("-0.001"), profitLeast: d("0") },
      }),
      "low_profit_lock",
    ],
    [
      "too few trades to say so",
      protect({
        lowProfit: { trades: 3, tradesLeast: 4, windowCandles: 9, profit: d("-0.1"), profitLeast: d("0") },
      }),
      "3",
    ],
  ])("%s", (_case, change, expected) => {
    expect(said(change)).toBe(expected);
  });

  test.each([
    ["no edge known", edge({ trades: 24 }), "edge_unknown"],
    [
      "a part whose price is missing",
      { ...edge({ trades: 30, mean: d("0.05") }), ...part({ equity: null }) },
      "asset_exposure",
    ],
    ["a known edge", edge({ trades: 30, mean: d("0.05") }), "3"],
  ])("with live money: %s", (_case, change, expected) => {
    expect(said(change, { book: "live" })).toBe(expected);
  });

  it("is refused to a bot in quarantine", () => {
    expect(said({}, { botStatus: "quarantined" })).toBe("bot_quarantined");
  });

  it("shows every check it passed with the value it was judged on", () => {
    const verdict = judge(part({ asset: d("3450") }));
    expect(verdict.checks.map(({ rule, outcome }) => `${rule} ${outcome}`)).toContain("asset cut");
    expect(verdict.checks.find(({ rule }) => rule === "asset")?.value).toBe("35.00 of 35 % of the USDT part");
    expect(verdict.checks.find(({ rule }) => rule === "daily-bot")?.value).toBe("0 of 50");
  });
});

it("says and does what it always did where the book's facts are absent", () => {
  const { risk: _absent, ...old } = facts;
  const verdict = judgeEntry(old);
  expect(verdict.checks.map(({ rule }) => rule)).toEqual([
    ...["halted", "entries", "mode", "bot", "working", "cap", "funds", "minimum"],
  ]);
});

it("costs less as a maker: it neither crosses the spread nor slips on its way in", () => {
  const dear = { ...RULES, makerFee: d("0.004"), takerFee: d("0.006") };
  const makerFirst = { above: d("0.008"), restMs: 300_000 };
  // 0.4 + 0.6 + 0.02 + 0.03 + 0.05 = 1.10 %
  const known = edge({ trades: 25, mean: d("0.011001") });
  expect(said(known, { rules: dear, makerFirst })).toBe("3");
  expect(said(known, { rules: dear })).toBe("edge_below_cost");
});

describe("for any sequence of entries", () => {
  const wish = fc.record({
    price: fc.integer({ min: 50, max: 200 }),
    equity: fc.integer({ min: 100, max: 5_000 }),
  });
  const most = 3_500;

  /** What is held after one more wish; refused only where less than a smallest order was left. */
  function next(held: Decimal, { price, equity }: { price: number; equity: number }): Decimal {
    const money = new Decimal(equity);
    const verdict = judge(part({ asset: held, exchange: held }), {
      price: new Decimal(price),
      equity: money,
      freeQuote: money,
    });
    if (verdict.kind === "enter") return held.plus(verdict.amount.times(price));
    expect(verdict.reasonCode).toBe("asset_exposure");
    expect(
      held
        .plus(6)
        .plus(price * 0.002)
        .gte(most),
    ).toBe(true);
    return held;
  }

  it("no coin and no exchange ever holds more than its share, and the caps are used up to the lot", () => {
    fc.assert(
      fc.property(fc.array(wish, { minLength: 1, maxLength: 40 }), (wishes) => {
        for (const held of wishes.map((_, i) => wishes.slice(0, i + 1).reduce(next, new Decimal(0))))
          expect(held.lte(most)).toBe(true);
      }),
    );
  });
});
