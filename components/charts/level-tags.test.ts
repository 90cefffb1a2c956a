import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type LevelPlace, placeTags } from "./level-tags";

const level = (kind: LevelPlace["kind"], y: number | null): LevelPlace => ({ kind, y, price: "1" });
const shown = (tags: ReturnType<typeof placeTags>) => tags.map(({ kind, y, pinned }) => [kind, y, pinned]);

describe("the tags of levels", () => {
  it("stand at their prices while there is room", () => {
    expect(shown(placeTags([level("stop", 200), level("last", 40)], 300))).toEqual([
      ["last", 40, null],
      ["stop", 200, null],
    ]);
  });

  it("are pinned to the edge they left by, never dropped", () => {
    expect(shown(placeTags([level("stop", 900), level("target", -500), level("last", 150)], 300))).toEqual([
      ["target", 9.5, "up"],
      ["last", 150, null],
      ["stop", 290.5, "down"],
    ]);
  });

  it("move apart where they collide, the last price keeping its place", () => {
    expect(shown(placeTags([level("entry", 102), level("last", 100)], 300))).toEqual([
      ["last", 100, null],
      ["entry", 119, null],
    ]);
  });

  it("never cover each other and never leave the frame", () => {
    const y = fc.integer({ min: -600, max: 900 });
    fc.assert(
      fc.property(y, y, y, y, (last, entry, stop, target) => {
        const tags = placeTags(
          [level("last", last), level("entry", entry), level("stop", stop), level("target", target)],
          300,
        );
        expect(tags).toHaveLength(4);
        for (const [at, tag] of tags.entries()) {
          expect(tag.y).toBeGreaterThanOrEqual(9.5);
          expect(tag.y).toBeLessThanOrEqual(290.5);
          const next = tags[at + 1];
          if (next) expect(next.y - tag.y).toBeGreaterThanOrEqual(19 - 1e-6);
        }
      }),
    );
  });

  it("say nothing of a level whose scale is unknown", () => {
    expect(placeTags([level("last", null)], 300)).toEqual([]);
  });
});
