import { expect, it } from "vitest";
import { simulatedColumns } from "../../bench/simulated-columns";
import { type CandleColumns, emptyColumns, marketSignals, type Signals } from "./candle-columns";
import { fixedStake, type KernelRules, noTrailing } from "./kernel-rules";
import { refineSignals } from "./refine-signals";
import { runMarket } from "./run-market";
import { exitReasons } from "./trade-list";

const FINE_MS = 300_000;
const PER_COARSE = 3;

const rules: KernelRules = {
  fill: "strict",
  feeRatio: 0,
  makerFeeRatio: 0,
  slippageRatio: 0,
  stopRatio: 0.02,
  roiMinutes: Float64Array.of(0),
  roiRatios: Float64Array.of(0.05),
  trailing: noTrailing,
  timeStopMs: Number.POSITIVE_INFINITY,
  entryTimeoutMs: 0,
  exitTimeoutMs: 0,
  timeframeMs: FINE_MS * PER_COARSE,
  sizing: fixedStake(100),
};

const fold = (fine: CandleColumns): CandleColumns => {
  const coarse = emptyColumns(fine.open.length / PER_COARSE);
  for (let row = 0; row < coarse.open.length; row++) {
    const [from, until] = [row * PER_COARSE, (row + 1) * PER_COARSE];
    coarse.openAt[row] = fine.openAt[from] as number;
    coarse.open[row] = fine.open[from] as number;
    coarse.high[row] = Math.max(...fine.high.slice(from, until));
    coarse.low[row] = Math.min(...fine.low.slice(from, until));
    coarse.close[row] = fine.close[until - 1] as number;
  }
  return coarse;
};

it("finer candles tell which came first, the target or the stop", () => {
  const fine = emptyColumns(4 * PER_COARSE);
  const prices = (row: number) =>
    row < 6 ? [100, 100.5, 99.5, 100] : row === 6 ? [100, 106, 100, 105] : [105, 105, 97, 97];
  for (let row = 0; row < fine.open.length; row++) {
    const [open = 0, high = 0, low = 0, close = 0] = prices(row);
    fine.openAt[row] = row * FINE_MS;
    fine.open[row] = open;
    fine.high[row] = high;
    fine.low[row] = low;
    fine.close[row] = close;
  }
  const coarse = fold(fine);
  const signals = marketSignals(Uint8Array.of(1, 0, 0, 0), new Uint8Array(4));
  const assumed = runMarket(coarse, signals, rules, { cash: 1_000, equity: null }).trades;
  expect(exitReasons[assumed.reason[0] as number]).toBe("stop_loss");
  const refined = refineSignals({ candles: coarse, signals, timeframeMs: rules.timeframeMs }, fine);
  const read = runMarket(fine, refined, rules, { cash: 1_000, equity: null }).trades;
  expect(exitReasons[read.reason[0] as number]).toBe("roi");
  expect([read.openCandle[0], read.closeCandle[0]]).toEqual([3, 6]);
});

it("candles that are as fine as the coarse ones change nothing", () => {
  const candles = simulatedColumns(200, 3);
  const flags = (part: number) =>
    Uint8Array.from(candles.close, (price) => (Math.floor(price) % part === 0 ? 1 : 0));
  const signals = {
    ...marketSignals(flags(5), flags(7)),
    entryPrice: candles.close.map((price) => price * 0.999),
  };
  const refined = refineSignals({ candles, signals, timeframeMs: FINE_MS }, candles);
  expect(refined.entry).toEqual(signals.entry);
  expect(refined.exit).toEqual(signals.exit);
  const play = (given: Signals) =>
    runMarket(candles, given, { ...rules, timeframeMs: FINE_MS }, { cash: 1_000, equity: null }).trades;
  const [coarse, fine] = [
    play(signals),
    play({ ...refined, entryPrice: refined.entryPrice ?? signals.entryPrice }),
  ];
  expect(coarse.length).toBeGreaterThan(3);
  expect(fine).toEqual(coarse);
});
