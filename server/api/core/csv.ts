// RFC 4180, and safe to open in a spreadsheet: a cell that a spreadsheet would run as a formula becomes text.

export type CsvValue = string | number | null;

const FORMULA = /^[=+\-@\t\r]/;
const NUMBER = /^-?\d{1,40}(\.\d{1,40})?$/;

/** One line, ended with CRLF. Unknown is an empty cell, never a placeholder. */
export const toCsvLine = (values: readonly CsvValue[]): string => `${values.map(toCell).join(",")}\r\n`;

function toCell(value: CsvValue): string {
  if (value === null) return "";
  const text = String(value);
  // a leading apostrophe is how spreadsheets are told that a cell is text; a plain negative number is not a formula
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
