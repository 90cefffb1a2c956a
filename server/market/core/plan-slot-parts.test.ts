import { describe, expect, it } from "vitest";
import { marketMs, wallMs } from "@/server/kernel/clock";
import { planSlotPart, type SlotPart, type SlotTelling } from "./plan-slot-parts";

const begun: SlotTelling = {
  slotAt: marketMs(600_000),
  seenWallAt: wallMs(0),
  awaited: null,
  toldWallAt: null,
};

/** What is told, at one instant of the wall clock after the other. */
function tellAt(
  steps: readonly { at: number; settled: string; watched?: string }[],
  patience: number | null,
) {
  let telling = begun;
  return steps.map(({ at, settled, watched = "abc" }) => {
    const plan = planSlotPart(telling, {
      watched: [...watched],
      isSettled: (name) => settled.includes(name),
      wallNow: wallMs(at),
      patienceMs: patience,
    });
    telling = plan?.next ?? telling;
    return plan?.part ? shown(plan.part) : null;
  });
}

const shown = (part: SlotPart) =>
  part.kind === "all" ? "all" : `${part.kind} ${[...part.names].toSorted().join("")}`;

describe("a slot is told", () => {
  it("whole and once, when all have their candles", () => {
    const steps = [
      { at: 0, settled: "ab" },
      { at: 300, settled: "abc" },
      { at: 600, settled: "abc" },
    ];
    expect(tellAt(steps, 1_000)).toEqual([null, "all", null]);
  });

  it("without whom it has waited for long enough, and to each of these later, once", () => {
    const steps = [
      { at: 900, settled: "a" },
      { at: 1_000, settled: "a" },
      { at: 1_300, settled: "ab" },
      { at: 2_000, settled: "ab" },
      { at: 2_100, settled: "ab" },
      { at: 9_000, settled: "abc" },
      { at: 9_900, settled: "abc" },
    ];
    expect(tellAt(steps, 1_000)).toEqual([null, "except bc", null, "only b", null, "only c", null]);
  });

  it("to the last ones without waiting for anybody", () => {
    const steps = [
      { at: 1_000, settled: "a" },
      { at: 1_100, settled: "abc" },
    ];
    expect(tellAt(steps, 1_000)).toEqual(["except bc", "only bc"]);
  });

  it("to nobody while nobody has a candle, and whole where none may be late", () => {
    expect(tellAt([{ at: 60_000, settled: "" }], 1_000)).toEqual([null]);
    expect(tellAt([{ at: 60_000, settled: "ab" }], null)).toEqual([null]);
  });

  it("not to a market that came after the first telling, nor to one that went", () => {
    const steps = [
      { at: 1_000, settled: "a" },
      { at: 2_100, settled: "ad", watched: "abcd" },
      { at: 3_200, settled: "a", watched: "ad" },
      { at: 4_300, settled: "abcd", watched: "abcd" },
    ];
    expect(tellAt(steps, 1_000)).toEqual(["except bc", null, null, null]);
  });
});
