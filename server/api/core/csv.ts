// RFC 4180, and safe to open in a spreadsheet: a cell that a spreadsheet would run as a formula becomes text.
import Papa from "papaparse";

export type CsvValue = string | number | null;

/** What a spreadsheet would run; a plain negative number is no formula. */
const FORMULA = /^(?!-?\d{1,40}(?:\.\d{1,40})?$)[=+\-@\t\r]/;

/**
 * Lines of a file, each ended with CRLF. Unknown is an empty cell, never a placeholder; a formula gets the leading
 * apostrophe by which spreadsheets are told that a cell is text.
 */
export const toCsv = (lines: readonly (readonly CsvValue[])[]): string =>
  lines.length === 0
    ? ""
    : `${Papa.unparse(lines as CsvValue[][], { newline: LINE_END, escapeFormulae: FORMULA })}${LINE_END}`;

const LINE_END = "\r\n";
