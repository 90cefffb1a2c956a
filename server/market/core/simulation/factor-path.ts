import { boundedCache } from "./bounded-cache";
import type { HourMood, MarketMood } from "./market-mood";
import { hashOf, hashOfText, normalStream, smoothNoise, toNormal, toUniform } from "./seeded-random";
import { BLOCK_HOURS, BURSTS_PER_HOUR, STEPS_PER_BURST } from "./simulation-grid";

/** One source of risk. Deviations are of logarithms: 0.004 is about 0.4 %. */
export type Factor = {
  readonly name: string;
  readonly hourDeviation: number;
  /** Deviation of the fixed levels every BLOCK_HOURS: how far the path strays in the long run. */
  readonly levelDeviation: number;
  /** Chance of a jump of its own in one hour, and its usual size in hourly deviations. */
  readonly jumpChance: number;
  readonly jumpSize: number;
  /** How far it follows the market's regime and shocks, 0 to 1. */
  readonly trend: number;
};

/** The hour's skeleton, from which its extremes can be bounded without its steps. Logarithms. */
type FactorHour = {
  /** level at the start of each burst, and at the hour's end: BURSTS_PER_HOUR + 1 values */
  readonly edges: readonly number[];
  /** how far the path can leave both edges of a burst */
  readonly reach: readonly number[];
  /** deviation of each burst's move */
  readonly deviation: readonly number[];
  readonly jump: Jump;
};

/** The path of one factor. `burst` counts bursts since 1970 UTC. */
export type FactorPath = {
  readonly hour: (hour: number) => FactorHour;
  /** Level at the start of each step of a burst, and at its end: STEPS_PER_BURST + 1 values. */
  readonly burst: (burst: number) => readonly number[];
};

type Jump = { readonly size: number; readonly burst: number; readonly step: number };
const NO_JUMP: Jump = { size: 0, burst: -1, step: 0 };

/** How far a step may stand off the straight line through its burst's ends, in deviations of the burst. */
const REACH = 2;
const OWN_SWING = { deviation: 0.3, hours: 60 } as const;

const HOURS_CACHED = 2_048;
const BURSTS_CACHED = 2_048;
const BLOCKS_CACHED = 24;

/**
 * The path of one factor from the seed alone, readable at any instant in bounded time: fixed levels every
 * BLOCK_HOURS; between them hours, in hours bursts, in bursts steps, each level tied to both ends of the one above
 * (Brownian bridge, Lévy 1940) and spread by variance, so that a quiet stretch stays quiet. Steps stay within REACH
 * deviations of their burst's line: that lets coarse candles skip bursts that cannot hold their extremes.
 */
export function factorPath(seed: number, factor: Factor, mood: MarketMood): FactorPath {
  const own = { ...factor, seed: hashOf(seed, hashOfText(factor.name)), mood };
  const blockLevels = boundedCache(BLOCKS_CACHED, (block: number) => levelsOfBlock(own, block));
  const levelAt = (hour: number): number => {
    const block = Math.floor(hour / BLOCK_HOURS);
    return blockLevels(block)[hour - block * BLOCK_HOURS] ?? 0;
  };
  const hourOf = boundedCache(HOURS_CACHED, (hour: number) =>
    outlineOfHour(own, hour, { start: levelAt(hour), end: levelAt(hour + 1) }),
  );
  return { hour: hourOf, burst: boundedCache(BURSTS_CACHED, (burst) => stepsOfBurst(own, hourOf, burst)) };
}

type OwnFactor = Factor & { readonly seed: number; readonly mood: MarketMood };

function levelsOfBlock(own: OwnFactor, block: number): Float64Array {
  const levels = new Float64Array(BLOCK_HOURS);
  let [walked, regime, anchor] = [0, -1, 0];
  for (let index = 0; index < BLOCK_HOURS; index++) {
    levels[index] = walked;
    const hour = block * BLOCK_HOURS + index;
    const mood = own.mood(hour);
    if (mood.regime.index !== regime) [regime, anchor] = [mood.regime.index, walked];
    walked += changeOfHour(own, hour, mood) - own.trend * mood.regime.pull * (walked - anchor);
  }
  const [from, to] = [fixedLevel(own, block), fixedLevel(own, block + 1)];
  const slope = (to - from - walked) / BLOCK_HOURS;
  return levels.map((level, index) => from + level + slope * index);
}

const fixedLevel = (own: OwnFactor, block: number): number =>
  own.levelDeviation * toNormal(hashOf(own.seed, 1, block));

function changeOfHour(own: OwnFactor, hour: number, mood: HourMood): number {
  const diffusion = toNormal(hashOf(own.seed, 2, hour)) + own.trend * mood.regime.drift;
  return deviationOfHour(own, hour) * mood.volatility * diffusion + jumpOfHour(own, hour, mood).size;
}

/** A usual hour's deviation, with the factor's own restless and quiet weeks. */
function deviationOfHour(own: OwnFactor, hour: number): number {
  const { deviation, hours } = OWN_SWING;
  return (
    own.hourDeviation * Math.exp(deviation * smoothNoise(hashOf(own.seed, 8), hour / hours) - deviation ** 2)
  );
}

function jumpOfHour(own: OwnFactor, hour: number, { shock }: HourMood): Jump {
  const step = 1 + (hashOf(own.seed, 5, hour) % (STEPS_PER_BURST - 1));
  if (shock && own.trend > 0)
    return { size: own.hourDeviation * own.trend * shock.jump, burst: shock.burst, step };
  if (toUniform(hashOf(own.seed, 3, hour)) >= own.jumpChance) return NO_JUMP;
  const draw = toNormal(hashOf(own.seed, 4, hour));
  // Never a small one: half the usual size at least, in the direction of the draw.
  const size = own.hourDeviation * own.jumpSize * (draw + Math.sign(draw) * 0.5);
  return { size, burst: hashOf(own.seed, 7, hour) % BURSTS_PER_HOUR, step };
}

function outlineOfHour(
  own: OwnFactor,
  hour: number,
  ends: { readonly start: number; readonly end: number },
): FactorHour {
  const mood = own.mood(hour);
  const jump = jumpOfHour(own, hour, mood);
  const usual = deviationOfHour(own, hour) / Math.sqrt(BURSTS_PER_HOUR);
  const normal = normalStream(hashOf(own.seed, 6, hour));
  // Plain lists on purpose: a small typed array costs more to make than to fill.
  const deviation: number[] = [];
  const reach: number[] = [];
  const edges: number[] = [];
  let walked = 0;
  for (let burst = 0; burst < BURSTS_PER_HOUR; burst++) {
    const size = usual * Math.sqrt(mood.bursts[burst] ?? 0);
    const jumped = burst === jump.burst ? jump.size : 0;
    deviation.push(size);
    reach.push(REACH * size + Math.abs(jumped));
    edges.push(walked);
    walked += size * normal() + jumped;
  }
  const missing = (ends.end - ends.start - walked) / (mood.volatility ** 2 * BURSTS_PER_HOUR);
  let variance = 0;
  for (let burst = 0; burst < BURSTS_PER_HOUR; burst++) {
    edges[burst] = ends.start + (edges[burst] ?? 0) + missing * variance;
    variance += mood.bursts[burst] ?? 0;
  }
  edges.push(ends.end);
  return { edges, reach, deviation, jump };
}

function stepsOfBurst(
  own: OwnFactor,
  hourOf: (hour: number) => FactorHour,
  position: number,
): readonly number[] {
  const hour = Math.floor(position / BURSTS_PER_HOUR);
  const burst = position - hour * BURSTS_PER_HOUR;
  const outline = hourOf(hour);
  const jump = outline.jump.burst === burst ? outline.jump : NO_JUMP;
  const [start, end] = [outline.edges[burst] ?? 0, outline.edges[burst + 1] ?? 0];
  const deviation = outline.deviation[burst] ?? 0;
  const normal = normalStream(hashOf(own.seed, 9, position));
  const scale = deviation / Math.sqrt(STEPS_PER_BURST);
  const path: number[] = [0];
  let walked = 0;
  for (let step = 1; step <= STEPS_PER_BURST; step++) {
    walked += scale * normal();
    path.push(walked);
  }
  const [slope, back] = [(end - start - jump.size) / STEPS_PER_BURST, walked / STEPS_PER_BURST];
  const farthest = REACH * deviation;
  for (let step = 0; step <= STEPS_PER_BURST; step++) {
    const bridge = Math.max(-farthest, Math.min(farthest, (path[step] ?? 0) - back * step));
    path[step] = start + slope * step + bridge + (jump.size !== 0 && step >= jump.step ? jump.size : 0);
  }
  return path;
}
