import { boundedCache } from "./bounded-cache";
import { hashOf, smoothNoise, toNormal, toUniform } from "./seeded-random";
import { BURSTS_PER_HOUR, REGIME_HOURS } from "./simulation-grid";

/** How restless and how one-sided one hour is, for all markets alike. Both are multiples of an hour's usual deviation. */
type HourMood = { readonly volatility: number; readonly drift: number };

/** The common state of the simulated market: what makes volatility cluster and trends last. */
export type MarketMood = {
  readonly hour: (hour: number) => HourMood;
  /** Share of the hour's variance in each of its five-minute bursts; sums to 1. */
  readonly bursts: (hour: number) => Float64Array;
};

type Regime = { readonly upTo: number; readonly volatility: number; readonly drift: number };

/** Drawn anew every REGIME_HOURS: calm, up, down, choppy, wild. `upTo` is the cumulative chance. */
const REGIMES: readonly Regime[] = [
  { upTo: 0.45, volatility: 0.7, drift: 0 },
  { upTo: 0.6, volatility: 1, drift: 0.14 },
  { upTo: 0.75, volatility: 1, drift: -0.14 },
  { upTo: 0.92, volatility: 1.15, drift: 0 },
  { upTo: 1, volatility: 1.7, drift: -0.05 },
];
const CALM: Regime = { upTo: 1, volatility: 0.7, drift: 0 };

/** Log-normal swings of volatility: deviation of the logarithm, and over how many hours it changes. */
const SWINGS = [
  { deviation: 0.25, hours: 96 },
  { deviation: 0.3, hours: 24 },
  { deviation: 0.3, hours: 6 },
] as const;
const BURST_DEVIATION = 0.42;
const BUSIEST_HOUR_UTC = 15;
const DAILY_SWING = 0.25;

/**
 * Volatility and trend of the simulated market, hour by hour, from the seed alone.
 * Volatility = regime × log-normal swings on three time scales × time of day (the cascade idea of Mandelbrot,
 * Calvet and Fisher 1997), scaled so that its mean square is near 1: this gives fat tails and clustering.
 */
export function marketMood(seed: number): MarketMood {
  return {
    hour: boundedCache(8192, (hour) => hourMood(seed, hour)),
    bursts: boundedCache(1024, (hour) => burstShares(seed, hour)),
  };
}

function hourMood(seed: number, hour: number): HourMood {
  const regime = regimeOf(seed, hour);
  let logarithm = 0;
  SWINGS.forEach(({ deviation, hours }, index) => {
    // Minus the squared deviation keeps the mean of the squared factor at 1.
    logarithm += deviation * smoothNoise(hashOf(seed, 10 + index), hour / hours) - deviation ** 2;
  });
  const timeOfDay = 1 + DAILY_SWING * Math.cos((2 * Math.PI * (hour - BUSIEST_HOUR_UTC)) / 24);
  return { volatility: regime.volatility * Math.exp(logarithm) * timeOfDay, drift: regime.drift };
}

function regimeOf(seed: number, hour: number): Regime {
  const draw = toUniform(hashOf(seed, 20, Math.floor(hour / REGIME_HOURS)));
  return REGIMES.find((regime) => draw <= regime.upTo) ?? CALM;
}

function burstShares(seed: number, hour: number): Float64Array {
  const shares = new Float64Array(BURSTS_PER_HOUR);
  let total = 0;
  for (let burst = 0; burst < BURSTS_PER_HOUR; burst++) {
    const position = hour * BURSTS_PER_HOUR + burst;
    const noise =
      0.8 * smoothNoise(hashOf(seed, 30), position / 4) + 0.6 * toNormal(hashOf(seed, 31, position));
    const share = Math.exp(2 * BURST_DEVIATION * noise);
    shares[burst] = share;
    total += share;
  }
  return shares.map((share) => share / total);
}
