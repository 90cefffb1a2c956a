import { describe, expect, it } from "vitest";
import { heatOf } from "./heat-of";

describe("the heat of a tile", () => {
  it("has four steps each way and is neutral around zero", () => {
    expect(["0", "0.0024", "0.0025", "0.015", "0.03", "0.05", "0.2"].map(heatOf)).toEqual(
      ["0", "0", "p1", "p2", "p3", "p4", "p4"].map((name) => `var(--heat-${name})`),
    );
    expect(["-0.0025", "-0.06", "nonsense"].map(heatOf)).toEqual(
      ["n1", "n4", "0"].map((name) => `var(--heat-${name})`),
    );
  });
});
