import { hashOf, toUniform } from "./seeded-random";
import { REGIME_HOURS, REGIME_JITTER_HOURS } from "./simulation-grid";

type RegimeName = "range" | "chop" | "up" | "down" | "crash" | "rally";

/** What holds in one hour of a regime. Multiples of an hour's usual deviation, but `pull`. */
export type RegimeHour = {
  readonly name: RegimeName;
  /** which regime this is: changes when the next one begins */
  readonly index: number;
  readonly volatility: number;
  readonly drift: number;
  /** share of the distance from the regime's first price that is taken back each hour */
  readonly pull: number;
};

type Phase = Pick<RegimeHour, "volatility" | "drift" | "pull">;
type Regime = {
  readonly name: RegimeName;
  /** cumulative chance */
  readonly upTo: number;
  readonly usual: Phase;
  /** what its first ACUTE_HOURS are like, where they differ */
  readonly acute?: Phase;
};

const ACUTE_HOURS = 9;

const REGIMES: readonly Regime[] = [
  { name: "range", upTo: 0.4, usual: { volatility: 0.7, drift: 0, pull: 0.05 } },
  { name: "chop", upTo: 0.55, usual: { volatility: 1.15, drift: 0, pull: 0.02 } },
  { name: "up", upTo: 0.74, usual: { volatility: 0.95, drift: 0.14, pull: 0 } },
  { name: "down", upTo: 0.93, usual: { volatility: 1.05, drift: -0.14, pull: 0 } },
  {
    name: "crash",
    upTo: 0.97,
    acute: { volatility: 2.1, drift: -0.9, pull: 0 },
    usual: { volatility: 1.4, drift: 0.05, pull: 0 },
  },
  {
    name: "rally",
    upTo: 1,
    acute: { volatility: 1.8, drift: 0.8, pull: 0 },
    usual: { volatility: 1.2, drift: -0.03, pull: 0 },
  },
];
const QUIET: Regime = { name: "range", upTo: 1, usual: { volatility: 0.7, drift: 0, pull: 0.05 } };

/**
 * The regime of one hour since 1970 UTC, from the seed alone: range, chop, trend up or down, crash, rally. A crash
 * and a rally are sharp at first and restless after. Drift and pull make direction foretellable on purpose (a demo
 * needs trends to follow), so results on these prices say nothing about an edge.
 */
export function regimeOf(seed: number, hour: number): RegimeHour {
  const even = Math.floor(hour / REGIME_HOURS);
  const index = hour < beginOf(seed, even) ? even - 1 : even;
  const draw = toUniform(hashOf(seed, 20, index));
  const regime = REGIMES.find(({ upTo }) => draw <= upTo) ?? QUIET;
  const isAcute = hour - beginOf(seed, index) < ACUTE_HOURS;
  const phase = isAcute ? (regime.acute ?? regime.usual) : regime.usual;
  return { name: regime.name, index, ...phase };
}

const beginOf = (seed: number, index: number): number =>
  index * REGIME_HOURS + (hashOf(seed, 21, index) % REGIME_JITTER_HOURS);
