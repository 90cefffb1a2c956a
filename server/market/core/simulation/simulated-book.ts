import type { MarketPath } from "./market-path";
import { hashOf, smoothNoise, toNormal } from "./seeded-random";
import { BURSTS_PER_HOUR, STEPS_PER_BURST } from "./simulation-grid";

/** One level of a simulated book: price in ticks, amount in units of the market. */
type Level = { readonly ticks: number; readonly units: number };
type Side = { readonly bids: readonly Level[]; readonly asks: readonly Level[] };

const LEVELS = 40;
/** The gap between two levels doubles after so many. */
const LEVELS_PER_ZONE = 10;
/** The finest gap, as a share of an ordinary five-minute move: 40 levels reach about one such move. */
const FINEST_GAP = 1 / 150;
/** Resting within one ordinary five-minute move of the touch, over the volume of an ordinary five minutes. */
const DEPTH = 0.65;
/** Resting at the touch, over the same volume. */
const TOUCH = 0.03;
const TOUCH_DEVIATION = 0.9;
const LEVEL_DEVIATION = 1.3;
/** Orders gather at round prices (Harris 1991). */
const ROUND_EVERY = 10;
const ROUND_FACTOR = 2.5;
/** A level keeps its amount for this many steps (a minute), each price from its own instant on. */
const STEPS_PER_AMOUNT = 12;

/**
 * The resting orders around the touch of a step (counted since 1970 UTC), from seed, market and time alone. Depth
 * per price is proportional to volume over volatility (Kyle 1985: impact = volatility over what trades), thinner
 * when the market is restless. Amounts are log-normal and stay with their price for a minute, so the book seems to
 * stand still while the touch moves through it. Bids run out above zero: a very cheap coin may have fewer levels.
 */
export function simulatedBook(path: MarketPath, step: number): Side {
  const burst = Math.floor(step / STEPS_PER_BURST);
  const last = path.prices(burst)[step - burst * STEPS_PER_BURST] ?? 2;
  const { below, above } = path.quotes(step);
  const { seed, ticks, deviation, units, depth } = path.usual;
  const restless = Math.max(0.2, path.volatility(burst));
  const supply = Math.exp(0.3 * smoothNoise(hashOf(seed, 11), burst / BURSTS_PER_HOUR) - 0.045);
  const shape: Shape = {
    seed,
    step,
    finest: Math.max(1, Math.round(ticks * deviation * FINEST_GAP)),
    unitsPerTick: ((DEPTH * units * depth) / (ticks * deviation)) * (supply / Math.sqrt(restless)),
    touch: (TOUCH * units * depth * supply) / Math.sqrt(restless),
  };
  return { bids: sideOf(shape, last - below, -1), asks: sideOf(shape, last + above, 1) };
}

type Shape = {
  readonly seed: number;
  readonly step: number;
  /** ticks between two levels near the touch */
  readonly finest: number;
  readonly unitsPerTick: number;
  readonly touch: number;
};

function sideOf(shape: Shape, best: number, direction: 1 | -1): readonly Level[] {
  const { seed, step, finest, unitsPerTick, touch } = shape;
  const draw = toNormal(hashOf(seed, 12, step, direction));
  const levels: Level[] = [{ ticks: best, units: atLeastOne(touch * logNormal(TOUCH_DEVIATION, draw)) }];
  let price = best;
  for (let index = 0; index < LEVELS - 1; index++) {
    const grid = finest * 2 ** Math.floor(index / LEVELS_PER_ZONE);
    const next = (direction > 0 ? Math.floor(price / grid) + 1 : Math.ceil(price / grid) - 1) * grid;
    if (next < 1) break;
    const own = hashOf(seed, 13, next);
    const since = Math.floor((step + (own % STEPS_PER_AMOUNT)) / STEPS_PER_AMOUNT);
    const amount =
      unitsPerTick * Math.abs(next - price) * logNormal(LEVEL_DEVIATION, toNormal(hashOf(own, since)));
    const factor = next % (grid * ROUND_EVERY) === 0 ? ROUND_FACTOR : 1;
    levels.push({ ticks: next, units: atLeastOne(amount * factor) });
    price = next;
  }
  return levels;
}

/** Mean 1. */
const logNormal = (deviation: number, normal: number): number =>
  Math.exp(deviation * normal - deviation ** 2 / 2);

const atLeastOne = (units: number): number => Math.max(1, Math.round(units));
