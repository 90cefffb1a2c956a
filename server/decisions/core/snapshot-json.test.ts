import { expect, test } from "vitest";
import { marketMs } from "@/server/kernel/clock";
import { toDecimal } from "@/server/kernel/money";
import { toColumns } from "./candle-columns";
import { planDecision, planToJson, type Snapshot } from "./plan-decision";
import { type CandleWindow, type SnapshotJson, snapshotFromJson, snapshotToJson } from "./snapshot-json";

const d = toDecimal;
const closes = [...Array<number>(12).fill(100), 99, 105];
const window = toColumns(
  closes.map((price, i) => {
    const close = d(String(price));
    return { openAt: marketMs(i * 300_000), open: close, high: close, low: close, close, volume: d("1") };
  }),
);
const candles: CandleWindow = {
  source: "hand",
  exchange: "luno",
  symbol: "BTC/ZAR",
  timeframe: "5m",
  slotAt: 4_200_000,
  count: closes.length,
  digest: "none",
};

const risk: NonNullable<Snapshot["entry"]["risk"]> = {
  at: 4_200_000,
  candleMs: 300_000,
  lockedUntil: 4_000_000,
  bookHalted: false,
  entries: {
    exchange: { count: 3, most: 250 },
    bot: { count: 1, most: 50 },
    user: { count: 9, most: 2_000 },
  },
  part: {
    equity: d("10000.000000000000000001"),
    asset: d("3450.5"),
    exchange: d("3450.5"),
    exchangesFunded: 2,
    assetMost: d("0.35"),
    exchangeMost: d("0.60"),
  },
  edge: {
    trades: 26,
    mean: d("0.021"),
    prior: { mean: d("0.02"), trades: 40 },
    tradesLeast: 25,
    halfSpread: d("0.0002"),
    slippage: d("0.0003"),
    buffer: d("0.0005"),
  },
  protections: {
    cooldown: { candles: 2, lastExitAt: 3_000_000 },
    stopGuard: { count: 1, most: 3, windowCandles: 48 },
    lowProfit: { trades: 4, tradesLeast: 4, windowCandles: 9, profit: d("0.01"), profitLeast: d("0") },
  },
};

const snapshot: Snapshot = {
  strategy: "ema-cross",
  params: { fast: 2, slow: 3, trend: 0 },
  window,
  candleMs: 300_000,
  intervalsBehind: 0,
  staleIntervals: 2,
  price: d("105.37"),
  holding: null,
  equity: d("1000"),
  rules: {
    exchange: "luno",
    symbol: "BTC/ZAR",
    base: "BTC",
    quote: "ZAR",
    tickSize: d("0.1"),
    lotSize: d("0.001"),
    minAmount: d("0.001"),
    minNotional: d("5"),
    makerFee: d("0.004"),
    takerFee: d("0.006"),
  },
  weights: { technical: "0.45", regime: "0.20", fetchai: "0.20", llm: "0.15" },
  entryThreshold: d("0.25"),
  entry: {
    book: "demo",
    botStatus: "running",
    orderWorking: false,
    freeQuote: d("1000"),
    mode: { paper: true, live: false, halted: false, entriesStopped: false },
    positionSize: d("0.30"),
    positionCap: d("0.35"),
    reserveBuffer: d("0.01"),
    stopRatio: d("0.03"),
    makerFirst: { above: d("0.008"), restMs: 300_000 },
    risk,
  },
};

const stored = (one: Snapshot): SnapshotJson => JSON.parse(JSON.stringify(snapshotToJson(one, candles)));
const again = (one: Snapshot) => planDecision(snapshotFromJson(stored(one), window));

test("a record with everything in it makes the same decision again, bit for bit", () => {
  const plan = planDecision(snapshot);
  expect(plan.order).toMatchObject({ type: "limit", postOnly: true, restMs: 300_000 });
  expect(plan.checks.map(({ rule }) => rule)).toContain("low-profit");
  expect(JSON.stringify(planToJson(again(snapshot)))).toBe(JSON.stringify(planToJson(plan)));
  expect(JSON.stringify(again(snapshot).order)).toBe(JSON.stringify(plan.order));
  const halted = { ...snapshot, entry: { ...snapshot.entry, risk: { ...risk, bookHalted: true } } };
  expect(again(halted).reasonCode).toBe("book_halted");
  const differs = { ...snapshot, entry: { ...snapshot.entry, accountHeld: true } };
  expect(again(differs).reasonCode).toBe("account_differs");
});

test("a record of old, without the book's facts, is judged by the rules of old and buys at market", () => {
  const { makerFirst: _none, risk: _neither, ...entry } = snapshot.entry;
  const old = { ...snapshot, entry };
  expect(Object.keys(stored(old).entry)).not.toContain("risk");
  const plan = again(old);
  expect(plan.checks.map(({ rule }) => rule)).toEqual([
    ...["halted", "entries", "mode", "bot", "working", "cap", "funds", "minimum"],
  ]);
  expect(plan.order).toMatchObject({ type: "market", limitPrice: null, postOnly: false, restMs: null });
  expect(plan.order?.reserve.toFixed()).toBe(
    plan.order?.amount.times("105.37").times("1.01").times("1.006").toFixed(),
  );
});

test("a dear round trip enters as maker at the last close, on the tick, and holds back its fee", () => {
  const { order } = planDecision(snapshot);
  expect(order?.limitPrice?.toFixed()).toBe("105.3");
  expect(order?.reserve.toFixed()).toBe(order?.amount.times("105.3").times("1.006").toFixed());
  const cheap = { ...snapshot, rules: { ...snapshot.rules, takerFee: d("0.0039") } };
  expect(planDecision(cheap).order?.type).toBe("market");
  const atThreshold = { ...snapshot, rules: { ...snapshot.rules, takerFee: d("0.004") } };
  expect(planDecision(atThreshold).order?.type).toBe("limit");
});

test("what may be spent is enough for the whole order at its price with its fee", () => {
  const room = { ...risk, part: { ...risk.part, asset: d("0") } };
  const poor = { ...snapshot, entry: { ...snapshot.entry, risk: room, freeQuote: d("200") } };
  const { order } = planDecision(poor);
  expect(order?.reserve.lte(200)).toBe(true);
  expect(order?.reserve.gt(199)).toBe(true);
});
