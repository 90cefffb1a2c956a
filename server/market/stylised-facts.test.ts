import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { marketMs } from "@/server/kernel/clock";
import { invariant } from "@/server/kernel/result";
import { createSimulatedFeed } from "./feeds/simulated-feed";
import { correlation, logReturns, median, type Series, stylisedFacts } from "./testing/stylised-facts";

const FACTS = path.resolve(import.meta.dirname, "../../../shared/facts/market");
const COINS = ["BTC", "ETH", "XRP", "SOL", "DOGE"] as const;
/** Thirty days of five-minute candles: kurtosis depends on the length of the sample, so all samples have one. */
const WINDOW = 8_640;
const RECORDED_WINDOWS = 14;
const SEEDS = [100, 101, 102, 103, 104, 105, 106, 107];
const NOW = marketMs(Date.UTC(2026, 10, 22));

type Coin = (typeof COINS)[number];
/** Windows of one length, each with the same time's candles of every coin. */
type Sample = readonly Readonly<Record<Coin, Series>>[];

/** The typical window: medians over windows and coins, and of lags where there are several. */
function typical(sample: Sample) {
  const all = sample.flatMap((window) => COINS.map((coin) => stylisedFacts(window[coin])));
  const lag = (index: number): number =>
    median(all.map((facts) => facts.absAutocorrelation[index] ?? Number.NaN));
  return {
    deviation: median(all.map((facts) => facts.deviation)),
    kurtosis: median(all.map((facts) => facts.excessKurtosis)),
    kurtosisOfTwelve: median(all.map((facts) => facts.excessKurtosisOfTwelve)),
    absLags: Array.from({ length: 12 }, (_, index) => lag(index)),
    absDay: median(all.map((facts) => facts.absAutocorrelationDay)),
    direction: Math.max(
      ...Array.from({ length: 12 }, (_, index) =>
        Math.abs(median(all.map((facts) => facts.autocorrelation[index] ?? Number.NaN))),
      ),
    ),
    volumeVolatility: median(all.map((facts) => facts.volumeVolatility)),
  };
}

const correlationWithBtc = (sample: Sample, coin: Coin): number =>
  median(sample.map((window) => correlation(logReturns(window.BTC.closes), logReturns(window[coin].closes))));

function readRecorded(): Sample {
  const whole = COINS.map((coin) => {
    const file = path.join(FACTS, `BINANCE_${coin}-USDT_5m.csv.gz`);
    const rows = gunzipSync(readFileSync(file)).toString("utf8").trimEnd().split("\n").slice(1);
    return rows.map((row) => row.split(",").map(Number));
  });
  return Array.from({ length: RECORDED_WINDOWS }, (_, window) =>
    toWindow(
      whole.map((rows) => {
        const some = rows.slice(window * WINDOW, (window + 1) * WINDOW);
        return { closes: some.map((row) => row[4] ?? 0), volumes: some.map((row) => row[5] ?? 0) };
      }),
    ),
  );
}

async function simulate(): Promise<Sample> {
  const windows: Readonly<Record<Coin, Series>>[] = [];
  for (const seed of SEEDS) {
    const feed = createSimulatedFeed({ seed, startAt: NOW });
    const series: Series[] = [];
    for (const coin of COINS) {
      const range = { from: marketMs(0), until: NOW, limit: WINDOW };
      const candles = await feed.candles({ exchange: "binance", symbol: `${coin}/USDT` }, "5m", range);
      series.push({
        closes: candles.map(({ close }) => close.toNumber()),
        volumes: candles.map(({ volume }) => volume.toNumber()),
      });
    }
    windows.push(toWindow(series));
  }
  return windows;
}

function toWindow(series: readonly Series[]): Readonly<Record<Coin, Series>> {
  const [BTC, ETH, XRP, SOL, DOGE] = series;
  invariant(BTC && ETH && XRP && SOL && DOGE, "five coins");
  return { BTC, ETH, XRP, SOL, DOGE };
}

/** Bands of the typical window, stated in docs/market-model.md: both the recorded and the simulated must be inside. */
function expectStylised(facts: ReturnType<typeof typical>): void {
  expect(facts.deviation).toBeGreaterThan(0.001);
  expect(facts.deviation).toBeLessThan(0.003);
  expect(facts.kurtosis).toBeGreaterThan(20);
  expect(facts.kurtosis).toBeLessThan(60);
  expect(facts.kurtosisOfTwelve).toBeGreaterThan(6);
  expect(facts.kurtosisOfTwelve).toBeLessThan(22);
  expect(facts.kurtosisOfTwelve).toBeLessThan(facts.kurtosis);
  facts.absLags.forEach((value, index) => {
    expect(value).toBeGreaterThan(0.19 - 0.11 * (index / 11));
    expect(value).toBeLessThan(0.36 - 0.14 * (index / 11));
  });
  expect(facts.absDay).toBeGreaterThan(0.03);
  expect(facts.absDay).toBeLessThan(0.12);
  expect(facts.direction).toBeLessThan(0.05);
  expect(facts.volumeVolatility).toBeGreaterThan(0.55);
  expect(facts.volumeVolatility).toBeLessThan(0.78);
}

const BANDS: Readonly<Record<Exclude<Coin, "BTC">, readonly [number, number]>> = {
  ETH: [0.8, 0.93],
  XRP: [0.48, 0.72],
  SOL: [0.6, 0.82],
  DOGE: [0.55, 0.78],
};

function expectTogether(sample: Sample): void {
  for (const coin of ["ETH", "XRP", "SOL", "DOGE"] as const) {
    expect(correlationWithBtc(sample, coin)).toBeGreaterThan(BANDS[coin][0]);
    expect(correlationWithBtc(sample, coin)).toBeLessThan(BANDS[coin][1]);
  }
}

const recorded = existsSync(FACTS) ? readRecorded() : null;
const ofRecorded = recorded ? "recorded" : "recorded (skipped: ../shared/facts/market is not here)";
const simulated = await simulate();

describe("stylised facts of five-minute returns", () => {
  test.skipIf(!recorded)(`the ${ofRecorded} prices lie inside the bands`, () => {
    invariant(recorded, "recorded prices");
    expectStylised(typical(recorded));
    expectTogether(recorded);
  });

  test("the simulated prices lie inside the same bands", () => {
    expectStylised(typical(simulated));
    expectTogether(simulated);
  });

  test.skipIf(!recorded)(`each coin's figures are near the ${ofRecorded} ones`, () => {
    invariant(recorded, "recorded prices");
    for (const coin of COINS) {
      const only = (sample: Sample) => sample.map((window) => stylisedFacts(window[coin]));
      const [ours, theirs] = [only(simulated), only(recorded)];
      const ratio = (pick: (facts: (typeof ours)[number]) => number): number =>
        median(ours.map(pick)) / median(theirs.map(pick));
      for (const figure of [
        ratio((facts) => facts.deviation),
        ratio((facts) => facts.absAutocorrelation[0] ?? Number.NaN),
        ratio((facts) => facts.absAutocorrelation[11] ?? Number.NaN),
        ratio((facts) => facts.volumeVolatility),
      ]) {
        expect(figure).toBeGreaterThan(0.6);
        expect(figure).toBeLessThan(1.6);
      }
      expect(ratio((facts) => facts.excessKurtosis)).toBeGreaterThan(0.4);
      expect(ratio((facts) => facts.excessKurtosis)).toBeLessThan(2.5);
    }
  });

  test("plain random walks are outside: the bands can tell", () => {
    const flat = simulated.map((window) =>
      toWindow(
        COINS.map((coin) => {
          const { volumes, closes } = window[coin];
          let price = 100;
          // an even step up or down: no tails, no clustering
          const walk = closes.map((close, index) => {
            price *= close > (closes[index - 1] ?? close) ? 1.0015 : 1 / 1.0015;
            return price;
          });
          return { closes: walk, volumes };
        }),
      ),
    );
    expect(() => expectStylised(typical(flat))).toThrow();
  });
});
