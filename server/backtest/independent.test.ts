import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { wholeFile } from "@/server/market/candle-files/candle-file";
import { findStrategy } from "@/server/strategy/core/catalog";
import { simulatedColumns } from "./bench/simulated-columns";
import { readCandles } from "./candle-files/read-candles";
import { backtestOptions, toKernelRules } from "./core/backtest-options";
import type { CandleColumns } from "./core/kernel/candle-columns";
import { runMarket } from "./core/kernel/run-market";
import { exitReasons, type TradeList } from "./core/kernel/trade-list";
import { strategySignals } from "./core/strategy-signals";
import { type PlainTrade, plainReplay } from "./testing/plain/plain-replay";
import type { PlainCandle } from "./testing/plain/plain-series";
import { plainStrategies } from "./testing/plain/plain-strategies";

// Trade by trade against a second implementation that shares nothing with the first. Recorded candles where they are.

const FOLDER = path.resolve(import.meta.dirname, "../../../shared/facts/market");
const RECORDINGS = [
  "BINANCE_BTC-USDT_5m.csv.gz",
  "BINANCE_XRP-USDT_5m.csv.gz",
  "BINANCE_BTC-USDT_1h_2017-2024.csv.gz",
];
/** of the middle of each: plain means slow */
const CANDLES = 20_000;
const SAME_RATE = 1e-9;

const OTHER_PARAMS: { readonly [id: string]: Record<string, number> } = {
  "ema-cross": { fast: 5, slow: 34, trend: 100 },
  "macd-trend": { fast: 8, slow: 21, signal: 5, trend: 0 },
  "donchian-breakout": { entry: 55, exit: 20, atr: 20, buffer: 0.5 },
  "bollinger-squeeze": { period: 15, deviations: 1.5, squeezeShare: 0.35, lookBack: 60 },
  "rsi-reversion": { period: 7, oversold: 25, exitAbove: 60, trend: 50 },
  "zscore-reversion": { period: 30, depth: 1.5, exitAt: 0.5, trend: 0 },
};
const ROUNDS = [
  { fill: "strict", stop: 0.02, target: null },
  { fill: "strict", stop: 0.01, target: 0.015 },
  { fill: "freqtrade", stop: 0.02, target: null },
  { fill: "freqtrade", stop: 0.01, target: 0.015 },
] as const;

it("six strategies make the trades of a second, plain implementation on candles made by chance", () => {
  // a coarse walk: stops, targets and averages meet to the last digit
  for (const [seed, move] of [
    [1, 0.003],
    [2, 0.012],
  ] as const) {
    const candles = simulatedColumns(12_000, seed, move);
    expect(compareAll(candles, plainOf(candles), `seed ${seed}`)).toBeGreaterThan(2_000);
  }
}, 120_000);

for (const name of RECORDINGS) {
  const file = path.join(FOLDER, name);
  const title = existsSync(file) ? name : `${name}, which is not here: left out`;
  it.skipIf(!existsSync(file))(
    `… and on recorded ones: ${title}`,
    async () => {
      const { candles } = await readCandles(file, wholeFile, Date.now());
      const from = Math.floor(candles.open.length / 4);
      const part = partOf(candles, from, from + CANDLES);
      const rows = gunzipSync(readFileSync(file)).toString("utf8").trim().split("\n").slice(1);
      const plain = rows.slice(from, from + CANDLES).map((row): PlainCandle => {
        const [at = 0, open = 0, high = 0, low = 0, close = 0] = row.split(",").map(Number);
        return { at, open, high, low, close };
      });
      expect(compareAll(part, plain, name)).toBeGreaterThan(2_000);
    },
    120_000,
  );
}

/** Compares all strategies, parameters and rules; gives how many trades there were. */
function compareAll(candles: CandleColumns, plain: readonly PlainCandle[], where: string): number {
  const given = Object.entries(OTHER_PARAMS).flatMap(([id, other]) => [
    { id, given: {} },
    { id, given: other },
  ]);
  return given.reduce((trades, one) => trades + compareOne({ ...one, candles, plain, where }), 0);
}

type One = {
  readonly id: string;
  readonly given: Record<string, number>;
  readonly candles: CandleColumns;
  readonly plain: readonly PlainCandle[];
  readonly where: string;
};

function compareOne({ id, given, candles, plain, where }: One): number {
  const stepMs = (candles.openAt[1] as number) - (candles.openAt[0] as number);
  const strategy = findStrategy(id);
  const wishesOf = plainStrategies[id];
  const params = strategy?.paramsSchema.parse(given);
  const signals = strategy && params ? strategySignals(strategy, params, candles) : null;
  if (!signals || !wishesOf) throw new Error(`There is no strategy "${id}" to compare.`);
  const wishes = wishesOf(plain, params as Record<string, number>);
  let trades = 0;
  for (const { fill, stop, target } of ROUNDS) {
    const roi = target === null ? {} : { "0": target };
    const options = backtestOptions.parse({ fill, stop, roi, lot: 0 });
    const { wallet: cash, stake, fee } = options;
    const run = runMarket(candles, signals, toKernelRules(options, stepMs), { cash, equity: null });
    const wanted = plainReplay(plain, wishes, { fill, stop, target, stake, fee });
    expectSame(
      listOf(run.trades),
      wanted,
      `${id} ${JSON.stringify({ given, fill, stop, target })}, ${where}`,
    );
    trades += wanted.length;
  }
  return trades;
}

const listOf = (trades: TradeList): readonly PlainTrade[] =>
  Array.from({ length: trades.length }, (_, at) => ({
    opened: trades.openCandle[at] as number,
    closed: trades.closeCandle[at] as number,
    openRate: trades.openRate[at] as number,
    closeRate: trades.closeRate[at] as number,
    profit: trades.profit[at] as number,
    reason: exitReasons[trades.reason[at] as number] ?? "",
  }));

/** Candles and reasons the same, rates and money to nine digits. */
function expectSame(ours: readonly PlainTrade[], plain: readonly PlainTrade[], where: string): void {
  const differs = (at: number): boolean => {
    const [one, other] = [ours[at], plain[at]];
    if (!one || !other) return true;
    const far = (a: number, b: number, of: number) => Math.abs(a - b) > SAME_RATE * of;
    return (
      one.opened !== other.opened ||
      one.closed !== other.closed ||
      one.reason !== other.reason ||
      far(one.openRate, other.openRate, other.openRate) ||
      far(one.closeRate, other.closeRate, other.closeRate) ||
      far(one.profit, other.profit, 100)
    );
  };
  const first = Array.from({ length: Math.max(ours.length, plain.length) }, (_, at) => at).find(differs);
  if (first !== undefined) expect(ours[first], `${where}, trade ${first}`).toEqual(plain[first]);
}

const plainOf = ({ openAt, open, high, low, close }: CandleColumns): readonly PlainCandle[] =>
  Array.from(openAt, (at, row) => ({
    at,
    open: open[row] as number,
    high: high[row] as number,
    low: low[row] as number,
    close: close[row] as number,
  }));

const partOf = (candles: CandleColumns, from: number, until: number): CandleColumns => ({
  openAt: candles.openAt.slice(from, until),
  open: candles.open.slice(from, until),
  high: candles.high.slice(from, until),
  low: candles.low.slice(from, until),
  close: candles.close.slice(from, until),
  volume: candles.volume.slice(from, until),
});
