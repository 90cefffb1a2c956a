import { expect, it } from "vitest";
import { proveSimulation } from "./prove-simulation";
import { MARKET } from "./sim-venue";
import { type Build, SOUND } from "./sim-world";

const RUNS = 400;
const SEED = 20_261_130;

// `npm run prove -- simulation --runs 100000` is the same, longer.
it("through lost, late, doubled and shuffled messages and crashes at every step, nothing is doubled, lost or guessed", () => {
  const proof = proveSimulation(RUNS, SEED);
  expect(proof).toMatchObject({ runs: RUNS, seed: SEED, violations: 0 });
  expect(proof.firstViolation).toBeUndefined();
  // it has really been through all that
  for (const count of [proof.crashes, proof.external, proof.trades, proof.orders - proof.venueOrders])
    expect(count).toBeGreaterThan(RUNS / 4);
}, 120_000);

it("the same seed gives the same run", () => {
  expect(proveSimulation(20, 7)).toEqual(proveSimulation(20, 7));
});

const bugs: readonly (readonly [name: string, breaks: RegExp, bug: Partial<Build>])[] = [
  ["sends again instead of asking", /^(ONE|FSM)/, { resends: true }],
  ["books a trade as often as it is told", /^(FILL|FSM|CONS)/, { newTrades: (trades) => trades }],
  ["takes a failed question for a no", /^FSM/, { hears: (heard) => (heard.answered ? heard.value : null) }],
  [
    "forgets which asset a fee was taken in",
    /^CONS/,
    { feeOf: ({ fee }) => ({ ...fee, asset: MARKET.quote }) },
  ],
];

it.each(bugs)("finds a road that %s", (_name, breaks, bug) => {
  const proof = proveSimulation(150, 1, { ...SOUND, ...bug });
  expect(proof.violations).toBeGreaterThan(0);
  expect(proof.firstViolation?.what).toMatch(breaks);
  // the seed that was told finds it again
  const again = proveSimulation(1, proof.firstViolation?.seed ?? 0, { ...SOUND, ...bug });
  expect(again.firstViolation).toEqual(proof.firstViolation);
});
