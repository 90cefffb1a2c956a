import { type Build, SOUND, simulate } from "./sim-world";

export type SimulationProof = {
  readonly runs: number;
  readonly seed: number;
  /** runs in which something that must never be was found */
  readonly violations: number;
  readonly firstViolation?: { readonly seed: number; readonly what: string };
  readonly orders: number;
  readonly venueOrders: number;
  readonly trades: number;
  readonly crashes: number;
  /** trades made by hand, and trades of given-up orders that no position took: each told */
  readonly external: number;
  readonly unbooked: number;
  /** stops at the exchange: placed, sold at, and positions that had theirs after a lull */
  readonly stops: number;
  readonly stopsFilled: number;
  readonly protectedPositions: number;
};

/**
 * Trades by chance at an exchange that loses, delays, doubles and shuffles, in a process that dies at any step, and
 * asserts what must always hold. Run number n has the seed `seed + n`; the same seed gives the same run.
 */
export function proveSimulation(runs: number, seed: number, build: Build = SOUND): SimulationProof {
  const sums = {
    orders: 0,
    venueOrders: 0,
    trades: 0,
    crashes: 0,
    external: 0,
    unbooked: 0,
    stops: 0,
    stopsFilled: 0,
    protectedPositions: 0,
  };
  let violations = 0;
  let firstViolation: SimulationProof["firstViolation"];
  for (let run = 0; run < runs; run++) {
    const facts = simulate(seed + run, build);
    for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] += facts[name];
    const [what] = facts.violations;
    if (what === undefined) continue;
    violations += 1;
    firstViolation ??= { seed: seed + run, what };
  }
  return { runs, seed, violations, ...(firstViolation && { firstViolation }), ...sums };
}
