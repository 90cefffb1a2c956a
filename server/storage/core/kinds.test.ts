import { expect, test } from "vitest";
import { growthPerDay, toKinds } from "./kinds";

test("kinds sum to the database, whatever tables there are", () => {
  const kinds = toKinds(
    [
      { name: "decision", bytes: 70 },
      { name: "decision_context", bytes: 5 },
      { name: "a_table_of_tomorrow", bytes: 11 },
    ],
    100,
  );
  expect(kinds.get("decisions")).toBe(75);
  expect(kinds.get("other")).toBe(25);
  expect([...kinds.values()].reduce((sum, bytes) => sum + bytes, 0)).toBe(100);
});

test("growth is told once enough time was seen, and shrinks too", () => {
  const hour = 3_600_000;
  const at = (hours: number, bytes: number) => ({ at: hours * hour, bytes });
  expect(growthPerDay(at(12, 150), at(0, 100), hour)).toBe(100);
  expect(growthPerDay(at(48, 50), at(0, 100), hour)).toBe(-25);
  expect(growthPerDay(at(0.5, 150), at(0, 100), hour)).toBeNull();
  expect(growthPerDay(at(12, 150), null, hour)).toBeNull();
});
