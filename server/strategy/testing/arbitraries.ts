// Candles and parameters by chance, for the properties that every strategy must have.
import fc from "fast-check";
import { describeStrategy } from "../core/describe-strategy";
import type { CandleWindow, Strategy } from "../core/strategy";

const LENGTH_MAX = 1_200;
/** 5m candles from a Monday on. */
const START_MS = Date.UTC(2026, 2, 2);
const STEP_MS = 300_000;

/** Parameters within their ranges that the schema takes; short periods twice as often, since they speak more. */
export const anyParams = (strategy: Strategy): fc.Arbitrary<Record<string, unknown>> => {
  const shapes = describeStrategy(strategy).params.map(({ name, min, max, whole }) => {
    const low = Math.min(max, min + (whole ? Math.max(2, Math.floor((max - min) / 8)) : (max - min) / 8));
    const within = (top: number) =>
      whole
        ? fc.integer({ min, max: top })
        : fc.integer({ min: 0, max: 40 }).map((part) => min + ((top - min) * part) / 40);
    return [name, fc.oneof(within(low), within(low), within(max))] as const;
  });
  return fc
    .record(Object.fromEntries(shapes))
    .filter((params) => strategy.paramsSchema.safeParse(params).success)
    .map((params) => strategy.paramsSchema.parse(params));
};

/** A random walk on a coarse or fine tick, with stretches where nothing trades: ties and still markets are the hard part. */
export const anyColumns: fc.Arbitrary<CandleWindow> = fc
  .record({
    seed: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
    length: fc.integer({ min: 300, max: LENGTH_MAX }),
    ticksPerUnit: fc.constantFrom(1, 20, 100_000),
    volatility: fc.constantFrom(0.0005, 0.004, 0.02),
    /** how often a candle starts a still stretch, and its longest */
    stillness: fc.constantFrom(0, 0.005, 0.02),
    stillMax: fc.constantFrom(3, 40, 200),
    flags: fc.boolean(),
  })
  .map(makeColumns);

type Make = {
  readonly seed: number;
  readonly length: number;
  readonly ticksPerUnit: number;
  readonly volatility: number;
  readonly stillness: number;
  readonly stillMax: number;
  readonly flags: boolean;
};

function makeColumns({
  seed,
  length,
  ticksPerUnit,
  volatility,
  stillness,
  stillMax,
  flags,
}: Make): CandleWindow {
  const chance = mulberry(seed);
  const onTick = (price: number) => Math.max(1, Math.round(price * ticksPerUnit)) / ticksPerUnit;
  const [open, high, low] = [new Float64Array(length), new Float64Array(length), new Float64Array(length)];
  const [close, volume] = [new Float64Array(length), new Float64Array(length)];
  let price = onTick(100);
  let drift = 0;
  let still = 0;
  for (let index = 0; index < length; index++) {
    if (chance() < 0.02) drift = (chance() - 0.5) * volatility;
    if (still === 0 && chance() < stillness) still = 1 + Math.floor(chance() * stillMax);
    open[index] = price;
    if (still > 0) still -= 1;
    else price = onTick(price * (1 + drift + (chance() + chance() + chance() - 1.5) * volatility));
    const before = open[index] as number;
    const wick = still > 0 ? 0 : volatility;
    close[index] = price;
    high[index] = Math.max(before, price, onTick(Math.max(before, price) * (1 + chance() * wick)));
    low[index] = Math.min(before, price, onTick(Math.min(before, price) * (1 - chance() * wick)));
    volume[index] = still > 0 ? 0 : chance() * 50;
  }
  const openAt = Float64Array.from({ length }, (_, index) => START_MS + index * STEP_MS);
  const columns = { openAt, open, high, low, close, volume };
  if (!flags) return { ...columns, flags: null };
  const some = () => Uint8Array.from({ length }, () => (chance() < 0.1 ? 1 : 0));
  return { ...columns, flags: { entry: some(), exit: some() } };
}

/** Candles `from` to `end`, the end left out, flags with them. */
export function windowOf(columns: CandleWindow, from: number, end: number): CandleWindow {
  const { flags } = columns;
  return {
    openAt: columns.openAt.subarray(from, end),
    open: columns.open.subarray(from, end),
    high: columns.high.subarray(from, end),
    low: columns.low.subarray(from, end),
    close: columns.close.subarray(from, end),
    volume: columns.volume.subarray(from, end),
    flags: flags ? { entry: flags.entry.subarray(from, end), exit: flags.exit.subarray(from, end) } : null,
  };
}

/** Small generator of chance, the same everywhere (Mulberry32, public domain). */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
