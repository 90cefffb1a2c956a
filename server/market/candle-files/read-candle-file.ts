import type { CandleTimeframe } from "../core/candle";
import { readRecordingName } from "../core/recording-name";
import type { CandleAsk, CandleNote, CandleTable } from "./candle-file";
import { CandleFileError } from "./candle-file-error";
import { CandleRows, prices } from "./candle-rows";
import { tableOfFeather } from "./feather-candles";
import { handleGaps, refuseNoted, withoutUnfinished } from "./finish-rows";
import { tableOfJson } from "./json-candles";
import { eachOnce, gapsIn, onGrid, soundOrder, soundPrices, spacingOf, turned } from "./judge-rows";
import type { Layout } from "./layout";
import { localTimeOf } from "./local-time";
import { isHeader, layoutOfAsked, layoutOfNames } from "./named-columns";
import { type OpenedFile, openCandleFile } from "./open-candle-file";
import { emptyCells, rowReader, textAt } from "./row-reader";
import { layoutBySense } from "./sensed-columns";
import type { TableText } from "./table-text";
import { eachLine, type Sample, sampleOf, splitCells } from "./text-candles";
import { unitWords } from "./time-cell";

const HEAD_BYTES = 128 * 1024;
const VALUE_DIGITS = 15;
const FEATHER = "ARROW1";
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const COMMA = 44;
const OLD_FEATHER = "FEA1";

/**
 * Reads one file of candles in any of the forms people have (docs/backtests.md lists them), plain, gzipped or zipped,
 * and judges it as a whole: oldest first, each moment once, on one grid, prices that a candle can have. What was
 * noticed is told in `notes`; what cannot be known is asked for. `nowMs` is the present, which no finished candle
 * reaches beyond; `base` the market's currency where the file's name does not tell it. Throws CandleFileError, one sentence with row, column and what mends it; nothing is used then.
 */
export async function readCandleFile(
  target: string,
  ask: CandleAsk,
  nowMs: number,
  base: string | null = null,
): Promise<CandleTable> {
  const opened = await openCandleFile(target);
  const name = readRecordingName(opened.file);
  const named = name.ok ? name.value : { base, timeframe: null };
  const table = await asTable(opened);
  const rows = new CandleRows(opened.file);
  const read = await readRows(opened.file, table, { ask, base: named.base, rows });
  return judge(opened, { ask, named: named.timeframe, rows, nowMs, table, ...read });
}

/** Looks at the first bytes: text is read as it comes, other forms are turned into a table. */
async function asTable(opened: OpenedFile): Promise<TableText> {
  const { file, chunks } = opened;
  const iterator = chunks[Symbol.asyncIterator]();
  const first = await iterator.next();
  const head: Buffer = first.done === true ? Buffer.alloc(0) : first.value;
  const whole = rejoined(head, iterator);
  const begin = head
    .subarray(0, 64)
    .toString("latin1")
    .replace(/^\u00ef\u00bb\u00bf/, "");
  if (begin.startsWith(FEATHER)) return tableOfFeather(file, whole);
  if (begin.startsWith(OLD_FEATHER)) {
    throw new CandleFileError(`${file} is feather version 1: write it anew as version 2. Nothing was read.`);
  }
  if (begin.startsWith("PAR1")) {
    throw new CandleFileError(`${file} is parquet: save it as feather or CSV. Nothing was read.`);
  }
  if (/^\s*[[{]/.test(begin)) return tableOfJson(file, whole);
  return { chunks: whole, words: "CSV", symbol: null, finishedMs: null };
}

async function* rejoined(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

type Reading = {
  readonly layout: Layout;
  readonly notes: readonly (CandleNote | null)[];
  readonly symbol: string | null;
};

async function readRows(
  file: string,
  table: TableText,
  { ask, base, rows }: { readonly ask: CandleAsk; readonly base: string | null; readonly rows: CandleRows },
): Promise<Reading> {
  const iterator = table.chunks[Symbol.asyncIterator]();
  const { head: begun, complete } = await headOf(iterator);
  const head = begun.subarray(begun.indexOf(BYTE_ORDER_MARK) === 0 ? BYTE_ORDER_MARK.length : 0);
  const sample = sampleOf(file, head, complete);
  const hasHeader = isHeader(sample.rows[0] ?? []);
  const layout = layoutOf(file, sample, { ask, base, hasHeader });
  const reader = rowReader(file, layout, { ...timesOf(ask), into: rows });
  const cells = emptyCells();
  const before = sample.skipped + (hasHeader ? 1 : 0);
  let line = 0;
  let symbol: string | null = null;
  await eachLine(file, rejoined(head, iterator), (bytes, from, to) => {
    line += 1;
    if (line <= before || isBlank(bytes, from, to)) return;
    splitCells(bytes, { from, to, delimiter: sample.delimiter }, cells);
    if (symbol === null && layout.symbol >= 0) symbol = textAt(cells, layout.symbol);
    reader.take(cells, line - before);
  });
  return {
    layout,
    symbol,
    notes: [...formNotes(file, reader.forms(), ask.zone), skippedNote(sample.skipped)],
  };
}

const isBlank = (bytes: Uint8Array, from: number, to: number): boolean => {
  for (let at = from; at < to; at++) if ((bytes[at] as number) > 32) return false;
  return true;
};

async function headOf(chunks: AsyncIterator<Buffer>): Promise<{ head: Buffer; complete: boolean }> {
  const parts: Buffer[] = [];
  let bytes = 0;
  while (bytes < HEAD_BYTES) {
    const next = await chunks.next();
    if (next.done === true) return { head: Buffer.concat(parts), complete: true };
    parts.push(next.value);
    bytes += next.value.length;
  }
  return { head: Buffer.concat(parts), complete: false };
}

function layoutOf(
  file: string,
  { rows, delimiter }: Sample,
  {
    ask,
    base,
    hasHeader,
  }: { readonly ask: CandleAsk; readonly base: string | null; readonly hasHeader: boolean },
): Layout {
  if (ask.columns !== null) return layoutOfAsked(ask.columns);
  if (!hasHeader) return layoutBySense(file, rows, ask.unit, delimiter !== COMMA);
  const [header = [], first = []] = rows;
  return layoutOfNames(file, header, { first, base });
}

type Forms = ReturnType<ReturnType<typeof rowReader>["forms"]>;

/** How moments are read as it was said. */
function timesOf({ unit, zone }: CandleAsk) {
  const local = zone === null ? null : localTimeOf(zone);
  if (zone === null || local !== null) return { unit, local };
  throw new CandleFileError(
    `"${zone.slice(0, 40)}" is no zone: say --zone UTC, an offset such as +02:00, or a name such as Europe/Athens.`,
  );
}

function formNotes(file: string, { form, seam }: Forms, zone: string | null): readonly CandleNote[] {
  const notes: CandleNote[] = [];
  if (form === "unzoned") {
    const words = `Times carry no zone: they were read as ${zone ?? "UTC"}.`;
    notes.push({ kind: "zone", count: 1, row: 1, words });
  } else if (zone !== null && form !== null) {
    throw new CandleFileError(
      `${file} needs no --zone: its times are ${unitWords[form]}. Leave it out. Nothing was read.`,
    );
  }
  if (seam !== null && form !== null) {
    const words = `Times are ${unitWords[form]} up to row ${seam.row - 1} and ${unitWords[seam.form]} from row ${seam.row}: each was read as what it is.`;
    notes.push({ kind: "mixed-units", count: 1, row: seam.row, words });
  }
  return notes;
}

const skippedNote = (skipped: number): CandleNote | null =>
  skipped === 0
    ? null
    : {
        kind: "before-table",
        count: skipped,
        row: 1,
        words: `${skipped} lines before the table were left out.`,
      };

type Judged = Reading & {
  readonly ask: CandleAsk;
  /** the timeframe that the file's name tells */
  readonly named: CandleTimeframe | null;
  readonly rows: CandleRows;
  readonly nowMs: number;
  readonly table: TableText;
};

function judge(
  opened: OpenedFile,
  { ask, named, rows, nowMs, table, layout, symbol, notes }: Judged,
): CandleTable {
  const { file } = opened;
  const empty = emptyNote(rows);
  const order = [turned(rows), eachOnce(file, rows)];
  const timeframe = spacingOf(file, rows, named);
  const phase = onGrid(file, rows, timeframe);
  soundPrices(file, rows);
  soundOrder(file, rows);
  const unfinished = withoutUnfinished(rows, timeframe, knownUntil(opened, table, rows, nowMs));
  refuseNoted(file, [empty, ...order, unfinished], ask.gaps);
  const gaps = gapsIn(rows.openAt.subarray(0, rows.length), timeframe);
  const gapNote = handleGaps(file, rows, { timeframe, gaps, rule: ask.gaps });
  const scaled = scales(file, rows);
  const said = [...notes, empty, ...order, phase, unfinished, gapNote, scaled.note, volumeNote(layout)];
  const column = (from: Float64Array): Float64Array => from.subarray(0, rows.length);
  return {
    file,
    sha256: opened.sha256(),
    words: `${table.words}, ${layout.words}`,
    timeframe,
    symbol: table.symbol ?? symbol,
    openAt: column(rows.openAt),
    open: column(rows.open),
    high: column(rows.high),
    low: column(rows.low),
    close: column(rows.close),
    volume: column(rows.volume),
    priceScale: scaled.price,
    volumeScale: scaled.volume,
    flags: flagsOf(rows, layout),
    others: layout.others,
    gaps: ask.gaps === "fill" ? [] : gaps,
    notes: said.filter((note) => note !== null),
  };
}

/** The latest moment the file can know of: what its exchange says, else when it was written, and never the future. */
function knownUntil(
  { writtenAtMs }: OpenedFile,
  { finishedMs }: TableText,
  rows: CandleRows,
  nowMs: number,
): number {
  const last = rows.openAt[rows.length - 1] as number;
  // the exchange names the newest candle that is finished: one that opens later is not
  if (finishedMs !== null && last > finishedMs) return last;
  return Math.min(nowMs, writtenAtMs);
}

function flagsOf(rows: CandleRows, { enter, exit }: Layout): CandleTable["flags"] {
  if (enter < 0 && exit < 0) return null;
  return { entry: rows.enter.subarray(0, rows.length), exit: rows.exit.subarray(0, rows.length) };
}

function emptyNote({ empty, emptyRow }: CandleRows): CandleNote | null {
  if (empty === 0) return null;
  const words = `${empty} rows have no numbers, the first is row ${emptyRow}: they were left out.`;
  return { kind: "empty-rows", count: empty, row: emptyRow, words };
}

const volumeNote = ({ volume }: Layout): CandleNote | null =>
  volume >= 0
    ? null
    : { kind: "no-volume", count: 1, row: 1, words: "The file holds no volume: it counts as zero." };

/** As many decimals as the values have, and no more than keep every value a whole number that a float holds. */
function scales(file: string, rows: CandleRows): { price: number; volume: number; note: CandleNote | null } {
  const most = (column: Float64Array): number => {
    let largest = 0;
    for (let index = 0; index < rows.length; index++) largest = Math.max(largest, column[index] as number);
    return largest;
  };
  const room = (largest: number): number => VALUE_DIGITS - Math.max(1, Math.ceil(Math.log10(largest + 1)));
  const price = Math.min(rows.priceScale, Math.max(0, room(most(rows.high))));
  const volume = Math.min(rows.volumeScale, Math.max(0, room(most(rows.volume))));
  if (price < rows.priceScale && least(rows) < 10 ** -price) throw tooWide(file, rows);
  const cut = price < rows.priceScale || volume < rows.volumeScale;
  if (price < rows.priceScale) for (const name of prices) roundTo(rows[name], rows.length, price);
  if (volume < rows.volumeScale) roundTo(rows.volume, rows.length, volume);
  if (!cut && rows.rounded === 0) return { price, volume, note: null };
  const row = rows.roundedRow || 1;
  const words = `Numbers have more digits than can be told apart (first in row ${row}): they were rounded to 15 digits, prices to ${price} and volumes to ${volume} decimals.`;
  return { price, volume, note: { kind: "rounded", count: Math.max(rows.rounded, 1), row, words } };
}

function least({ low, length }: CandleRows): number {
  let smallest = Number.POSITIVE_INFINITY;
  for (let index = 0; index < length; index++) smallest = Math.min(smallest, low[index] as number);
  return smallest;
}

const tooWide = (file: string, rows: CandleRows): CandleFileError =>
  new CandleFileError(
    `${file}: its prices reach from ${least(rows)} to ${Math.max(...[0, rows.length - 1].map((at) => rows.high[at] as number))} and beyond what 15 digits tell apart: check the columns. Nothing was read.`,
  );

function roundTo(column: Float64Array, length: number, scale: number): void {
  const factor = 10 ** scale;
  for (let index = 0; index < length; index++)
    column[index] = Math.round((column[index] as number) * factor) / factor;
}
