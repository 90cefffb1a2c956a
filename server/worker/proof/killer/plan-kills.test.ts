import { expect, it } from "vitest";
import { exchangeNames } from "@/server/kernel/exchange-names";
import { failpoints } from "@/server/platform/failpoint";
import { faultCases, type Kill, planKills } from "./plan-kills";

function plan(kills: number, seed: number): readonly Kill[] {
  const planned: Kill[] = [];
  for (const kill of planKills(exchangeNames, { seed, latestMs: 60_000 })) {
    if (planned.length === kills) break;
    planned.push(kill);
  }
  return planned;
}

it("plans the same kills for the same seed, others for another", () => {
  expect(plan(50, 3)).toEqual(plan(50, 3));
  expect(plan(50, 3)).not.toEqual(plan(50, 4));
});

it("comes to every failpoint and to every fault of every exchange in turn", () => {
  const kills = plan(Math.max(failpoints.length, faultCases.length) * 2, 1);
  expect(new Set(kills.map(({ at }) => at))).toEqual(new Set(failpoints));
  for (const exchange of exchangeNames)
    expect(new Set(kills.map(({ faults }) => faults.get(exchange)?.name))).toEqual(new Set(faultCases));
});

it("lets orders arrive late by a tenth of a second to a minute, every magnitude as often", () => {
  const late = plan(3_000, 1).flatMap(({ faults }) =>
    [...faults.values()].flatMap(({ asks }) =>
      asks.flatMap(({ name, ms = 0 }) => (name === "late_arrival" ? [ms] : [])),
    ),
  );
  expect(Math.min(...late)).toBeGreaterThanOrEqual(100);
  expect(Math.max(...late)).toBeLessThanOrEqual(60_000);
  for (const [from, to] of [
    [100, 1_000],
    [1_000, 10_000],
    [10_000, 60_001],
  ] as const)
    expect(late.filter((ms) => ms >= from && ms < to).length).toBeGreaterThan(late.length / 6);
});
