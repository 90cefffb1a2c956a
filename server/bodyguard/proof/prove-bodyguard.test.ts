import { expect, it } from "vitest";
import { proveBodyguard } from "./prove-bodyguard";

// The same proof over ten fleets and twenty rogues of a kind: npm run prove -- bodyguard.
it("catches every planted fault within two looks, and pauses at most one healthy bot of 45 in 8 days", () => {
  const proof = proveBodyguard({ seed: 5, fleets: 1, roguesEach: 1, days: 8 });
  expect(proof.violations).toEqual([]);
  expect(proof.rogues.map(({ caught, planted }) => caught === planted)).toEqual(proof.rogues.map(() => true));
  expect(proof.trades).toBeGreaterThan(1_000);
});

it("is the same twice for the same seed", () => {
  const q = { seed: 9, fleets: 1, roguesEach: 1, bots: 4, days: 3 };
  expect(proveBodyguard(q)).toEqual(proveBodyguard(q));
});
