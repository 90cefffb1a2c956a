import { expect, it } from "vitest";
import { judgeProof, type ProofFacts } from "./judge-proof";

const step = (at: number, pid = 1) => ({ runId: "r", step: "a", n: 0, pid, at });
const well: ProofFacts = {
  effects: [step(100)],
  kept: [{ runId: "r", step: "a", at: 120 }],
  kills: [],
  runs: [{ functionId: "proof-work", status: "completed", count: 1 }],
  sent: [0],
  heard: [0],
  ticks: [60_000, 120_000, 180_000],
  outages: [],
  toWall: (marketAt) => marketAt,
};
const violations = (facts: Partial<ProofFacts>) => judgeProof({ ...well, ...facts }).violations;

it("is content with what is right", () => {
  expect(violations({})).toEqual([]);
  const again = { effects: [step(100), step(200, 2)], kept: [{ runId: "r", step: "a", at: 220 }] };
  expect(violations({ ...again, kills: [{ at: 110, until: 112, kind: "worker", pid: 1 }] })).toEqual([]);
});

it("counts a blow until it has done its harm", () => {
  // begun between the decision to kill and the death, and while the database was away
  const again = { effects: [step(100), step(200, 2)], kept: [{ runId: "r", step: "a", at: 220 }] };
  expect(violations({ ...again, kills: [{ at: 98, until: 101, kind: "worker", pid: 1 }] })).toEqual([]);
  expect(violations({ ...again, kills: [{ at: 50, until: 150, kind: "database", pid: 9 }] })).toEqual([]);
  expect(violations({ ...again, kills: [{ at: 50, until: 99, kind: "database", pid: 9 }] })[0]).toContain(
    "hit by 0 kills: -50 kill of database 9 (49 ms), 0 begun by 1, 100 begun by 2, 120 kept",
  );
});

it("sees a step that ran again without need, or after its result was kept", () => {
  expect(violations({ effects: [step(100), step(110)] })[0]).toContain("ran 2 times, hit by 0 kills");
  const kills = [{ at: 110, until: 111, kind: "worker" as const, pid: 2 }];
  expect(violations({ effects: [step(100), step(112)], kills })[0]).toContain("hit by 0 kills");
  expect(violations({ effects: [step(100), step(130)] })[0]).toContain("after its result was kept");
});

it("sees a run that did not end, an event that was lost or came twice", () => {
  expect(violations({ runs: [{ functionId: "proof-work", status: "running", count: 1 }] })).toHaveLength(2);
  expect(violations({ heard: [] })[0]).toContain("heard 0 times");
  expect(violations({ heard: [0, 0] })[0]).toContain("heard 2 times");
});

it("sees a schedule that came twice or not at all, and excuses one that nobody could fire", () => {
  expect(violations({ ticks: [60_000, 60_000] })[0]).toContain("came twice");
  expect(violations({ ticks: [60_000, 180_000] })[0]).toContain("did not fire");
  const outages = (...pairs: [number, number][]) => ({ outages: pairs.map(([from, to]) => ({ from, to })) });
  expect(violations({ ticks: [60_000, 240_000], ...outages([119_000, 190_000]) })).toHaveLength(1);
  expect(violations({ ticks: [60_000, 180_000], ...outages([119_000, 181_000]) })).toEqual([]);
  expect(
    violations({ ticks: [60_000, 180_000], ...outages([110_000, 150_000], [151_000, 179_000]) }),
  ).toEqual([]);
  expect(
    violations({ ticks: [60_000, 180_000], ...outages([119_000, 150_000], [152_500, 181_000]) }),
  ).toEqual(["the schedule of 1970-01-01T00:02:00.000Z did not fire in 2500 ms"]);
});
