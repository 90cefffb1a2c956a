import { describe, expect, it } from "vitest";
import type { EquityPointView } from "@/server/portfolio/core/live-view";
import { sampleRows, toCurve } from "./equity-curve";

const T0 = Date.parse("2026-11-22T12:00:00Z");
const point = (minute: number, equity: string, buyAndHold: string | null = null): EquityPointView => {
  const at = new Date(T0 + minute * 60_000).toISOString();
  return { wallAt: at, marketAt: at, equity, buyAndHold };
};

describe("the equity curve", () => {
  it("leaves an outage as wide as it was long", () => {
    const { rows } = toCurve([point(0, "100"), point(1, "101"), point(5, "99")]);
    expect(rows.map((row) => row.equity)).toEqual([100, 101, null, null, null, 99]);
  });

  it("measures the deepest fall from the peak before it", () => {
    const { deepest, rows } = toCurve([point(0, "100"), point(1, "120"), point(2, "90"), point(3, "110")]);
    expect(deepest?.ratio).toBeCloseTo(-0.25);
    expect(deepest?.atMs).toBe(T0 + 2 * 60_000);
    expect(rows.map((row) => row.peak)).toEqual([100, 120, 120, 120]);
  });

  it("never draws more than 1 200 places, and the last point of a place counts", () => {
    const points = Array.from({ length: 5_000 }, (_, minute) => point(minute, String(minute)));
    const { rows } = toCurve(points);
    expect(rows.length).toBeLessThanOrEqual(1_200);
    expect(rows.at(-1)?.equity).toBe(4_999);
  });

  it("drops points that run backwards instead of breaking", () => {
    expect(
      toCurve([point(2, "100"), point(1, "50"), point(3, "101")]).points.map((each) => each.equity),
    ).toEqual(["100", "101"]);
    expect(toCurve([]).rows).toEqual([]);
  });
});

describe("the table view", () => {
  it("samples evenly, newest first, with both ends", () => {
    const points = Array.from({ length: 100 }, (_, minute) => point(minute, String(minute)));
    const rows = sampleRows(points, 5).map((each) => each.equity);
    expect(rows).toHaveLength(5);
    expect([rows[0], rows.at(-1)]).toEqual(["99", "0"]);
  });
});
