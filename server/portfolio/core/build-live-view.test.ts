import { expect, test } from "vitest";
import type { BotView } from "@/server/bots/core/bot";
import { marketMs, wallMs } from "@/server/kernel/clock";
import { Decimal } from "@/server/kernel/money";
import { buildLiveView, type HeldPosition, type LiveFacts } from "./build-live-view";
import { afterValuation, firstGrowth } from "./growth";
import { valueBook } from "./value-book";

const d = (value: string | number): Decimal => new Decimal(value);
const zeus = {
  botId: "zeus",
  name: "Zeus",
  exchange: "binance" as const,
  symbol: "BTC/USDT",
  status: "running",
  stakeCurrency: "USDT",
  initialCapital: "1000",
  paidOut: "0",
} as BotView;
const position = {
  positionId: "p1",
  botId: "zeus",
  exchange: "binance" as const,
  symbol: "BTC/USDT",
  base: "BTC",
  quote: "USDT",
  amount: d("0.01"),
  cost: d("600.6"),
  boughtAmount: d("0.01"),
  boughtQuote: d(600),
  soldQuote: d(0),
  feesQuote: d("0.6"),
  stopPrice: d(58_200),
  targetPrice: d(63_000),
  trailingRatio: d("0.02"),
  highestPrice: d(60_000),
  openedMarketAt: marketMs(Date.UTC(2026, 10, 22, 12)),
};

function factsAt(price: Decimal | null, held: HeldPosition = position): LiveFacts {
  const priceOf = () => price;
  const balances = [
    { kind: "funding" as const, botKey: "", asset: "USDT", balance: d(-1000) },
    { kind: "allocated" as const, botKey: "zeus", asset: "USDT", balance: d("399.4") },
    { kind: "allocated" as const, botKey: "zeus", asset: "BTC", balance: d("0.01") },
  ];
  const value = valueBook({ balances, positions: [held], dust: [], bots: [zeus], priceOf });
  const [usdt] = value.currencies;
  const growth = afterValuation(firstGrowth, {
    equity: usdt?.equity ?? d(0),
    funded: d(1000),
    dayKey: "2026-11-22",
    dayBase: d(0),
    markets: [],
    priceOf,
  });
  return {
    book: "demo",
    marketNow: marketMs(Date.UTC(2026, 10, 22, 13)),
    wallNow: wallMs(Date.UTC(2026, 10, 22, 12, 1)),
    badge: {
      kind: "simulated",
      label: "SIMULATED MARKET · seed 42",
      source: "simulated:42",
      speed: "60",
      ended: false,
    },
    feeds: [],
    value,
    growth: new Map(usdt?.equity ? [["USDT", growth]] : []),
    botGrowth: new Map(),
    records: [],
    positions: [held],
    bots: [zeus],
    priceOf,
    reconciled: null,
    display: { currency: "USDT", feeds: [] },
  };
}

test("a position shows entry, profit, distance to its stop and what the stop would cost with fees", () => {
  const [view] = buildLiveView(factsAt(d(61_000))).positions;
  expect(view).toMatchObject({
    botName: "Zeus",
    entryPrice: "60000",
    lastPrice: "61000",
    unrealised: "9.4",
    unrealisedRatio: "0.01565102",
    stopPrice: "58200",
    stopKind: "stop_loss",
    toStopRatio: "0.04590164",
    // 600.60 paid, 582.00 at the stop less 0.1 % fee
    atRisk: "19.182",
  });
});

test("totals and tile say the same, and a return is measured on what was funded", () => {
  const view = buildLiveView(factsAt(d(61_000)));
  expect(view.totals).toEqual([
    expect.objectContaining({
      currency: "USDT",
      equity: "1009.4",
      cash: "399.4",
      unrealised: "9.4",
      returnRatio: "0.0094",
      today: "9.4",
      todayRatio: "0.0094",
      drawdownRatio: "0",
      ledgerDifference: null,
    }),
  ]);
  expect(view.bots[0]).toMatchObject({
    name: "Zeus",
    equity: "1009.4",
    returnRatio: "0.0094",
    currency: "USDT",
  });
});

test("without a price nothing that needs one is shown: no total, no tile, no profit", () => {
  const view = buildLiveView(factsAt(null));
  expect(view.totals).toEqual([]);
  expect(view.bots).toEqual([]);
  expect(view.positions[0]).toMatchObject({
    lastPrice: null,
    unrealised: null,
    toStopRatio: null,
    atRisk: "19.182",
  });
});

test("a stop that the price has pulled up is what is shown as the stop, with its kind, and what it would cost", () => {
  const held = { ...position, highestPrice: d(62_000) };
  const [view] = buildLiveView(factsAt(d(61_500), held)).positions;
  expect(view).toMatchObject({
    // 2 % below the highest price
    stopPrice: "60760",
    stopKind: "trailing_stop",
    toStopRatio: "0.01203252",
    atRisk: "0",
  });
  const exits = { trailingOffset: d("0.1"), breakEven: { after: d("0.02"), keep: d("0.002") }, partials: [] };
  const [even] = buildLiveView(factsAt(d(61_500), { ...held, exits })).positions;
  expect(even).toMatchObject({ stopPrice: "60120", stopKind: "break_even", atRisk: "0.0012" });
});
