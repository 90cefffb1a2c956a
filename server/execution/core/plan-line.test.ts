import { expect, it } from "vitest";
import { wallMs } from "@/server/kernel/clock";
import { toDecimal } from "@/server/kernel/money";
import { type LineMemory, planLine } from "./plan-line";

const line = (ours: string, theirs: string) => {
  const [our, their] = [toDecimal(ours), toDecimal(theirs)];
  return { asset: "BTC", ours: our, theirs: their, difference: their.minus(our) };
};
const at = (seconds: number) => wallMs(1_000_000 + seconds * 1_000);
/** Looks one after the other; answers whether the last one holds. */
function looks(seen: readonly (readonly [seconds: number, theirs: string])[], isBusy = false) {
  let memory: LineMemory | null = null;
  const turns: (string | null)[] = [];
  for (const [seconds, theirs] of seen) {
    const planned = planLine(line("2", theirs), memory, { now: at(seconds), isBusy });
    turns.push(planned.turns);
    memory = planned;
  }
  return turns;
}

it("a balance that moved by hand holds from its second look on, and lets go when it is back", () => {
  expect(
    looks([
      [0, "1.5"],
      [30, "1.5"],
      [60, "1.5"],
      [90, "2"],
    ]),
  ).toEqual([null, "held", null, "released"]);
});

it("one that was different for a moment holds nothing, nor one that turned", () => {
  expect(
    looks([
      [0, "1.5"],
      [30, "2"],
      [60, "1.5"],
      [65, "1.5"],
    ]),
  ).toEqual([null, null, null, null]);
  expect(
    looks([
      [0, "1.5"],
      [5, "2.5"],
      [10, "1.4"],
    ]),
  ).toEqual([null, null, null]);
});

it("while orders of ours are under way in it, only one that lasts a minute", () => {
  expect(
    looks(
      [
        [0, "1.5"],
        [30, "1.5"],
        [59, "1.4"],
        [60, "1.45"],
      ],
      true,
    ),
  ).toEqual([null, null, null, "held"]);
});

it("what a venue rounds away is shown and holds nothing", () => {
  expect(
    looks([
      [0, "2.000000001"],
      [30, "2.000000001"],
      [60, "2.000001"],
    ]),
  ).toEqual([null, null, null]);
});

it("what the owner knows of holds nothing more, until it changes", () => {
  const known = {
    difference: toDecimal("-0.5"),
    accepted: toDecimal("-0.5"),
    differsAt: null,
    steadyAt: null,
    heldAt: null,
  };
  expect(planLine(line("2", "1.5"), known, { now: at(600), isBusy: false }).differsAt).toBeNull();
  expect(planLine(line("2", "1"), known, { now: at(600), isBusy: false })).toMatchObject({
    differsAt: at(600),
    turns: null,
  });
});
