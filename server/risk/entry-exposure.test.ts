import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { Decimal, toDecimal } from "@/server/kernel/money";
import { defaultSettings } from "@/server/settings/core/settings";
import { judgeEntry } from "./core/judge-entry";
import type { LoadedBook } from "./core/loaded-book";
import type { EntryFacts } from "./core/rule";
import { createEntryExposure, type EntryPlace, valueParts } from "./entry-exposure";

const d = toDecimal;
const settings = defaultSettings;
const BOTS = 8;

const loaded: LoadedBook = {
  lockedUntil: null,
  halted: false,
  exchangesFunded: 2,
  counts: { total: 1_995, byExchange: new Map([["luno", 246]]), byBot: new Map([["bot 1", 49]]) },
  equity: new Map([["ZAR", d("100000")]]),
  byAsset: new Map(),
  byExchange: new Map(),
  markets: [],
};

const rules = {
  exchange: "luno" as const,
  symbol: "BTC/ZAR",
  base: "BTC",
  quote: "ZAR",
  tickSize: d("1"),
  lotSize: d("0.000001"),
  minAmount: d("0.0005"),
  minNotional: d("10"),
  makerFee: d("0.004"),
  takerFee: d("0.006"),
};
const own: Omit<EntryFacts, "risk" | "price"> = {
  book: "demo",
  botStatus: "running",
  orderWorking: false,
  rules,
  mode: { paper: true, live: false, halted: false, entriesStopped: false },
  freeQuote: d("30000"),
  equity: d("30000"),
  positionSize: d("0.30"),
  positionCap: d("0.35"),
  reserveBuffer: d("0.01"),
  stopRatio: d("0.03"),
};
const past = {
  at: 0,
  candleMs: 300_000,
  edge: {
    trades: 0,
    mean: null,
    prior: null,
    tradesLeast: 25,
    halfSpread: d("0"),
    slippage: d("0"),
    buffer: d("0"),
  },
  protections: { cooldown: null, stopGuard: null, lowProfit: null },
};

/** Lets bots enter one after the other, as a cycle does, and tells what became of each. */
function runCycle(
  exposure: ReturnType<typeof createEntryExposure>,
  wishes: readonly { bot: number; price: number }[],
) {
  return wishes.map(({ bot, price }) => {
    const place: EntryPlace = { botId: `bot ${bot}`, exchange: "luno" as const, base: "BTC", quote: "ZAR" };
    const verdict = judgeEntry({
      ...own,
      price: new Decimal(price),
      risk: { ...past, ...exposure.factsFor(place) },
    });
    if (verdict.kind === "refuse") return { said: verdict.reasonCode, value: new Decimal(0), bot };
    const value = verdict.amount.times(price);
    exposure.take({ ...place, value });
    return { said: "entered", value, bot };
  });
}

describe("the bots of one cycle", () => {
  it("do not both pass a cap that only one of them fits", () => {
    const said = runCycle(createEntryExposure(loaded, settings), [
      ...[0, 1, 1, 2, 3, 4, 5].map((bot) => ({ bot, price: 1_000_000 })),
    ]).map((one) => one.said);
    expect(said).toEqual([
      ...["entered", "entered", "bot_daily_limit", "entered", "entered"],
      ...["exchange_daily_limit", "exchange_daily_limit"],
    ]);
  });

  const wish = fc.record({
    bot: fc.integer({ min: 0, max: BOTS - 1 }),
    price: fc.integer({ min: 900_000, max: 1_100_000 }),
  });
  it("never pass any cap together, in whatever order they come", () => {
    fc.assert(
      fc.property(fc.array(wish, { maxLength: 30 }), (wishes) => {
        const entered = runCycle(createEntryExposure(loaded, settings), wishes).filter(
          ({ said }) => said === "entered",
        );
        expect(entered.length).toBeLessThanOrEqual(4);
        expect(entered.filter(({ bot }) => bot === 1).length).toBeLessThanOrEqual(1);
        const held = entered.reduce((sum, { value }) => sum.plus(value), new Decimal(0));
        expect(held.lte(35_000)).toBe(true);
      }),
    );
  });
});

describe("coins that move together", () => {
  const movesWith = (one: string, other: string) =>
    [one, other].every((coin) => ["BTC", "ETH", "SOL"].includes(coin));
  /** One after the other at a price of 100,000; each wants 30 % of a bot that is as large as the book. */
  const enter = (bases: readonly string[], moves = movesWith) => {
    const exposure = createEntryExposure({ ...loaded, exchangesFunded: 1 }, settings, moves);
    return bases.map((base, bot) => {
      const place: EntryPlace = { botId: `of ${bot}`, exchange: "valr" as const, base, quote: "ZAR" };
      const facts = {
        ...own,
        rules: { ...rules, base, symbol: `${base}/ZAR` },
        freeQuote: d("100000"),
        equity: d("100000"),
        price: d("100000"),
        risk: { ...past, ...exposure.factsFor(place) },
      };
      const verdict = judgeEntry({ ...facts });
      const checks = verdict.checks.filter(({ rule }) => rule === "together");
      if (verdict.kind === "refuse") return [verdict.reasonCode, checks.map(({ outcome }) => outcome)];
      const value = verdict.amount.times(100_000);
      exposure.take({ ...place, value });
      return [value.toFixed(), checks.map(({ outcome }) => outcome)];
    });
  };

  it("count as one: two fill the 60 % that they may have together, and the third is refused", () => {
    expect(enter(["BTC", "ETH", "SOL", "BTC"])).toEqual([
      ["30000", []],
      ["30000", ["passed"]],
      ["correlated_exposure", ["failed"]],
      ["correlated_exposure", ["failed"]],
    ]);
  });

  it("leave one alone that goes its own way, and nothing where nobody knows", () => {
    expect(enter(["BTC", "DOGE"])).toEqual([
      ["30000", []],
      ["30000", []],
    ]);
    expect(enter(["BTC", "ETH"], () => false)).toEqual([
      ["30000", []],
      ["30000", []],
    ]);
  });

  it("never come to more than the cap together, in whatever order they come", () => {
    const coin = fc.constantFrom("BTC", "ETH", "SOL", "DOGE");
    fc.assert(
      fc.property(fc.array(coin, { maxLength: 12 }), (bases) => {
        const said = enter(bases);
        const together = said.flatMap(([value], n) => (bases[n] === "DOGE" ? [] : [Number(value) || 0]));
        expect(together.reduce((sum, value) => sum + value, 0)).toBeLessThanOrEqual(60_000);
      }),
    );
  });
});

describe("valuing the parts of a book", () => {
  const prices = new Map([
    ["luno BTC/ZAR", d("1000000")],
    ["luno USDT/ZAR", d("18")],
    ["binance BTC/USDT", d("60000")],
  ]);
  const priceOf = (exchange: ExchangeName, symbol: string) => prices.get(`${exchange} ${symbol}`) ?? null;
  const balance = (exchange: ExchangeName, asset: string, amount: string) => ({
    exchange,
    asset,
    amount: d(amount),
  });
  const holding = (exchange: ExchangeName, base: string, quote: string, amount: string) => ({
    exchange,
    symbol: `${base}/${quote}`,
    base,
    quote,
    amount: d(amount),
  });

  it("counts a coin once, in the currency it was bought with, and never sums currencies", () => {
    const parts = valueParts({
      balances: [
        balance("luno", "ZAR", "50000"),
        balance("luno", "USDT", "1000"),
        balance("binance", "USDT", "7000"),
        balance("binance", "BTC", "0.05"),
      ],
      holdings: [holding("luno", "USDT", "ZAR", "1000"), holding("binance", "BTC", "USDT", "0.05")],
      working: [{ exchange: "binance" as const, base: "BTC", quote: "USDT", left: d("500") }],
      priceOf,
    });
    expect(parts.equity.get("ZAR")?.toFixed()).toBe("68000");
    expect(parts.equity.get("USDT")?.toFixed()).toBe("10000");
    expect(parts.byAsset.get("USDT BTC")?.toFixed()).toBe("3500");
    expect(parts.byExchange.get("USDT binance")?.toFixed()).toBe("3500");
    expect(parts.byExchange.get("ZAR luno")?.toFixed()).toBe("18000");
    expect(parts.exchangesFunded).toBe(2);
  });

  it("leaves a part unknown while one of its prices is missing, and the others known", () => {
    const { equity, byAsset } = valueParts({
      balances: [balance("luno", "ZAR", "50000"), balance("binance", "USDT", "7000")],
      holdings: [holding("luno", "XRP", "ZAR", "5"), holding("binance", "BTC", "USDT", "0.05")],
      working: [],
      priceOf,
    });
    expect([equity.get("ZAR"), byAsset.get("ZAR XRP")]).toEqual([null, null]);
    expect(equity.get("USDT")?.toFixed()).toBe("10000");
  });
});

test("a currency a book has none of leaves no room in it", () => {
  const place = { botId: "b", exchange: "kraken" as const, base: "BTC", quote: "USD" };
  expect(createEntryExposure(loaded, settings).factsFor(place).part.equity?.toFixed()).toBe("0");
});
