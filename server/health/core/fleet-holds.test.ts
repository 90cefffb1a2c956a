import { expect, test } from "vitest";
import { whatStops } from "@/server/jobs/core/vital-jobs";
import { judgeFleet, listFleetHolds } from "./fleet-holds";

const cycle = {
  functionId: "amarktai-run-trading-cycle",
  name: "Trading cycle",
  stops: whatStops("amarktai-run-trading-cycle") ?? "",
};
const open = { paper: true, live: false, halted: false, entriesStopped: false };
const demo = new Set(["demo"]);

test("a fleet that nothing holds back says nothing", () => {
  expect(listFleetHolds({ paused: [], mode: open, books: demo })).toEqual([]);
  expect(judgeFleet({ paused: [], modes: [open], haltedBooks: [] })).toEqual({
    name: "fleet",
    ok: true,
    lastWallAt: null,
    detail: "Nothing holds the fleet back.",
  });
});

test("every act that stops a fleet silently is said, with what to do, and the system stays up", () => {
  const acts = [
    { paused: [cycle], mode: open, books: demo },
    { paused: [], mode: { ...open, halted: true }, books: demo },
    { paused: [], mode: { ...open, entriesStopped: true }, books: demo },
    { paused: [], mode: { ...open, paper: false }, books: demo },
    { paused: [], mode: open, books: new Set(["live"]) },
  ];
  const holds = acts.map(listFleetHolds);
  expect(holds.map((each) => each.map(({ kind }) => kind))).toEqual([
    ...[["jobs"], ["halted"], ["entries"], ["mode"], ["mode"]],
  ]);
  for (const { words, todo } of holds.flat()) {
    expect(words).toMatch(/^[A-Z].*\.$/);
    expect(todo).toMatch(/^[A-Z].*\.$/);
  }
  const told = judgeFleet({ paused: [cycle], modes: [{ ...open, halted: true }], haltedBooks: ["demo"] });
  expect(told).toMatchObject({ ok: true, warn: true });
  expect(told.detail).toContain("The emergency stop is on.");
  expect(told.detail).toContain("demo book is halted");
  expect(told.detail).toContain('"Trading cycle" is paused');
});

test("a mode that is off holds nobody who trades on another book", () => {
  expect(listFleetHolds({ paused: [], mode: { ...open, live: false }, books: demo })).toEqual([]);
});
