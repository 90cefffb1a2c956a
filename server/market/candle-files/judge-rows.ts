import {
  type CandleTimeframe,
  candleCloseAt,
  candleOpenAt,
  candleTimeframes,
  timeframeMs,
} from "../core/candle";
import type { CandleGap, CandleNote } from "./candle-file";
import { CandleFileError, momentText as iso, wrongRow } from "./candle-file-error";
import { type CandleRows, columns, prices } from "./candle-rows";
import { columnsExample } from "./layout";

const FEWEST = 2;
const NOISE = 1e-9;
const DAY_MS = 86_400_000;

/** Turns rows that come newest first. Any other order is refused later, by row. */
export function turned(rows: CandleRows): CandleNote | null {
  const last = rows.length - 1;
  if (last < 1 || (rows.openAt[0] as number) <= (rows.openAt[last] as number)) return null;
  for (const name of columns) rows[name].subarray(0, rows.length).reverse();
  return {
    kind: "reversed",
    count: rows.length,
    row: 1,
    words: "The newest row comes first: the rows were turned.",
  };
}

/** Drops rows that say the same twice; refuses rows out of order, and two that differ about one moment. */
export function eachOnce(file: string, rows: CandleRows): CandleNote | null {
  let kept = 0;
  let firstRow = 0;
  for (let index = 0; index < rows.length; index++) {
    if (repeats(file, rows, index, kept - 1)) {
      firstRow ||= rows.row[index] as number;
      continue;
    }
    rows.copy(index, kept);
    kept += 1;
  }
  const count = rows.length - kept;
  rows.length = kept;
  if (count === 0) return null;
  const words = `${count} rows repeat the row before them word for word, the first is row ${firstRow}: each was used once.`;
  return { kind: "duplicates", count, row: firstRow, words };
}

/** Whether a row says what the one kept before it says. */
function repeats(file: string, rows: CandleRows, index: number, before: number): boolean {
  if (before < 0) return false;
  const step = (rows.openAt[index] as number) - (rows.openAt[before] as number);
  if (step > 0) return false;
  if (step < 0) throw outOfOrder(file, rows, index, rows.openAt[before] as number);
  if (isSame(rows, index, before)) return true;
  throw contradiction(file, rows, index, before);
}

const isSame = (rows: CandleRows, one: number, other: number): boolean =>
  [...prices, "volume", "enter", "exit"].every(
    (name) => rows[name as "open"][one] === rows[name as "open"][other],
  );

function outOfOrder(file: string, rows: CandleRows, index: number, before: number): CandleFileError {
  return wrongRow(
    file,
    rows.row[index] as number,
    `is of ${iso(rows.openAt[index] as number)}, earlier than the row before it (${iso(before)}): put the rows in order of time.`,
  );
}

function contradiction(file: string, rows: CandleRows, index: number, other: number): CandleFileError {
  const name =
    [...prices, "volume" as const].find((each) => rows[each][index] !== rows[each][other]) ?? "close";
  return wrongRow(
    file,
    rows.row[index] as number,
    `repeats the time ${iso(rows.openAt[index] as number)} of row ${rows.row[other]} with another ${name} (${rows[name][index]}, not ${rows[name][other]}): leave out the wrong one. Where two hours of a clock change have the same name, write times with their zone.`,
  );
}

/** The timeframe that most rows lie apart; refuses one that candles do not come in, or another than was named. */
export function spacingOf(file: string, rows: CandleRows, named: CandleTimeframe | null): CandleTimeframe {
  if (rows.length < FEWEST) {
    throw new CandleFileError(
      `${file} holds ${rows.length === 0 ? "no candles" : "one candle"}: at least ${FEWEST} are needed. Nothing was read.`,
    );
  }
  const step = commonStep(rows);
  const found = isMonths(step) ? "1M" : candleTimeframes.find((one) => timeframeMs(one) === step);
  // too few rows, or too many holes, to say more than the name does
  if (named !== null && (found === named || (step > timeframeMs(named) && rows.length < 10))) return named;
  if (named !== null && found !== undefined) {
    throw new CandleFileError(
      `${file}: its name says ${named}, but most rows lie ${found} apart: name it after what it holds. Nothing was read.`,
    );
  }
  if (found !== undefined) return found;
  throw new CandleFileError(
    `${file}: most rows lie ${inWords(step)} apart, which is none of ${candleTimeframes.join(", ")}: check which column holds the time (${columnsExample}) and what it counts (--unit). Nothing was read.`,
  );
}

function commonStep(rows: CandleRows): number {
  const counts = new Map<number, number>();
  let [run, times] = [0, 0];
  const flush = (): void => {
    const step = isMonths(run) ? 30 * DAY_MS : run;
    if (times > 0) counts.set(step, (counts.get(step) ?? 0) + times);
  };
  for (let index = 1; index < rows.length; index++) {
    const step = (rows.openAt[index] as number) - (rows.openAt[index - 1] as number);
    if (step !== run) {
      flush();
      [run, times] = [step, 0];
    }
    times += 1;
  }
  flush();
  const all = [...counts].sort(([one, often], [other, seldom]) => seldom - often || one - other);
  const known = all.find(
    ([step]) => isMonths(step) || candleTimeframes.some((one) => timeframeMs(one) === step),
  );
  const [most = [0, 0]] = all;
  // a few odd distances do not hide the grid beneath them
  return known && known[1] * 4 >= most[1] ? known[0] : most[0];
}

const isMonths = (step: number): boolean => step >= 28 * DAY_MS && step <= 31 * DAY_MS;

function inWords(ms: number): string {
  if (ms < 1_000) return `${ms} milliseconds`;
  return ms < 60_000 ? `${ms / 1_000} seconds` : `${ms / 60_000} minutes`;
}

/** Refuses a row off the grid of the others. A grid that is shifted as a whole is noted. */
export function onGrid(file: string, rows: CandleRows, timeframe: CandleTimeframe): CandleNote | null {
  const shiftOf = (index: number): number => {
    const at = rows.openAt[index] as number;
    return at - candleOpenAt(at, timeframe);
  };
  const shift = shiftOf(0);
  for (let index = 1; index < rows.length; index++) {
    if (shiftOf(index) !== shift) throw offGrid(file, rows, timeframe, shiftOf);
  }
  if (shift === 0) return null;
  const words = `All candles begin ${inWords(shift)} after the grid of ${timeframe} in UTC.`;
  return { kind: "phase", count: rows.length, row: 1, words };
}

function offGrid(
  file: string,
  rows: CandleRows,
  timeframe: CandleTimeframe,
  shiftOf: (index: number) => number,
): CandleFileError {
  const all = Array.from({ length: rows.length }, (_, index) => shiftOf(index));
  const counts = new Map<number, number>();
  for (const shift of all) counts.set(shift, (counts.get(shift) ?? 0) + 1);
  const [[usual, count] = [0, 0]] = [...counts].sort(([, one], [, other]) => other - one);
  const odd = all.findIndex((shift) => shift !== usual);
  return wrongRow(
    file,
    rows.row[odd] as number,
    `is of ${iso(rows.openAt[odd] as number)}, which is not on the grid of ${timeframe} on which ${count} of ${rows.length} rows lie: correct its time, or write all times with one zone.`,
  );
}

/** Refuses prices that no candle has; what differs by the noise of floats is put right. */
export function soundPrices(file: string, rows: CandleRows): void {
  const { open, high, low, close } = rows;
  for (let index = 0; index < rows.length; index++) {
    const [o, h, l, c] = [
      open[index] as number,
      high[index] as number,
      low[index] as number,
      close[index] as number,
    ];
    if (h >= o && h >= c && l <= o && l <= c) continue;
    const [top, bottom] = [Math.max(o, h, l, c), Math.min(o, h, l, c)];
    if (top - h > top * NOISE || l - bottom > top * NOISE) throw unsound(file, rows, index);
    high[index] = top;
    low[index] = bottom;
  }
}

function unsound(file: string, rows: CandleRows, index: number): CandleFileError {
  const [open, high, low, close] = prices.map((name) => rows[name][index] as number) as [
    number,
    number,
    number,
    number,
  ];
  const what =
    high < low
      ? `has high ${high} below low ${low}`
      : `has ${open > high || open < low ? `open ${open}` : `close ${close}`} outside its low ${low} and high ${high}`;
  const swapped = isOften(
    rows,
    (at) => (rows.high[at] as number) <= Math.min(rows.open[at] as number, rows.close[at] as number),
  );
  const mend = swapped
    ? `high and low seem to have changed places, say what the columns hold with ${columnsExample.replace("high,low", "low,high")}`
    : `correct the row, or say what the columns hold with ${columnsExample}`;
  return wrongRow(file, rows.row[index] as number, `${what}: ${mend}.`);
}

const OFTEN = 0.9;
function isOften(rows: CandleRows, is: (index: number) => boolean): boolean {
  let count = 0;
  for (let index = 0; index < rows.length; index++) if (is(index)) count += 1;
  return count >= rows.length * OFTEN;
}

const SENSE_ROWS = 30;
const SENSE_RATIO = 4;

/**
 * Refuses a file whose open and close have changed places: a candle opens near the close before it, not near the open
 * before it. Told only where the difference is plain.
 */
export function soundOrder(file: string, rows: CandleRows): void {
  if (rows.length < SENSE_ROWS) return;
  let [right, swapped] = [0, 0];
  for (let index = 1; index < rows.length; index++) {
    right += Math.abs((rows.open[index] as number) - (rows.close[index - 1] as number));
    swapped += Math.abs((rows.close[index] as number) - (rows.open[index - 1] as number));
  }
  if (right <= swapped * SENSE_RATIO) return;
  throw wrongRow(
    file,
    rows.row[1] as number,
    `closes where row ${rows.row[0]} opens, as nearly all rows do: open and close seem to have changed places, say what the columns hold with ${columnsExample.replace("open,high,low,close", "close,high,low,open")}.`,
  );
}

/** What is missing between candles of one grid. */
export function gapsIn(openAt: Float64Array, timeframe: CandleTimeframe): readonly CandleGap[] {
  const gaps: CandleGap[] = [];
  for (let index = 1; index < openAt.length; index++) {
    const due = candleCloseAt(openAt[index - 1] as number, timeframe);
    const missing = Math.round(((openAt[index] as number) - due) / timeframeMs(timeframe));
    if (missing > 0) gaps.push({ row: index + 1, missing });
  }
  return gaps;
}
