import { expect, test } from "vitest";
import { sortRows } from "./sort-rows";

const rows = [{ n: "-2.5" }, { n: "10" }, { n: null }, { n: "9.99" }];
const keys = { n: (row: (typeof rows)[number]) => row.n };

test("money is sorted by its value, not by its letters, and the unknown stands last both ways", () => {
  expect(sortRows(rows, { by: "n", descending: true }, keys).map(({ n }) => n)).toEqual([
    "10",
    "9.99",
    "-2.5",
    null,
  ]);
  expect(sortRows(rows, { by: "n", descending: false }, keys).map(({ n }) => n)).toEqual([
    "-2.5",
    "9.99",
    "10",
    null,
  ]);
});

test("a column that cannot be sorted by leaves the rows as they are", () => {
  expect(sortRows(rows, { by: "other", descending: true }, keys)).toBe(rows);
});
