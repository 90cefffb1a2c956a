import { expect, test } from "vitest";
import type { BeatFact } from "@/server/heartbeat/core/beat-fact";
import { type WallMs, wallMs } from "@/server/kernel/clock";
import { ageWords } from "./age-words";
import { judgeMachine, judgeParts } from "./judge-health";
import { worstReconciliation } from "./worst-reconciliation";

const now = wallMs(Date.UTC(2026, 10, 22, 12));
const ago = (seconds: number): WallMs => wallMs(now - seconds * 1000);
const iso = (at: WallMs) => new Date(at).toISOString();

const healthy: readonly BeatFact[] = [
  { name: "worker", wallAt: ago(2), detail: {} },
  { name: "engine", wallAt: ago(2), detail: {} },
  { name: "market", wallAt: ago(1), detail: { lastTickWallAt: iso(ago(1)), ended: false } },
  { name: "cycle", wallAt: ago(300), detail: {} },
  { name: "stops", wallAt: ago(1), detail: {} },
  { name: "sealer", wallAt: ago(1), detail: {} },
];
const sealed = { rows: 0, oldestWallAt: null };
const bad = (beats: readonly BeatFact[], unsealed: { rows: number; oldestWallAt: WallMs | null } = sealed) =>
  judgeParts({ wallNow: now, beats, unsealed }).filter((check) => !check.ok);
const withBeat = (beat: BeatFact) => [...healthy.filter(({ name }) => name !== beat.name), beat];

test("a system whose parts all beat is well, before its first cycle too", () => {
  expect(bad(healthy)).toEqual([]);
  expect(bad(healthy.filter(({ name }) => name !== "cycle" && name !== "stops"))).toEqual([]);
});

test.each([
  ["worker", 21],
  ["engine", 31],
  ["stops", 31],
  ["cycle", 66 * 60],
])("%s silent for %i s is not well and the sentence says since when", (name, seconds) => {
  const [check, ...others] = bad(withBeat({ name, wallAt: ago(seconds), detail: {} }));
  expect(others).toEqual([]);
  expect(check?.name).toBe(name);
  expect(check?.detail).toContain(ageWords(seconds * 1000));
});

test("old prices are not well; a beat alone is no price, and a recording that ended is no fault", () => {
  const market = (lastTickWallAt: string | null, ended = false) =>
    bad(withBeat({ name: "market", wallAt: ago(1), detail: { lastTickWallAt, ended } }));
  expect(market(iso(ago(61)))[0]?.name).toBe("market");
  expect(market(null)[0]?.name).toBe("market");
  expect(market(iso(ago(3_600)), true)).toEqual([]);
  const unwatched = { lastTickWallAt: null, ended: false, watched: 0 };
  expect(bad(withBeat({ name: "market", wallAt: ago(1), detail: unwatched }))).toEqual([]);
});

test("audit rows that have waited a minute for their seal are not well, however many are fresh", () => {
  expect(bad(healthy, { rows: 9_000, oldestWallAt: ago(1) })).toEqual([]);
  const [check] = bad(healthy, { rows: 3, oldestWallAt: ago(61) });
  expect(check?.name).toBe("audit");
  expect(check?.detail).toContain("3 audit rows wait for their seal, 1 min 1 s by now.");
});

test("a nearly full disk warns from 80 % and is not well below the floor", () => {
  const GB = 2 ** 30;
  const machine = { diskTotalBytes: 10 * GB, memoryFreeBytes: GB, memoryTotalBytes: 2 * GB };
  const disk = (diskFreeBytes: number) => judgeMachine({ ...machine, diskFreeBytes })[0];
  expect(disk(5 * GB)).toMatchObject({ ok: true, detail: "5.0 GB of disk free, 50 % used." });
  expect(disk(GB)).toMatchObject({ ok: true, detail: expect.stringContaining("Make room soon.") });
  expect(disk(GB / 8)).toMatchObject({
    ok: false,
    detail: expect.stringMatching(/^128 MB of disk free/),
  });
});

test("the largest difference of a user's books is shown, nobody else's", () => {
  const beats: BeatFact[] = [
    { name: "reconcile:u1:demo", wallAt: ago(10), detail: { difference: "0" } },
    { name: "reconcile:u1:paper", wallAt: ago(20), detail: { difference: "0.5" } },
    { name: "reconcile:u2:paper", wallAt: ago(5), detail: { difference: "9" } },
  ];
  expect(worstReconciliation(beats, "u1")).toEqual({
    ledgerDifference: "0.5",
    reconciledWallAt: iso(ago(20)),
  });
  expect(worstReconciliation(beats, "u3")).toEqual({ ledgerDifference: null, reconciledWallAt: null });
});
