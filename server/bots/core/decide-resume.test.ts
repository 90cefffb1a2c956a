import { describe, expect, it, test } from "vitest";
import { decideResume, type ResumeFacts } from "./decide-resume";

const paused: ResumeFacts = { name: "Zeus", status: "paused", stage: "paper_training", halted: false };

// Guards the way back into trading: nothing but a person's approval of a paused bot leads there.
describe("decideResume", () => {
  it("lets a paused and a new bot run", () => {
    expect(decideResume(paused).ok).toBe(true);
    expect(decideResume({ ...paused, status: "new" }).ok).toBe(true);
  });

  test.each([
    [{ status: "running" }, "conflict"],
    [{ status: "quarantined" }, "not_now"],
    [{ stage: "archived" }, "not_now"],
    [{ halted: true }, "not_now"],
  ] as const)("refuses %o", (change, code) => {
    expect(decideResume({ ...paused, ...change })).toMatchObject({ ok: false, refusal: { code } });
  });
});
