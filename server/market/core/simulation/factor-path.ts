import { boundedCache } from "./bounded-cache";
import type { MarketMood } from "./market-mood";
import { hashOf, hashOfText, normalStream, toNormal, toUniform } from "./seeded-random";
import { BLOCK_HOURS, STEPS_PER_BURST, STEPS_PER_HOUR } from "./simulation-grid";

/** One source of risk. Deviations are of logarithms: 0.004 is about 0.4 %. */
export type Factor = {
  readonly name: string;
  readonly hourDeviation: number;
  /** Deviation of the fixed levels every BLOCK_HOURS: how far the path strays in the long run. */
  readonly levelDeviation: number;
  /** Chance of a jump in one hour, and its usual size in hourly deviations. */
  readonly jumpChance: number;
  readonly jumpSize: number;
  /** How far it follows the market's trend, 0 to 1. */
  readonly trend: number;
};

/** Logarithm of the factor at the start of each step of an hour, and at its end: STEPS_PER_HOUR + 1 values. */
export type FactorPath = (hour: number) => Float64Array;

type Jump = { readonly size: number; readonly step: number };
const NO_JUMP: Jump = { size: 0, step: 0 };

const HOURS_CACHED = 160;
const BLOCKS_CACHED = 24;

/**
 * The path of one factor from the seed alone, readable at any hour in bounded time.
 * Fixed levels every BLOCK_HOURS; between them hourly returns with the market's volatility, trend and jumps,
 * tied to both ends (Brownian bridge, Lévy 1940); inside an hour the same again in steps.
 */
export function factorPath(seed: number, factor: Factor, mood: MarketMood): FactorPath {
  const own = hashOf(seed, hashOfText(factor.name));
  const blockLevels = boundedCache(BLOCKS_CACHED, (block: number) => levelsOfBlock(own, factor, mood, block));
  const levelAt = (hour: number): number => {
    const block = Math.floor(hour / BLOCK_HOURS);
    return blockLevels(block)[hour - block * BLOCK_HOURS] ?? 0;
  };
  return boundedCache(HOURS_CACHED, (hour: number) =>
    stepsOfHour(own, factor, mood, hour, { start: levelAt(hour), end: levelAt(hour + 1) }),
  );
}

function levelsOfBlock(own: number, factor: Factor, mood: MarketMood, block: number): Float64Array {
  const levels = new Float64Array(BLOCK_HOURS);
  let walked = 0;
  for (let index = 0; index < BLOCK_HOURS; index++) {
    levels[index] = walked;
    walked += changeOfHour(own, factor, mood, block * BLOCK_HOURS + index);
  }
  const [from, to] = [fixedLevel(own, factor, block), fixedLevel(own, factor, block + 1)];
  const slope = (to - from - walked) / BLOCK_HOURS;
  return levels.map((level, index) => from + level + slope * index);
}

const fixedLevel = (own: number, factor: Factor, block: number): number =>
  factor.levelDeviation * toNormal(hashOf(own, 1, block));

function changeOfHour(own: number, factor: Factor, mood: MarketMood, hour: number): number {
  const { volatility, drift } = mood.hour(hour);
  const diffusion = toNormal(hashOf(own, 2, hour)) + factor.trend * drift;
  return factor.hourDeviation * volatility * diffusion + jumpOfHour(own, factor, hour).size;
}

function jumpOfHour(own: number, factor: Factor, hour: number): Jump {
  if (toUniform(hashOf(own, 3, hour)) >= factor.jumpChance) return NO_JUMP;
  const draw = toNormal(hashOf(own, 4, hour));
  // Never a small one: half the usual size at least, in the direction of the draw.
  const size = factor.hourDeviation * factor.jumpSize * (draw + Math.sign(draw) * 0.5);
  return { size, step: 1 + (hashOf(own, 5, hour) % (STEPS_PER_HOUR - 1)) };
}

function stepsOfHour(
  own: number,
  factor: Factor,
  mood: MarketMood,
  hour: number,
  ends: { readonly start: number; readonly end: number },
): Float64Array {
  const path = new Float64Array(STEPS_PER_HOUR + 1);
  const bursts = mood.bursts(hour);
  const deviation = factor.hourDeviation * mood.hour(hour).volatility;
  const normal = normalStream(hashOf(own, 6, hour));
  let walked = 0;
  for (let step = 0; step < STEPS_PER_HOUR; step++) {
    path[step] = walked;
    const share = bursts[Math.floor(step / STEPS_PER_BURST)] ?? 0;
    walked += deviation * Math.sqrt(share / STEPS_PER_BURST) * normal();
  }
  path[STEPS_PER_HOUR] = walked;
  const jump = jumpOfHour(own, factor, hour);
  const missing = ends.end - ends.start - jump.size - walked;
  let variance = 0;
  for (let step = 0; step <= STEPS_PER_HOUR; step++) {
    // The bridge spreads what is missing by variance, not by time: a quiet stretch stays quiet.
    path[step] = ends.start + (path[step] ?? 0) + variance * missing + (step >= jump.step ? jump.size : 0);
    variance += (bursts[Math.floor(step / STEPS_PER_BURST)] ?? 0) / STEPS_PER_BURST;
  }
  return path;
}
