import { expect, test } from "vitest";
import { marketMs } from "@/server/kernel/clock";
import { toDecimal } from "@/server/kernel/money";
import { toColumns } from "./candle-columns";
import { type HoldingFacts, holdingFacts, toHolding } from "./holding-facts";
import { planDecision, type Snapshot } from "./plan-decision";
import { type SnapshotJson, snapshotFromJson, snapshotToJson } from "./snapshot-json";

const d = toDecimal;
const price = d("100");
const window = toColumns(
  [100, 100].map((close, i) => {
    const text = d(String(close));
    return { openAt: marketMs(i * 300_000), open: text, high: text, low: text, close: text, volume: d("1") };
  }),
);
const seen = (change: Partial<HoldingFacts>): HoldingFacts => ({
  entryPrice: d("110"),
  lots: 1,
  lastPrice: d("110"),
  candlesHeld: 99,
  ...change,
});
const held = (sellable: string, facts?: HoldingFacts): Snapshot["holding"] => ({
  positionId: "p1",
  sellable: d(sellable),
  seen: facts,
});
const snapshot = (change: Partial<Snapshot>): Snapshot => ({
  strategy: "dca",
  params: { every: 1, lots: 4, take: 0.05 },
  window,
  candleMs: 300_000,
  price,
  holding: null,
  intervalsBehind: 0,
  staleIntervals: 2,
  equity: d("1000"),
  entryThreshold: d("0.25"),
  rules: {
    exchange: "binance" as const,
    symbol: "BTC/USDT",
    base: "BTC",
    quote: "USDT",
    tickSize: d("0.01"),
    lotSize: d("0.001"),
    minAmount: d("0.001"),
    minNotional: d("10"),
    makerFee: d("0.001"),
    takerFee: d("0.001"),
  },
  weights: { technical: "0.45", regime: "0.20", fetchai: "0.20", llm: "0.15" },
  entry: {
    book: "demo",
    botStatus: "running",
    orderWorking: false,
    freeQuote: d("1000"),
    mode: { paper: true, live: false, halted: false, entriesStopped: false },
    positionSize: d("0.40"),
    positionCap: d("0.45"),
    reserveBuffer: d("0.01"),
    stopRatio: d("0.03"),
  },
  ...change,
});

test("a lot is its part of the position size, on the position it joins", () => {
  const first = planDecision(snapshot({}));
  expect(first.order).toMatchObject({ purpose: "entry", positionId: null });
  expect(first.order?.amount.toFixed()).toBe("1");
  const second = planDecision(snapshot({ holding: held("1", seen({})) }));
  expect(second).toMatchObject({ action: "enter", order: { purpose: "entry", positionId: "p1" } });
  expect(second.order?.amount.toFixed()).toBe("1");
});

test("all lots together stay under the cap, and a full one, a stopped book or an order in flight adds none", () => {
  // 4.2 at 100 are 42 % of 1,000: 3 % of room, less than the 10 % of a lot
  const nearly = planDecision(snapshot({ holding: held("4.2", seen({ lots: 3 })) }));
  expect(nearly.order?.amount.toFixed()).toBe("0.3");
  expect(nearly.checks.find(({ rule }) => rule === "cap")?.outcome).toBe("cut");
  const over = planDecision(snapshot({ holding: held("4.6", seen({ lots: 3 })) }));
  expect(over).toMatchObject({ action: "skip", reasonCode: "below_minimum", order: null });
  const full = planDecision(snapshot({ holding: held("1", seen({ lots: 4 })) }));
  expect(full).toMatchObject({ action: "skip", reasonCode: "in_position" });
  const { entry } = snapshot({});
  for (const change of [{ orderWorking: true }, { mode: { ...entry.mode, halted: true } }]) {
    const barred = snapshot({ holding: held("1", seen({})), entry: { ...entry, ...change } });
    expect(planDecision(barred)).toMatchObject({ action: "skip", order: null });
  }
});

test("a part is sold on the lot; too small a part, or a rest too small to be sold later, sells all", () => {
  const up = (sellable: string, lots: number) =>
    planDecision(
      snapshot({
        strategy: "grid",
        params: { step: 0.02, levels: 4, anchor: 5 },
        window: {
          ...window,
          ...Object.fromEntries(["open", "high", "low", "close"].map((name) => [name, five])),
        },
        holding: held(sellable, seen({ lots, lastPrice: d("95") })),
      }),
    );
  const five = new Float64Array(5).fill(100);
  expect(up("1", 3).order).toMatchObject({ purpose: "exit", type: "market", positionId: "p1" });
  expect(up("1", 3).order?.amount.toFixed()).toBe("0.333");
  expect(up("1", 1).order?.amount.toFixed()).toBe("1");
  // a third of 0.2 is worth less than the smallest order of 10
  expect(up("0.2", 3).order?.amount.toFixed()).toBe("0.2");
  // half of 0.19: neither part could be sold alone
  expect(up("0.19", 2).order?.amount.toFixed()).toBe("0.19");
});

test("a strategy that is all in or all out does not buy while it holds", () => {
  const closes = [...Array<number>(12).fill(100), 99, 105];
  const cross = {
    strategy: "ema-cross",
    params: { fast: 2, slow: 3, trend: 0 },
    window: toColumns(
      closes.map((close, i) => {
        const text = d(String(close));
        return { openAt: marketMs(i), open: text, high: text, low: text, close: text, volume: d("1") };
      }),
    ),
  };
  expect(planDecision(snapshot(cross)).action).toBe("enter");
  expect(planDecision(snapshot({ ...cross, holding: held("1", seen({})) }))).toMatchObject({
    action: "skip",
    reasonCode: "in_position",
  });
});

test("the record carries what the strategy was told, and one of old is read as one lot at the price", () => {
  const candles = {
    source: "hand",
    exchange: "binance" as const,
    symbol: "BTC/USDT",
    timeframe: "5m",
    slotAt: 600_000,
    count: 2,
    digest: "none",
  };
  const one = snapshot({ holding: held("1.5", seen({ lots: 2, lastPrice: d("109.123456789012345678") })) });
  const json: SnapshotJson = JSON.parse(JSON.stringify(snapshotToJson(one, candles)));
  expect(json.holding?.seen).toEqual({
    entryPrice: "110",
    lots: 2,
    lastPrice: "109.123456789012345678",
    candlesHeld: 99,
  });
  expect(JSON.stringify(planDecision(snapshotFromJson(json, window)))).toBe(
    JSON.stringify(planDecision(one)),
  );
  const old = { ...json, holding: { positionId: "p1", sellable: "1.5" } };
  expect(snapshotFromJson(old, window).holding?.seen).toBeUndefined();
  expect(toHolding(undefined, price)).toEqual({ entryPrice: 100, lots: 1, lastPrice: 100, candlesHeld: 0 });
});

test("lots are entries less parts sold, the newest fill gives the price, and the candle of the entry counts as one", () => {
  const span = { openedAt: 1_200, slotAt: 300_000, candleMs: 300_000 };
  const filledOrder = (purpose: "entry" | "exit", at: string) => ({ purpose, price: d(at) });
  expect(holdingFacts(d("100"), [], span)).toMatchObject({ lots: 1, candlesHeld: 1 });
  const facts = holdingFacts(
    d("98"),
    [filledOrder("entry", "100"), filledOrder("entry", "96"), filledOrder("exit", "99")],
    span,
  );
  expect([facts.lots, facts.lastPrice.toFixed(), facts.entryPrice.toFixed()]).toEqual([1, "99", "98"]);
  expect(holdingFacts(d("98"), [], { ...span, slotAt: 900_000 }).candlesHeld).toBe(3);
});
