import { CandleFileError, shown } from "./candle-file-error";
import { CELLS_MAX, emptyCells, type RowCells } from "./row-reader";

const LINE_BYTES_MAX = 64 * 1024;
const [NEWLINE, RETURN, QUOTE, SPACE, COMMA] = [10, 13, 34, 32, 44];
const DELIMITERS = [",", ";", "\t", "|"] as const;
const FEWEST_CELLS = 5;
const LINES_TOLD = 50;
const LINES_SAMPLED = 1_000;

/** The first complete lines of a text, as cells, and how they are parted. */
export type Sample = {
  readonly delimiter: number;
  /** lines that stand before the table: an address, a comment */
  readonly skipped: number;
  readonly rows: readonly (readonly string[])[];
};

/** How the first lines of a table of candles are parted; lines before the table (addresses, comments) are left out. */
export function sampleOf(file: string, head: Buffer, complete: boolean): Sample {
  if (head.includes(0)) {
    throw new CandleFileError(
      `${file} is not a text in UTF-8 nor another form of candles this reads: save it as CSV (UTF-8). Nothing was read.`,
    );
  }
  const lines = head
    .toString("utf8")
    .replace(/^\uFEFF/, "")
    .split(/\r?\n|\r/);
  if (!complete) lines.pop();
  while (lines.at(-1)?.trim() === "") lines.pop();
  const delimiter = DELIMITERS.map((mark) => ({
    mark,
    wide: lines.slice(0, LINES_TOLD).filter((line) => cellsOf(line, mark).length >= FEWEST_CELLS).length,
  }))
    .sort((one, other) => other.wide - one.wide)
    .find(({ wide }) => wide > 0)?.mark;
  if (delimiter === undefined) {
    throw new CandleFileError(
      `${file} holds no table of candles: its first line is ${shown(lines[0] ?? "")}. It needs a time, open, high, low and close in each row, parted by commas. Nothing was read.`,
    );
  }
  const skipped = lines.findIndex(
    (line) => !isAside(line) && cellsOf(line, delimiter).length >= FEWEST_CELLS,
  );
  return {
    delimiter: delimiter.charCodeAt(0),
    skipped,
    rows: lines
      .slice(skipped, skipped + LINES_SAMPLED)
      .filter((line) => line.trim() !== "")
      .map((line) => cellsOf(line, delimiter)),
  };
}

const isAside = (line: string): boolean => line.trim() === "" || /^\s*(?:#|\/\/|https?:)/.test(line);

const cells = emptyCells();

function cellsOf(line: string, delimiter: string): readonly string[] {
  const bytes = Buffer.from(line);
  splitCells(bytes, { from: 0, to: bytes.length, delimiter: delimiter.charCodeAt(0) }, cells);
  return Array.from({ length: cells.count }, (_, at) =>
    bytes.subarray(cells.starts[at], cells.ends[at]).toString("utf8").trim(),
  );
}

type Span = { readonly from: number; readonly to: number; readonly delimiter: number };

/** Where the cells of one line begin and end; quotes around a cell are left out. */
export function splitCells(bytes: Uint8Array, { from, to, delimiter }: Span, cells: RowCells): void {
  cells.bytes = bytes;
  cells.decimalComma = delimiter !== COMMA;
  let count = 0;
  let start = from;
  let quoted = false;
  for (let at = from; at <= to; at++) {
    const byte = at === to ? delimiter : (bytes[at] as number);
    if (byte === QUOTE) quoted = !quoted;
    if (byte !== delimiter || (quoted && at < to)) continue;
    if (count === CELLS_MAX) break;
    trimmed(cells, count, start, at);
    count += 1;
    start = at + 1;
  }
  cells.count = count;
}

function trimmed({ bytes, starts, ends }: RowCells, cell: number, from: number, to: number): void {
  let [start, end] = [from, to];
  while (start < end && isAround(bytes[start] as number)) start += 1;
  while (end > start && isAround(bytes[end - 1] as number)) end -= 1;
  starts[cell] = start;
  ends[cell] = end;
}

const isAround = (byte: number): boolean => byte === SPACE || byte === QUOTE || byte === RETURN;

/** Hands over each line as [from, to) of a piece of bytes, across the seams of the pieces. */
export async function eachLine(
  file: string,
  chunks: AsyncIterable<Buffer>,
  take: (bytes: Uint8Array, from: number, to: number) => void,
): Promise<void> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let from = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, from)) {
      take(bytes, from, end);
      from = end + 1;
    }
    rest = bytes.subarray(from);
    if (rest.length > LINE_BYTES_MAX)
      throw new CandleFileError(
        `${file} has a line of more than 64 kB: it is no table of candles. Nothing was read.`,
      );
  }
  if (rest.length > 0) take(rest, 0, rest.length);
}
