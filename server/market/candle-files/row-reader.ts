import { type CandleFileError, shown, wrongRow } from "./candle-file-error";
import { type CandleRows, prices } from "./candle-rows";
import { columnsExample, type Layout } from "./layout";
import type { LocalTime } from "./local-time";
import { type NumberCell, readNumberCell } from "./number-cell";
import {
  isSensible,
  type Moment,
  momentOf,
  readMoment,
  type TimeForm,
  type TimeUnit,
  timeUnits,
  unitOf,
  unitWords,
} from "./time-cell";

/** One row as it stands in the file: where each cell begins and ends. Used again for each row. */
export type RowCells = {
  bytes: Uint8Array;
  /** whether a comma inside a number is its decimal mark: where cells are parted by something else */
  decimalComma: boolean;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  count: number;
};

export const CELLS_MAX = 128;

export const emptyCells = (): RowCells => ({
  bytes: new Uint8Array(0),
  decimalComma: false,
  starts: new Int32Array(CELLS_MAX),
  ends: new Int32Array(CELLS_MAX),
  count: 0,
});

export type RowReader = {
  /** Takes one row; `row` counts from 1 without the header. */
  readonly take: (cells: RowCells, row: number) => void;
  /** how the times were written: one form, or two with the row where the second begins */
  readonly forms: () => {
    readonly form: TimeForm | null;
    readonly seam: { row: number; form: TimeForm } | null;
  };
};

/** How moments are read: what counts are counted in, null to tell by size; and dates without a zone, null as UTC. */
type Times = { readonly unit: TimeUnit | null; readonly local: LocalTime | null };

/** finer than any market's tick, and what a file's prices are counted in */
const LEAST_PRICE = 1e-15;
type Price = (typeof prices)[number];

/** One row being read. */
type Row = {
  readonly file: string;
  readonly into: CandleRows;
  cells: RowCells;
  number: number;
  index: number;
};

/**
 * Reads rows by a layout into `into`. A row without numbers is left out and counted; anything else that is not a
 * number or a time refuses the file by row and column.
 */
export function rowReader(
  file: string,
  layout: Layout,
  { unit, local, into }: Times & { readonly into: CandleRows },
): RowReader {
  const times = timeReader(file, layout, { unit, local });
  const places = prices.map((name) => ({ name, at: layout[name] }));
  const width = Math.max(layout.time, layout.volume, ...places.map(({ at }) => at)) + 1;
  const row: Row = { file, into, cells: emptyCells(), number: 0, index: 0 };

  function take(cells: RowCells, number: number): void {
    if (cells.count < width) {
      throw wrongRow(
        file,
        number,
        `has ${cells.count} columns where ${width} are needed: correct or leave out the row.`,
      );
    }
    const atMs = times.read(cells, number);
    row.cells = cells;
    row.number = number;
    row.index = into.next();
    let whole = layout.volume < 0 || keepVolume(row, layout.volume);
    for (const { name, at } of places) whole = keepPrice(row, name, at) && whole;
    if (!whole) {
      into.length -= 1;
      into.emptyRow ||= number;
      into.empty += 1;
      return;
    }
    into.openAt[row.index] = atMs;
    into.row[row.index] = number;
    if (layout.enter >= 0) into.enter[row.index] = readFlag(row, "enter_long", layout.enter);
    if (layout.exit >= 0) into.exit[row.index] = readFlag(row, "exit_long", layout.exit);
  }

  return { take, forms: times.forms };
}

const cell: NumberCell = { value: 0, scale: 0, rounded: false };

/** The number at a place, in `cell`; false when there is none. */
function readAt({ cells, file, number }: Row, name: string, at: number): boolean {
  const [from, to] = [cells.starts[at] as number, cells.ends[at] as number];
  const kind = readNumberCell(cells.bytes, from, to, cell, cells.decimalComma);
  if (kind !== "wrong") return kind === "number";
  throw wrongRow(
    file,
    number,
    `has ${shown(textAt(cells, at))} as ${name} (column ${at + 1}), which is not a number: correct the row, or say what the columns hold with ${columnsExample}.`,
  );
}

function keepPrice(row: Row, name: Price, at: number): boolean {
  if (!readAt(row, name, at)) return false;
  const { into, index, number, cells } = row;
  if (!(cell.value >= LEAST_PRICE)) {
    const what = `${name === "open" ? "an" : "a"} ${name} of ${cell.value === 0 ? "zero" : textAt(cells, at)} (column ${at + 1})`;
    throw wrongRow(row.file, number, `has ${what}, which no price is: correct or leave out the row.`);
  }
  into[name][index] = cell.value;
  if (cell.scale > into.priceScale) into.priceScale = cell.scale;
  if (cell.rounded) noteRounded(into, number);
  return true;
}

function keepVolume(row: Row, at: number): boolean {
  if (!readAt(row, "volume", at)) return false;
  const { into, index, number, cells } = row;
  if (cell.value < 0) {
    const what = `a volume below zero (${textAt(cells, at)}, column ${at + 1})`;
    throw wrongRow(row.file, number, `has ${what}: correct or leave out the row.`);
  }
  into.volume[index] = cell.value;
  if (cell.scale > into.volumeScale) into.volumeScale = cell.scale;
  if (cell.rounded) noteRounded(into, number);
  return true;
}

function readFlag({ cells, file, number }: Row, name: string, at: number): number {
  const text = textAt(cells, at).toLowerCase();
  if (["1", "1.0", "true"].includes(text)) return 1;
  if (["0", "0.0", "", "false", "nan"].includes(text)) return 0;
  throw wrongRow(file, number, `has ${shown(text)} as ${name}, which must be 0 or 1: correct the row.`);
}

function noteRounded(rows: CandleRows, row: number): void {
  rows.roundedRow ||= row;
  rows.rounded += 1;
}

export function textAt({ bytes, starts, ends, count }: RowCells, at: number): string {
  if (at >= count) return "";
  const from = starts[at] as number;
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, (ends[at] as number) - from)
    .toString("utf8")
    .trim();
}

/** Times of one form, or of two with one seam between them; a count is told by its size, never by its header alone. */
function timeReader(file: string, layout: Layout, { unit: asked, local }: Times) {
  const unit = asked ?? layout.unit;
  let form: TimeForm | null = null;
  let seam: { row: number; form: TimeForm } | null = null;

  function counted({ bytes, starts, ends }: RowCells): Moment | null {
    const at = layout.time;
    if (layout.clock >= 0) return null;
    if (readNumberCell(bytes, starts[at] as number, ends[at] as number, cell) !== "number") return null;
    const counts = unit ?? unitOf(cell.value);
    const atMs = counts === null ? Number.NaN : momentOf(cell.value, counts);
    return counts !== null && isSensible(atMs) ? { atMs, form: counts } : null;
  }

  function written(cells: RowCells, row: number): Moment {
    const clock = layout.clock < 0 ? "" : ` ${textAt(cells, layout.clock)}`;
    const text = `${textAt(cells, layout.time)}${clock}`;
    const moment = readMoment(text, unit);
    if (moment !== null) return moment;
    throw wrongRow(
      file,
      row,
      `has ${shown(text)} as its time (column ${layout.time + 1}), which is neither a date such as 2024-05-01T00:00:00Z nor seconds, milliseconds or microseconds since 1970: correct it, or say which column holds the time with ${columnsExample}.`,
    );
  }

  function read(cells: RowCells, row: number): number {
    const moment = counted(cells) ?? written(cells, row);
    if (!isSensible(moment.atMs)) throw senseless(file, row, textAt(cells, layout.time), moment);
    if (moment.form !== (seam?.form ?? form)) change(moment.form, row);
    if (local === null || moment.form !== "unzoned") return moment.atMs;
    const atMs = local(moment.atMs);
    if (atMs !== null) return atMs;
    const text = shown(textAt(cells, layout.time));
    throw wrongRow(
      file,
      row,
      `has the time ${text}, which a clock change of that zone skipped: correct it, or say another --zone.`,
    );
  }

  function change(to: TimeForm, row: number): void {
    if (form === null) {
      form = to;
      return;
    }
    const counts = [form, to].every((each) => timeUnits.some((unit) => unit === each));
    if (!counts || seam !== null) {
      throw wrongRow(
        file,
        row,
        `has its time in ${unitWords[to]}, the rows before it in ${unitWords[seam?.form ?? form]}: write all times in one way.`,
      );
    }
    seam = { row, form: to };
  }

  return { read, forms: () => ({ form, seam }) };
}

function senseless(file: string, row: number, text: string, { atMs, form }: Moment): CandleFileError {
  const year =
    Number.isFinite(atMs) && Math.abs(atMs) < 8.64e15 ? new Date(atMs).getUTCFullYear() : "beyond all";
  const likely = unitOf(Number(text));
  const mend =
    likely === null
      ? "correct it, or say what it counts with --unit s, ms, us or ns"
      : `it looks like ${unitWords[likely]}, so say --unit ${likely}`;
  return wrongRow(
    file,
    row,
    `has the time ${shown(text)}, which read as ${unitWords[form]} lies in the year ${year}: ${mend}.`,
  );
}
