import { expect, it } from "vitest";
import { decidePromotion } from "./decide-promotion";
import { FALSE_PROMOTIONS } from "./promotion-policy";
import { promotionTrials, tryPolicies } from "./try-policies";

it("the false promotions that are shown beside the switch are those the policies have", () => {
  const { zeroEdge } = promotionTrials;
  expect(tryPolicies({ ...zeroEdge, bots: 1_000, seed: 1 })).toEqual(FALSE_PROMOTIONS);
});

const check = (ok: boolean, words: string) => ({ name: "key", ok, words }) as const;

it.each([
  ["all is right", true, "eligible", true, [check(true, "a key")], { kind: "promote" }],
  [
    "a key is missing",
    true,
    "eligible",
    true,
    [check(false, "no key")],
    { kind: "eligible", missing: ["no key"] },
  ],
  ["its record does not hold any more", false, "eligible", true, [], { kind: "withdraw" }],
  ["its record does not hold yet", false, "paper_training", true, [], { kind: "stay" }],
] as const)("%s", (_what, passes, stage, autopilot, checks, verdict) => {
  expect(decidePromotion({ passes, stage, autopilot, checks })).toEqual(verdict);
});

it("without autopilot nothing is promoted, and that is said with what else is missing", () => {
  const verdict = decidePromotion({
    passes: true,
    stage: "paper_training",
    autopilot: false,
    checks: [check(false, "no key")],
  });
  expect(verdict).toMatchObject({
    kind: "eligible",
    missing: ["no key", expect.stringMatching(/Autopilot/)],
  });
});
