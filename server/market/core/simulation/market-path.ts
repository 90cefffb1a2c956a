import type { ExchangeName } from "@/server/kernel/exchange-names";
import type { MarketRules } from "@/server/market/core/market-rules";
import { boundedCache } from "./bounded-cache";
import { type Factor, type FactorPath, factorPath } from "./factor-path";
import { type MarketMood, marketMood } from "./market-mood";
import { hashOf, hashOfText, smoothNoise, toNormal, toUniform, uniformStream } from "./seeded-random";
import { BURSTS_PER_HOUR, STEPS_PER_BURST } from "./simulation-grid";
import { type Coin, coins, quotePerUsd, type Venue, venues } from "./universe";

/** What is known of an hour without its steps: BURSTS_PER_HOUR values each, one more edge. */
type Outline = {
  /** logarithm of the price in ticks at the start of each burst, and at the hour's end */
  readonly edges: readonly number[];
  /** how far a price can stand outside both edges of its burst, in logarithms */
  readonly reach: readonly number[];
  /** traded in each burst, in units */
  readonly units: readonly number[];
};

/** Distance from the last price to bid and ask, in whole ticks; their sum is the spread, at least 1. */
type Quotes = { readonly below: number; readonly above: number };

/**
 * One market's path: any instant since 1970 UTC in bounded time, the same for the same seed. Prices are whole ticks,
 * volumes whole units (a lot, or a power of ten of them): exact as integers, turned into decimals only on the way
 * out. Bursts and steps count from 1970.
 */
export type MarketPath = {
  readonly outline: (hour: number) => Outline;
  /** last price of each step of a burst */
  readonly prices: (burst: number) => readonly number[];
  /** traded in each step of a burst; adds up to the outline's */
  readonly units: (burst: number) => readonly number[];
  readonly quotes: (step: number) => Quotes;
  /** volatility of a burst over the usual one */
  readonly volatility: (burst: number) => number;
  readonly usual: UsualMarket;
};

/** The market in an ordinary five minutes. */
export type UsualMarket = {
  readonly seed: number;
  /** price in ticks */
  readonly ticks: number;
  /** deviation of the move, as a fraction */
  readonly deviation: number;
  /** traded, in units */
  readonly units: number;
  /** a power of ten; 1 where lots are coarse enough */
  readonly lotsPerUnit: number;
  /** resting orders on this venue over those of the deepest, for the same volume */
  readonly depth: number;
};

const COMMON: Factor = {
  name: "common",
  hourDeviation: 0.0044,
  levelDeviation: 0.12,
  jumpChance: 0,
  jumpSize: 0,
  trend: 1,
};
const RAND: Factor = {
  name: "ZAR",
  hourDeviation: 0.0012,
  levelDeviation: 0.03,
  jumpChance: 0,
  jumpSize: 0,
  trend: 0,
};
const coinFactor = ({ base, hourDeviation }: Coin): Factor => ({
  name: base,
  hourDeviation,
  levelDeviation: 0.12,
  jumpChance: 0.006,
  jumpSize: 2.8,
  trend: 0,
});

const BURSTS_CACHED = 64;
const HOURS_CACHED = 256;
const BURSTS_PER_DAY = 24 * BURSTS_PER_HOUR;
/** The basis has a knot every second burst (ten minutes) and runs straight in between. */
const BURSTS_PER_KNOT = 2;
/** Volume rises with volatility to this power, and with the size of the burst's own move. */
const VOLUME_POWER = 1.25;
const VOLUME_BASE = 0.45;
const VOLUME_PER_MOVE = 0.7;
const VOLUME_MOVE_MAX = 40;
const VOLUME_NOISE = 0.6;
/** Digits of an ordinary five minutes' volume: a year of it is still a whole number that a float holds exactly. */
const UNIT_DIGITS = 8;
/** The largest coin's daily volume: others trade at wider spreads the less they trade. */
const DEEPEST_DAILY_USD = 1.5e9;

/**
 * The paths of all markets of one seed. A coin's price = its level × exp(beta × common factor + own factor); a
 * market adds the quote's path, the venue's basis, its spread and its volume. Markets of one coin share the
 * coin's path, and all coins share the common factor: that is their correlation.
 */
export function marketPaths(seed: number): (rules: MarketRules) => MarketPath | null {
  const mood = marketMood(hashOf(seed, 0xa11));
  const factors = new Map<string, FactorPath>();
  const factorOf = (factor: Factor): FactorPath => {
    const known = factors.get(factor.name) ?? factorPath(seed, factor, mood);
    factors.set(factor.name, known);
    return known;
  };
  return (rules) => {
    const coin = coins.find(({ base }) => base === rules.base);
    const perUsd = quotePerUsd[rules.quote];
    if (!coin || perUsd === undefined) return null;
    const venue = venues[rules.exchange as ExchangeName];
    const ticks = (coin.usd * perUsd) / rules.tickSize.toNumber();
    const usualLots = (coin.dailyUsd * venue.volume) / coin.usd / rules.lotSize.toNumber() / BURSTS_PER_DAY;
    const lotsPerUnit = 10 ** Math.max(0, Math.floor(Math.log10(usualLots)) - UNIT_DIGITS);
    return pathOf({
      coin,
      venue,
      mood,
      level: Math.log(ticks),
      usual: {
        seed: hashOf(seed, hashOfText(`${rules.exchange} ${rules.symbol}`)),
        ticks,
        depth: venue.depth,
        deviation:
          Math.hypot(coin.beta * COMMON.hourDeviation, coin.hourDeviation) / Math.sqrt(BURSTS_PER_HOUR),
        lotsPerUnit,
        units: usualLots / lotsPerUnit,
      },
      parts: [
        { path: factorOf(COMMON), weight: coin.beta },
        { path: factorOf(coinFactor(coin)), weight: 1 },
        ...(rules.quote === RAND.name ? [{ path: factorOf(RAND), weight: 1 }] : []),
      ],
    });
  };
}

type MarketModel = {
  readonly coin: Coin;
  readonly venue: Venue;
  /** logarithm of the coin's starting price, in ticks */
  readonly level: number;
  readonly usual: UsualMarket;
  readonly parts: readonly { readonly path: FactorPath; readonly weight: number }[];
  readonly mood: MarketMood;
};

function pathOf(market: MarketModel): MarketPath {
  const prices = boundedCache(BURSTS_CACHED, (burst: number) =>
    logPrices(market, burst).slice(0, STEPS_PER_BURST).map(toTicks),
  );
  const outline = boundedCache(HOURS_CACHED, (hour: number) => outlineOf(market, hour));
  return {
    outline,
    prices,
    units: boundedCache(BURSTS_CACHED, (burst: number) => unitsOfSteps(market, outline, burst)),
    quotes: (step) => quotesOf(market, step, prices),
    volatility: (burst) => volatilityOf(market, burst),
    usual: market.usual,
  };
}

/** The price in whole ticks: never below 2, so that a bid above zero fits beneath. */
export const toTicks = (logarithm: number): number => Math.max(2, Math.round(Math.exp(logarithm)));

function volatilityOf({ mood }: MarketModel, burst: number): number {
  const hour = Math.floor(burst / BURSTS_PER_HOUR);
  return Math.sqrt(mood(hour).bursts[burst - hour * BURSTS_PER_HOUR] ?? 0);
}

function outlineOf(market: MarketModel, hour: number): Outline {
  const first = hour * BURSTS_PER_HOUR;
  const parts = market.parts.map(({ path, weight }) => ({ hour: path.hour(hour), weight }));
  const edges: number[] = [];
  for (let burst = 0; burst <= BURSTS_PER_HOUR; burst++) {
    let level = market.level + basisAt(market, first + burst);
    for (const part of parts) level += part.weight * (part.hour.edges[burst] ?? 0);
    edges.push(level);
  }
  const reach: number[] = [];
  const units: number[] = [];
  for (let burst = 0; burst < BURSTS_PER_HOUR; burst++) {
    let [farthest, variance] = [0, 0];
    for (const part of parts) {
      farthest += part.weight * (part.hour.reach[burst] ?? 0);
      variance += (part.weight * (part.hour.deviation[burst] ?? 0)) ** 2;
    }
    reach.push(farthest);
    const moved = Math.abs((edges[burst + 1] ?? 0) - (edges[burst] ?? 0));
    units.push(unitsOfBurst(market, first + burst, moved / Math.sqrt(variance)));
  }
  return { edges, reach, units };
}

/** Volume goes with volatility (Clark 1973) and with the size of the move (Karpoff 1987); its noise is log-normal. */
function unitsOfBurst(market: MarketModel, burst: number, moved: number): number {
  const { seed, units } = market.usual;
  const activity = volatilityOf(market, burst) ** VOLUME_POWER;
  const move = VOLUME_BASE + VOLUME_PER_MOVE * Math.min(VOLUME_MOVE_MAX, moved);
  const noise = Math.exp(VOLUME_NOISE * toNormal(hashOf(seed, 2, burst)) - VOLUME_NOISE ** 2 / 2);
  return Math.round(units * activity * move * noise);
}

/** The venue's distance from the common price: a standing part, and one that comes and goes within minutes. */
function basisAt({ usual: { seed }, venue }: MarketModel, burst: number): number {
  const knot = Math.floor(burst / BURSTS_PER_KNOT);
  const inside = burst / BURSTS_PER_KNOT - knot;
  const noise = hashOf(seed, 1);
  const from = smoothNoise(noise, knot);
  const passing = inside === 0 ? from : from + (smoothNoise(noise, knot + 1) - from) * inside;
  return venue.basis * (0.5 * toNormal(hashOf(seed, 3)) + passing);
}

/** Logarithm of the price in ticks at each step of a burst, and at its end. */
function logPrices(market: MarketModel, burst: number): readonly number[] {
  const path: number[] = [];
  const from = market.level + basisAt(market, burst);
  const slope = (market.level + basisAt(market, burst + 1) - from) / STEPS_PER_BURST;
  for (let step = 0; step <= STEPS_PER_BURST; step++) path.push(from + slope * step);
  for (const { path: part, weight } of market.parts) {
    const steps = part.burst(burst);
    for (let step = 0; step <= STEPS_PER_BURST; step++)
      path[step] = (path[step] ?? 0) + weight * (steps[step] ?? 0);
  }
  return path;
}

/** The burst's units over its steps by the size of their moves: rounded running totals, so that none is lost. */
function unitsOfSteps(
  market: MarketModel,
  outline: (hour: number) => Outline,
  burst: number,
): readonly number[] {
  const path = logPrices(market, burst);
  const hour = Math.floor(burst / BURSTS_PER_HOUR);
  const total = outline(hour).units[burst - hour * BURSTS_PER_HOUR] ?? 0;
  const usualMove = (market.usual.deviation * volatilityOf(market, burst)) / Math.sqrt(STEPS_PER_BURST);
  const uniform = uniformStream(hashOf(market.usual.seed, 4, burst));
  const running: number[] = [];
  let weight = 0;
  for (let step = 0; step < STEPS_PER_BURST; step++) {
    const moved = Math.abs((path[step + 1] ?? 0) - (path[step] ?? 0)) / usualMove;
    weight += (0.4 + 0.6 * Math.min(20, moved)) * -Math.log(uniform());
    running.push(weight);
  }
  let given = 0;
  return running.map((upTo) => {
    const units = Math.round((total * upTo) / weight) - given;
    given += units;
    return units;
  });
}

/** The spread widens with volatility: makers ask more where they lose more to the informed (Glosten, Milgrom 1985). */
function quotesOf(market: MarketModel, step: number, prices: (burst: number) => readonly number[]): Quotes {
  const burst = Math.floor(step / STEPS_PER_BURST);
  const last = prices(burst)[step - burst * STEPS_PER_BURST] ?? 2;
  const bits = hashOf(market.usual.seed, 5, step);
  const thin = (DEEPEST_DAILY_USD / market.coin.dailyUsd) ** 0.25;
  const mood = 0.6 + 0.4 * volatilityOf(market, burst);
  const width = last * market.venue.spread * thin * mood * (0.6 + 0.8 * toUniform(bits));
  const spread = Math.min(last - 1, Math.max(1, Math.round(width)));
  // An odd tick goes to either side: the last trade was then at, or nearer to, the bid or the ask.
  const below = spread % 2 === 0 ? spread / 2 : (spread - 1) / 2 + (hashOf(bits, 1) % 2);
  return { below, above: spread - below };
}
