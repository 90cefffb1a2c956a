import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { visibleRows } from "./visible-rows";

const box = { top: 0, height: 560, rowHeight: 28 };

describe("the rows of a long table", () => {
  it("are drawn whole while they are few, and a screenful of ten thousand", () => {
    expect(visibleRows(60, box)).toEqual({ first: 0, end: 60, above: 0, below: 0 });
    expect(visibleRows(10_000, box)).toEqual({ first: 0, end: 44, above: 0, below: 9_956 * 28 });
    expect(visibleRows(10_000, { ...box, top: 5_000 * 28 })).toMatchObject({ first: 4_988, end: 5_032 });
  });

  it("end with the last one", () => {
    expect(visibleRows(10_000, { ...box, top: 1e9 })).toMatchObject({ end: 10_000, below: 0 });
  });

  it("fill the box wherever it stands, and what is not drawn keeps its room", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 61, max: 20_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom(28, 34, 48),
        (count, part, rowHeight) => {
          const top = part * Math.max(0, count * rowHeight - box.height);
          const { first, end, above, below } = visibleRows(count, { top, height: box.height, rowHeight });
          expect(above + (end - first) * rowHeight + below).toBe(count * rowHeight);
          expect(above).toBeLessThanOrEqual(top);
          expect(above + (end - first) * rowHeight).toBeGreaterThanOrEqual(top + box.height - 1e-6);
          expect(end - first).toBeLessThan(60);
        },
      ),
    );
  });

  it("are the first ones before the box was measured", () => {
    expect(visibleRows(10_000, null)).toMatchObject({ first: 0, end: 60 });
  });
});
