import { timeframeMs } from "../core/candle";
import type { RecordingName } from "../core/recording-name";
import { COLUMNS, type Recording } from "./recording";

const HEADER = "timestamp_ms,open,high,low,close,volume";
const NAMES = ["open", "high", "low", "close", "volume"] as const;
const PLAIN = /^\d+(?:\.\d+)?$/;
/** as programs write small and large numbers: 1.234e-05, 1.5E+09 */
const SCIENTIFIC = /^(\d+)(?:\.(\d+))?[eE]([+-]?\d{1,3})$/;
const TIMESTAMP = /^\d{10,15}$/;
const SCALE_MAX = 12;

/** What is wrong with a recording, as one sentence that names file and row. */
export class RecordingError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "RecordingError";
  }
}

/**
 * Reads the text of one recording: header, then one row per candle, strictly rising, on the timeframe's grid.
 * Gaps are allowed. Throws RecordingError at the first thing that is not as it must be; nothing is repaired,
 * guessed or left out, since a changed price would be an invented one.
 */
export function parseRecording(file: string, name: RecordingName, text: string): Recording {
  const rows = splitRows(file, text);
  const openAt = new Float64Array(rows.length);
  const values = new Float64Array(rows.length * COLUMNS);
  const scales = new Uint8Array(rows.length * COLUMNS);
  const reader = { file, stepMs: timeframeMs(name.timeframe), openAt, values, scales };
  rows.forEach((row, index) => {
    readRow(reader, row, index);
  });
  const priceScale = largestScale(scales, (column) => column < 4);
  const volumeScale = largestScale(scales, (column) => column === 4);
  for (let cell = 0; cell < values.length; cell++) {
    const scale = cell % COLUMNS === 4 ? volumeScale : priceScale;
    const scaled = (values[cell] ?? 0) * 10 ** (scale - (scales[cell] ?? 0));
    if (!Number.isSafeInteger(scaled))
      throw wrong(file, Math.floor(cell / COLUMNS), "has a number with too many digits");
    values[cell] = scaled;
  }
  return { ...name, file, priceScale, volumeScale, openAt, values };
}

function splitRows(file: string, text: string): readonly string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  const header = lines
    .shift()
    ?.replace(/\r$/, "")
    .replace(/^\uFEFF/, "");
  if (header !== HEADER) {
    throw new RecordingError(
      `${file}: the first line must be "${HEADER}", found "${(header ?? "").slice(0, 60)}".`,
    );
  }
  if (lines.length < 2)
    throw new RecordingError(`${file}: holds ${lines.length} candles, at least 2 are needed.`);
  return lines;
}

type Reader = {
  readonly file: string;
  readonly stepMs: number;
  readonly openAt: Float64Array;
  readonly values: Float64Array;
  readonly scales: Uint8Array;
};

function readRow(reader: Reader, line: string, index: number): void {
  const cells = line.replace(/\r$/, "").split(",");
  if (cells.length !== COLUMNS + 1) {
    throw wrong(reader.file, index, `has ${cells.length} columns instead of ${COLUMNS + 1}`);
  }
  readTimestamp(reader, cells[0] ?? "", index);
  NAMES.forEach((name, column) => {
    readNumber(reader, { text: cells[column + 1] ?? "", name, row: index, column });
  });
  checkPrices(reader, index, cells);
}

function readTimestamp({ file, stepMs, openAt }: Reader, text: string, index: number): void {
  if (!TIMESTAMP.test(text))
    throw wrong(file, index, `has a timestamp that is not milliseconds since 1970: "${shown(text)}"`);
  const at = Number(text);
  if (at % stepMs !== 0)
    throw wrong(file, index, `has timestamp ${text}, which is not on the timeframe's grid of ${stepMs} ms`);
  const before = index === 0 ? Number.NEGATIVE_INFINITY : (openAt[index - 1] ?? 0);
  if (at === before) throw wrong(file, index, `repeats timestamp ${text} of the row before it`);
  if (at < before)
    throw wrong(
      file,
      index,
      `has timestamp ${text}, earlier than the row before it: rows must be in order of time`,
    );
  openAt[index] = at;
}

type Cell = { readonly text: string; readonly name: string; readonly row: number; readonly column: number };

const named = (name: string): string => `${name === "open" ? "an" : "a"} ${name}`;

function readNumber({ file, values, scales }: Reader, { text, name, row, column }: Cell): void {
  const plain = withoutExponent(text);
  if (!PLAIN.test(plain))
    throw wrong(file, row, `has ${named(name)} that is not a plain positive number: "${shown(text)}"`);
  const [whole = "", written = ""] = plain.split(".");
  const fraction = written.replace(/0+$/, "");
  if (fraction.length > SCALE_MAX)
    throw wrong(file, row, `has ${named(name)} with more than ${SCALE_MAX} decimals: "${shown(text)}"`);
  const digits = Number(whole + fraction);
  if (!Number.isSafeInteger(digits))
    throw wrong(file, row, `has ${named(name)} with too many digits: "${shown(text)}"`);
  if (digits === 0 && column < 4) throw wrong(file, row, `has ${named(name)} of zero`);
  values[row * COLUMNS + column] = digits;
  scales[row * COLUMNS + column] = fraction.length;
}

/** The same number in plain digits, exactly; any other text as it is. */
function withoutExponent(text: string): string {
  const parts = SCIENTIFIC.exec(text);
  if (!parts) return text;
  const [, whole = "", fraction = "", power] = parts;
  const digits = whole + fraction;
  const point = whole.length + Number(power);
  if (point <= 0) return `0.${"0".repeat(-point)}${digits}`;
  if (point >= digits.length) return digits.padEnd(point, "0");
  return `${digits.slice(0, point)}.${digits.slice(point)}`;
}

function checkPrices({ file, values, scales }: Reader, row: number, cells: readonly string[]): void {
  const base = row * COLUMNS;
  const price = (column: number): number => (values[base + column] ?? 0) / 10 ** (scales[base + column] ?? 0);
  const [open, high, low, close] = [price(0), price(1), price(2), price(3)];
  if (high < low) throw wrong(file, row, `has high ${cells[2]} below low ${cells[3]}`);
  if (open > high || open < low)
    throw wrong(file, row, `has open ${cells[1]} outside its low ${cells[3]} and high ${cells[2]}`);
  if (close > high || close < low)
    throw wrong(file, row, `has close ${cells[4]} outside its low ${cells[3]} and high ${cells[2]}`);
}

function largestScale(scales: Uint8Array, counts: (column: number) => boolean): number {
  let largest = 0;
  for (let cell = 0; cell < scales.length; cell++) {
    if (counts(cell % COLUMNS)) largest = Math.max(largest, scales[cell] ?? 0);
  }
  return largest;
}

const shown = (text: string): string => text.slice(0, 40);
const wrong = (file: string, index: number, what: string): RecordingError =>
  new RecordingError(
    `${file}: row ${index + 1} (line ${index + 2}) ${what}. Correct or replace the file; nothing was imported.`,
  );
