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
};

/**
 * Trades by chance at an exchange that loses, delays, doubles and shuffles, in a process that dies at any step, and
 * asserts what must always hold. Run number n has the seed `seed + n`; the same seed gives the same run.
 */
export function proveSimulation(runs: number, seed: number, build: Build = SOUND): SimulationProof {
  let [violations, orders, venueOrders, trades, crashes, external, unbooked] = [0, 0, 0, 0, 0, 0, 0];
  let firstViolation: SimulationProof["firstViolation"];
  for (let run = 0; run < runs; run++) {
    const facts = simulate(seed + run, build);
    orders += facts.orders;
    venueOrders += facts.venueOrders;
    trades += facts.trades;
    crashes += facts.crashes;
    external += facts.external;
    unbooked += facts.unbooked;
    const [what] = facts.violations;
    if (what === undefined) continue;
    violations += 1;
    firstViolation ??= { seed: seed + run, what };
  }
  const found = firstViolation ? { firstViolation } : {};
  return { runs, seed, violations, ...found, orders, venueOrders, trades, crashes, external, unbooked };
}
