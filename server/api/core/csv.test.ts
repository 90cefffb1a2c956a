import fc from "fast-check";
import Papa from "papaparse";
import { describe, expect, it } from "vitest";
import { type CsvValue, toCsv } from "./csv";

/** The cells of one line, as a reader of such files finds them. */
const readLine = (line: string): readonly string[] => {
  const { data, errors } = Papa.parse<string[]>(line, {
    delimiter: ",",
    newline: "\r\n",
    skipEmptyLines: true,
  });
  expect(errors).toEqual([]);
  return data[0] ?? [];
};
const toLine = (cells: readonly CsvValue[]) => toCsv([cells]);

describe("a line of a file", () => {
  it("turns what a spreadsheet would run into text, and leaves numbers alone", () => {
    const line = toLine(["=HYPERLINK(1)", "+1+1", "-2+3", "@SUM(A1)", "\tx", "-22.60", "12", null]);
    expect(line).toBe(`"'=HYPERLINK(1)","'+1+1","'-2+3","'@SUM(A1)","'\tx",-22.60,12,\r\n`);
  });

  it("keeps commas, quotes and line breaks inside their cell", () => {
    const cells = ['say "no"', "a,b", "two\nlines", ""];
    expect(readLine(toLine(cells))).toEqual(cells);
    expect(readLine(toLine(["", "a,=b"]))).toEqual(["", "a,=b"]);
  });

  it("never begins a cell with a formula, whatever is put in", () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 5 }), (cells) => {
        for (const cell of readLine(toLine(cells)))
          if (!/^-\d+(\.\d+)?$/.test(cell)) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
      }),
      { numRuns: 2_000 },
    );
  });
});
