import { boundedCache } from "./bounded-cache";
import { type MarketPath, toTicks } from "./market-path";
import { BURST_MS, BURSTS_PER_HOUR, STEP_MS, STEPS_PER_BURST } from "./simulation-grid";

/** One interval of a simulated market: prices in ticks, volume in units of the market. */
export type Bar = {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly units: number;
};

const BARS_CACHED = 1_000;

/**
 * Bars of one market, of the very steps that its ticks show. `openAt` is a multiple of `lengthMs`; both in
 * milliseconds on the market clock. A bar of whole bursts evaluates only those bursts that can hold its extremes.
 */
export function marketBars(path: MarketPath): (openAt: number, lengthMs: number) => Bar {
  const byLength = new Map<number, (openAt: number) => Bar>();
  const barsOf = (lengthMs: number): ((openAt: number) => Bar) => {
    const known = byLength.get(lengthMs);
    if (known) return known;
    const made = boundedCache(BARS_CACHED, (openAt: number) =>
      lengthMs % BURST_MS === 0
        ? barOfBursts(path, openAt / BURST_MS, lengthMs / BURST_MS)
        : barOfSteps(path, openAt / STEP_MS, lengthMs / STEP_MS),
    );
    byLength.set(lengthMs, made);
    return made;
  };
  return (openAt, lengthMs) => barsOf(lengthMs)(openAt);
}

function barOfSteps(path: MarketPath, first: number, steps: number): Bar {
  let [open, high, low, close, units] = [0, 0, Number.POSITIVE_INFINITY, 0, 0];
  for (let step = first; step < first + steps; step++) {
    const burst = Math.floor(step / STEPS_PER_BURST);
    const inside = step - burst * STEPS_PER_BURST;
    close = path.prices(burst)[inside] ?? 0;
    if (step === first) open = close;
    high = Math.max(high, close);
    low = Math.min(low, close);
    units += path.units(burst)[inside] ?? 0;
  }
  return { open, high, low, close, units };
}

function barOfBurst(path: MarketPath, burst: number): Bar {
  const prices = path.prices(burst);
  const hour = Math.floor(burst / BURSTS_PER_HOUR);
  const units = path.outline(hour).units[burst - hour * BURSTS_PER_HOUR] ?? 0;
  return { open: prices[0] ?? 0, ...extremesOf(prices), close: prices.at(-1) ?? 0, units };
}

function barOfBursts(path: MarketPath, first: number, bursts: number): Bar {
  if (bursts === 1) return barOfBurst(path, first);
  const closing = path.prices(first + bursts - 1);
  const seen = extremesOf(closing);
  const outline = outlineOf(path, first, bursts);
  let high = Math.max(seen.high, toTicks(outline.top));
  let low = Math.min(seen.low, toTicks(outline.bottom));
  // Widest first: what they show rules most of the others out.
  for (const { burst, upper } of outline.spans.toSorted((a, b) => b.upper - a.upper)) {
    if (toTicks(upper) <= high) break;
    high = Math.max(high, extremesOf(path.prices(burst)).high);
  }
  for (const { burst, lower } of outline.spans.toSorted((a, b) => a.lower - b.lower)) {
    if (toTicks(lower) >= low) break;
    low = Math.min(low, extremesOf(path.prices(burst)).low);
  }
  return { open: toTicks(outline.open), high, low, close: closing.at(-1) ?? 0, units: outline.units };
}

/** Logarithms of prices in ticks that a burst's prices cannot pass. */
type Span = { readonly burst: number; readonly upper: number; readonly lower: number };

type Outline = {
  readonly open: number;
  /** highest and lowest price at the start of a burst, in logarithms: prices that are surely shown */
  readonly top: number;
  readonly bottom: number;
  readonly units: number;
  /** the bursts that reach beyond those two */
  readonly spans: readonly Span[];
};

function outlineOf(path: MarketPath, first: number, bursts: number): Outline {
  const all: Span[] = [];
  let [top, bottom, units] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 0];
  for (let burst = first; burst < first + bursts; burst++) {
    const hour = Math.floor(burst / BURSTS_PER_HOUR);
    const inside = burst - hour * BURSTS_PER_HOUR;
    const outline = path.outline(hour);
    const [at, to] = [outline.edges[inside] ?? 0, outline.edges[inside + 1] ?? 0];
    const reach = outline.reach[inside] ?? 0;
    top = Math.max(top, at);
    bottom = Math.min(bottom, at);
    units += outline.units[inside] ?? 0;
    all.push({ burst, upper: Math.max(at, to) + reach, lower: Math.min(at, to) - reach });
  }
  const opening = path.outline(Math.floor(first / BURSTS_PER_HOUR));
  const open = opening.edges[first % BURSTS_PER_HOUR] ?? 0;
  return { open, top, bottom, units, spans: all.filter(({ upper, lower }) => upper > top || lower < bottom) };
}

type Extremes = { readonly high: number; readonly low: number };

function extremesOf(prices: readonly number[]): Extremes {
  let [high, low] = [0, Number.POSITIVE_INFINITY];
  for (const price of prices) {
    if (price > high) high = price;
    if (price < low) low = price;
  }
  return { high, low };
}
