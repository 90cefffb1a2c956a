import type { ExchangeName, MarketRules } from "@/server/exchange/core/market-rules";
import { boundedCache } from "./bounded-cache";
import { type Factor, type FactorPath, factorPath } from "./factor-path";
import { type MarketMood, marketMood } from "./market-mood";
import { hashOf, hashOfText, smoothNoise, toNormal, uniformStream } from "./seeded-random";
import { STEPS_PER_BURST, STEPS_PER_HOUR } from "./simulation-grid";
import { type Coin, coins, quotePerUsd, type Venue, venues } from "./universe";

/** Prices in whole ticks, volume in whole lots: exact as integers, turned into decimals only on the way out. */
type MarketHour = {
  /** last price of each step, in ticks */
  readonly last: Float64Array;
  /** half of the distance between bid and ask in each step, in ticks */
  readonly halfSpread: Float64Array;
  /** traded in each step, in lots */
  readonly lots: Float64Array;
};

/** One market's path: any hour since 1970 UTC, in bounded time, the same for the same seed. */
export type MarketPath = (hour: number) => MarketHour;

const COMMON: Factor = {
  name: "common",
  hourDeviation: 0.0042,
  levelDeviation: 0.12,
  jumpChance: 0.006,
  jumpSize: 3,
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
  jumpChance: 0.004,
  jumpSize: 3,
  trend: 0,
});

const HOURS_CACHED = 4;
const BASIS_MINUTES = 10;
const SECONDS_PER_DAY = 86_400;
const STEPS_PER_DAY = (SECONDS_PER_DAY / 3600) * STEPS_PER_HOUR;

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
    const market: MarketModel = {
      seed: hashOf(seed, hashOfText(`${rules.exchange} ${rules.symbol}`)),
      coin,
      venue: venues[rules.exchange as ExchangeName],
      level: Math.log((coin.usd * perUsd) / rules.tickSize.toNumber()),
      lotsPerStep:
        (coin.dailyUsd * venues[rules.exchange as ExchangeName].volume) /
        coin.usd /
        rules.lotSize.toNumber() /
        STEPS_PER_DAY,
      common: factorOf(COMMON),
      own: factorOf(coinFactor(coin)),
      quote: rules.quote === RAND.name ? factorOf(RAND) : null,
      mood,
    };
    return boundedCache(HOURS_CACHED, (hour: number) => hourOfMarket(market, hour));
  };
}

type MarketModel = {
  readonly seed: number;
  readonly coin: Coin;
  readonly venue: Venue;
  /** logarithm of the coin's starting price, in ticks */
  readonly level: number;
  readonly lotsPerStep: number;
  readonly common: FactorPath;
  readonly own: FactorPath;
  readonly quote: FactorPath | null;
  readonly mood: MarketMood;
};

function hourOfMarket(market: MarketModel, hour: number): MarketHour {
  const { coin, venue, mood } = market;
  const price = pricesOfHour(market, hour);
  const { volatility } = mood.hour(hour);
  const bursts = mood.bursts(hour);
  const last = new Float64Array(STEPS_PER_HOUR);
  const halfSpread = new Float64Array(STEPS_PER_HOUR);
  const lots = new Float64Array(STEPS_PER_HOUR);
  const uniform = uniformStream(hashOf(market.seed, 2, hour));
  const hourDeviation = Math.hypot(coin.beta * COMMON.hourDeviation, coin.hourDeviation) * volatility;
  for (let step = 0; step < STEPS_PER_HOUR; step++) {
    const ticks = Math.max(2, Math.round(price[step] ?? 2));
    last[step] = ticks;
    const width = ticks * venue.spread * 0.5 * (0.7 + 0.3 * volatility) * (0.6 + 0.8 * uniform());
    halfSpread[step] = Math.min(ticks - 1, Math.max(1, Math.round(width)));
    const share = bursts[Math.floor(step / STEPS_PER_BURST)] ?? 0;
    const burst = Math.sqrt(share * bursts.length);
    const moved = Math.abs(Math.log((price[step + 1] ?? ticks) / (price[step] ?? ticks)));
    const usual = hourDeviation * Math.sqrt(share / STEPS_PER_BURST);
    // Volume goes with volatility and with the size of the move (Karpoff 1987); its noise is exponential.
    const activity = volatility * burst * (0.4 + 0.6 * Math.min(20, moved / usual));
    lots[step] = Math.round(market.lotsPerStep * activity * -Math.log(uniform()));
  }
  return { last, halfSpread, lots };
}

/** Price at the start of each step and at the hour's end, in ticks, before rounding. */
function pricesOfHour(market: MarketModel, hour: number): Float64Array {
  const [common, own, quote] = [market.common(hour), market.own(hour), market.quote?.(hour)];
  const prices = new Float64Array(STEPS_PER_HOUR + 1);
  const basisSeed = hashOf(market.seed, 1);
  // A standing difference, and one that comes and goes within minutes.
  const standing = 0.5 * toNormal(hashOf(market.seed, 3));
  const knots = STEPS_PER_HOUR / (60 / BASIS_MINUTES);
  let [from, to] = [0, 0];
  for (let step = 0; step <= STEPS_PER_HOUR; step++) {
    const inside = step % knots;
    if (inside === 0) {
      const knot = (hour * STEPS_PER_HOUR + step) / knots;
      from = smoothNoise(basisSeed, knot);
      to = smoothNoise(basisSeed, knot + 1);
    }
    const basis = market.venue.basis * (standing + from + ((to - from) * inside) / knots);
    const factors = market.coin.beta * (common[step] ?? 0) + (own[step] ?? 0) + (quote?.[step] ?? 0);
    prices[step] = Math.exp(market.level + factors + basis);
  }
  return prices;
}
