import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toCsvLine } from "./csv";

/** Reads one line as RFC 4180 has it, cell after cell; a cell ends at a comma or at the end of the line. */
function readLine(line: string): readonly string[] {
  const text = line.replace(/\r\n$/, "");
  const cells: string[] = [];
  const cell = /("(?:[^"]|"")*"|[^,"]*)(,|$)/y;
  for (;;) {
    const [, value = "", end] = cell.exec(text) ?? [];
    cells.push(value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value);
    if (end !== ",") return cells;
  }
}

describe("a line of a file", () => {
  it("turns what a spreadsheet would run into text, and leaves numbers alone", () => {
    const line = toCsvLine(["=HYPERLINK(1)", "+1+1", "-2+3", "@SUM(A1)", "\tx", "-22.60", "12", null]);
    expect(line).toBe("'=HYPERLINK(1),'+1+1,'-2+3,'@SUM(A1),'\tx,-22.60,12,\r\n");
  });

  it("keeps commas, quotes and line breaks inside their cell", () => {
    const cells = ['say "no"', "a,b", "two\nlines", ""];
    expect(readLine(toCsvLine(cells))).toEqual(cells);
    expect(readLine(toCsvLine(["", "a,=b"]))).toEqual(["", "a,=b"]);
  });

  it("never begins a cell with a formula, whatever is put in", () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 5 }), (cells) => {
        for (const cell of readLine(toCsvLine(cells)))
          if (!/^-\d+(\.\d+)?$/.test(cell)) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
      }),
      { numRuns: 2_000 },
    );
  });
});
