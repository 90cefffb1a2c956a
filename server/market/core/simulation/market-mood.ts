import { boundedCache } from "./bounded-cache";
import { type RegimeHour, regimeOf } from "./market-regime";
import { hashOf, smoothNoise, smoothStretch, toNormal, toUniform } from "./seeded-random";
import { BURSTS_PER_HOUR } from "./simulation-grid";

/** A sudden event that all coins feel: a jump, and volatility that dies away after it. */
export type Shock = {
  /** burst of its hour, 0 to 11 */
  readonly burst: number;
  /** multiples of an hour's usual deviation; negative is a fall */
  readonly jump: number;
  /** by how much it multiplies the variance at first */
  readonly boost: number;
};

/** How restless and how one-sided one hour is, for all markets alike. Multiples of an hour's usual deviation. */
export type HourMood = {
  readonly volatility: number;
  readonly regime: RegimeHour;
  /** variance of each five-minute burst over that of a usual one; their mean is the squared volatility */
  readonly bursts: readonly number[];
  readonly shock: Shock | null;
};

/** The common state of the simulated market at an hour since 1970 UTC: volatility that clusters, trends that last. */
export type MarketMood = (hour: number) => HourMood;

/** Log-normal swings of volatility: deviation of the logarithm, and over how many hours (or bursts) it changes. */
const HOURLY_SWINGS = [
  { deviation: 0.22, hours: 96 },
  { deviation: 0.25, hours: 24 },
  { deviation: 0.25, hours: 6 },
] as const;
const BURST_SWINGS = [
  { deviation: 0.2, bursts: 14 },
  { deviation: 0.34, bursts: 3 },
] as const;
const BURST_DEVIATION = 0.4;

const BUSIEST_HOUR_UTC = 15;
const DAILY_SWING = 0.28;
const WEEKEND = 0.8;
const WEEKDAY = 1.07;

const SHOCK_CHANCE = 0.01;
const SHOCK_JUMP = 1.8;
const SHOCK_BOOST = 9;
/** After this many bursts a shock's extra variance has fallen to 1/e; after SHOCK_HOURS it is over. */
const SHOCK_FADE_BURSTS = 9;
const SHOCK_HOURS = 4;

const HOURS_CACHED = 16_384;

/**
 * Volatility and trend of the simulated market, from the seed alone. Variance = regime × log-normal swings on five
 * time scales and one burst × time of day and week × the aftermath of shocks. A cascade of scales (Mandelbrot,
 * Calvet and Fisher 1997) stands in for GARCH (Bollerslev 1986): it clusters alike, but any hour can be read
 * without the ones before it. The mean of the variance is near 1.
 */
export const marketMood = (seed: number): MarketMood =>
  boundedCache(HOURS_CACHED, (hour: number) => hourMood(seed, hour));

function hourMood(seed: number, hour: number): HourMood {
  const regime = regimeOf(seed, hour);
  let logarithm = 0;
  HOURLY_SWINGS.forEach(({ deviation, hours }, index) => {
    // Minus the squared deviation keeps the mean of the squared factor at 1.
    logarithm += deviation * smoothNoise(hashOf(seed, 10 + index), hour / hours) - deviation ** 2;
  });
  const base = (regime.volatility * Math.exp(logarithm) * seasonOf(hour)) ** 2;
  const factors = burstFactors(seed, hour * BURSTS_PER_HOUR);
  const shocks = recentShocks(seed, hour);
  const bursts: number[] = [];
  let total = 0;
  for (let burst = 0; burst < BURSTS_PER_HOUR; burst++) {
    const variance = base * (factors[burst] ?? 1) * aftermath(shocks, hour * BURSTS_PER_HOUR + burst);
    bursts.push(variance);
    total += variance;
  }
  return { volatility: Math.sqrt(total / BURSTS_PER_HOUR), regime, bursts, shock: shockOf(seed, hour) };
}

/** What multiplies the variance of each of an hour's bursts. Logarithms have minus the squared deviation as mean. */
function burstFactors(seed: number, first: number): readonly number[] {
  const swings = BURST_SWINGS.map(({ deviation, bursts }, index) => ({
    deviation,
    noise: smoothStretch(hashOf(seed, 32 + index), first, BURSTS_PER_HOUR, bursts),
  }));
  const factors: number[] = [];
  for (let burst = 0; burst < BURSTS_PER_HOUR; burst++) {
    let logarithm = BURST_DEVIATION * toNormal(hashOf(seed, 31, first + burst)) - BURST_DEVIATION ** 2;
    for (const { deviation, noise } of swings) logarithm += deviation * (noise[burst] ?? 0) - deviation ** 2;
    factors.push(Math.exp(2 * logarithm));
  }
  return factors;
}

/** Busiest in the American morning, quietest at night; weekends calmer. */
function seasonOf(hour: number): number {
  const timeOfDay = 1 + DAILY_SWING * Math.cos((2 * Math.PI * (hour - BUSIEST_HOUR_UTC)) / 24);
  // 1 January 1970 was a Thursday
  const weekday = (Math.floor(hour / 24) + 4) % 7;
  return timeOfDay * (weekday === 0 || weekday === 6 ? WEEKEND : WEEKDAY);
}

function shockOf(seed: number, hour: number): Shock | null {
  if (toUniform(hashOf(seed, 40, hour)) >= SHOCK_CHANCE) return null;
  const draw = toNormal(hashOf(seed, 41, hour));
  return {
    burst: hashOf(seed, 42, hour) % BURSTS_PER_HOUR,
    jump: SHOCK_JUMP * (draw + Math.sign(draw) * 0.5),
    boost: SHOCK_BOOST * -Math.log(toUniform(hashOf(seed, 43, hour))),
  };
}

type PastShock = { readonly position: number; readonly boost: number };

function recentShocks(seed: number, hour: number): readonly PastShock[] {
  const found: PastShock[] = [];
  for (let back = 0; back <= SHOCK_HOURS; back++) {
    const shock = shockOf(seed, hour - back);
    if (shock) found.push({ position: (hour - back) * BURSTS_PER_HOUR + shock.burst, boost: shock.boost });
  }
  return found;
}

const aftermath = (shocks: readonly PastShock[], position: number): number =>
  shocks.reduce(
    (factor, shock) =>
      position < shock.position
        ? factor
        : factor + shock.boost * Math.exp((shock.position - position) / SHOCK_FADE_BURSTS),
    1,
  );
