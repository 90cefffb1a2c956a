import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { DataTable } from "./data-table";
import { nextPlace } from "./use-row-keys";

type Row = { readonly id: string; readonly n: string | null };
const columns = [
  { id: "id", label: "Name", fixed: true, phone: true, cell: (row: Row) => row.id },
  { id: "n", label: "Result", right: true, sorts: (row: Row) => row.n, cell: (row: Row) => row.n ?? "—" },
  { id: "fee", label: "Fee", cell: () => "a fee" },
];
const rows: readonly Row[] = [
  { id: "a", n: "-2.5" },
  { id: "b", n: "10" },
  { id: "c", n: null },
  { id: "d", n: "9.99" },
];

type Props = Partial<Parameters<typeof DataTable<Row>>[0]>;
const draw = (props: Props): string =>
  renderToStaticMarkup(
    createElement(DataTable<Row>, { label: "Results", rows, columns, idOf: (row) => row.id, ...props }),
  );
const namesIn = (html: string): string =>
  [...html.matchAll(/data-row="(\w+)"/g)].map(([, id]) => id).join("");

describe("the table", () => {
  it("sorts money by its value, not by its letters, and the unknown stands last both ways", () => {
    const onSort = () => undefined;
    expect(namesIn(draw({ onSort, sort: { by: "n", descending: true } }))).toBe("bdac");
    expect(namesIn(draw({ onSort, sort: { by: "n", descending: false } }))).toBe("adbc");
    expect(draw({ onSort, sort: { by: "n", descending: true } })).toContain('aria-sort="descending"');
  });

  it("leaves rows as they come where a column cannot be sorted by, or the server sorts", () => {
    expect(namesIn(draw({ sort: { by: "other", descending: true } }))).toBe("abcd");
    const sorted = columns.map((column) =>
      column.id === "n" ? { ...column, sorts: true as const } : column,
    );
    const html = draw({ columns: sorted, onSort: () => undefined, sort: { by: "n", descending: true } });
    expect(namesIn(html)).toBe("abcd");
    expect(html).toContain('aria-sort="descending"');
  });

  it("hides what is asked to be hidden, but never a fixed column", () => {
    const html = draw({ hidden: new Set(["fee", "id"]) });
    expect(html).not.toContain("a fee");
    expect(html).toContain(">Name<");
  });

  it("draws few rows whole, and of ten thousand a screenful that keeps the room of the others", () => {
    const many = Array.from({ length: 10_000 }, (_, at): Row => ({ id: `r${at}`, n: String(at) }));
    const drawn = namesIn(draw({ rows: many })).split("r").length - 1;
    expect(drawn).toBeGreaterThan(30);
    expect(drawn).toBeLessThan(100);
    expect(draw({ rows: many })).toContain('aria-rowcount="10001"');
    const room = /style="height:(\d+)px"/.exec(draw({ rows: many }))?.[1];
    expect(Number(room)).toBe((10_000 - drawn) * 34);
    expect(namesIn(draw({ rows: many.slice(0, 60) })).split("r").length - 1).toBe(60);
  });

  it("has one row to reach by keyboard, says which is open and which are picked", () => {
    expect(draw({ selected: "b" }).match(/tabindex="0" aria-rowindex/g)).toHaveLength(1);
    expect(draw({ selected: "b" })).toMatch(/data-row="b"[^>]*data-selected="true"[^>]*aria-current="true"/);
    const picks = {
      picked: ["d"],
      onPick: () => undefined,
      canPick: (row: Row) => row.id !== "c",
      head: "Compare",
      label: (row: Row) => `Compare ${row.id}`,
    };
    const html = draw({ picks });
    expect(html).toMatch(/aria-label="Compare d"[^>]*checked=""/);
    expect(html).toMatch(/disabled="" aria-label="Compare c"|aria-label="Compare c"[^>]*disabled=""/);
  });

  it("stands in the geometry of its rows while they are on their way", () => {
    const html = draw({ rows: null });
    expect(html).toContain('aria-label="Results: loading"');
    expect(html).toContain(">Result<");
    expect(html).toContain('aria-busy="true"');
  });
});

it("keys lead a row on, a page on, or to either end, and never beyond it", () => {
  const from = (key: string, at: number) => nextPlace(key, at, 30);
  expect([from("ArrowDown", 3), from("ArrowUp", 3), from("Home", 3), from("End", 3)]).toEqual([4, 2, 0, 29]);
  expect([from("ArrowUp", 0), from("ArrowDown", 29), from("PageDown", 25), from("PageUp", 4)]).toEqual([
    0, 29, 29, 0,
  ]);
  expect([from("Enter", 3), from("constructor", 3), nextPlace("End", -1, 0)]).toEqual([null, null, null]);
});
