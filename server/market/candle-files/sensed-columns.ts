import { CandleFileError } from "./candle-file-error";
import { columnsExample, type Layout, noLayout } from "./layout";
import { type NumberCell, readText } from "./number-cell";
import { isSensible, readMoment, type TimeUnit } from "./time-cell";

/** the orders in which programs write prices, by where the highest and the lowest stand */
const ORDERS = [
  { order: ["open", "high", "low", "close"], words: "time, open, high, low, close" },
  { order: ["open", "close", "high", "low"], words: "time, open, close, high, low" },
  { order: ["low", "high", "open", "close"], words: "time, low, high, open, close" },
] as const;
const PRICES = 4;
/** a high of ten times the low is no candle, but another kind of number */
const WIDEST_CANDLE = 10;

/**
 * Tells the columns of a file without a header by their sense: which one is a time, in which four next to each other
 * one is always the highest and one the lowest. Refuses the file, and asks for --columns, where more than one reading
 * or none makes sense.
 */
export function layoutBySense(
  file: string,
  rows: readonly (readonly string[])[],
  unit: TimeUnit | null,
  decimalComma: boolean,
): Layout {
  const width = Math.min(...rows.map((row) => row.length));
  const time = columnsUpTo(width).find((column) => rows.every((row) => isTime(row[column] ?? "", unit)));
  if (time === undefined) throw untold(file, "no column holds times");
  const table = rows.map((row) => row.slice(0, width).map((text) => numberOf(text, decimalComma)));
  const readings = columnsUpTo(width - PRICES + 1)
    .filter((start) => start > time || start + PRICES <= time)
    .flatMap((start) =>
      ORDERS.filter(({ order }) => fits(table, start, order)).map((each) => ({ start, ...each })),
    );
  const [reading, another] = readings;
  if (!reading) throw untold(file, "no four columns next to each other hold open, high, low and close");
  if (another) throw untold(file, "the columns can be read in more than one way");
  const at = (name: "open" | "high" | "low" | "close"): number =>
    reading.start + (reading.order as readonly string[]).indexOf(name);
  const after = reading.start + PRICES;
  const average = after + 1 < width && isAverage(table, after, at("low"), at("high"));
  const volume = average ? after + 1 : after;
  return {
    ...noLayout,
    time,
    open: at("open"),
    high: at("high"),
    low: at("low"),
    close: at("close"),
    volume: volume < width && volume !== time ? volume : -1,
    words: `no header, told by sense: ${reading.words}${volume < width ? ", volume" : ""}`,
  };
}

const columnsUpTo = (width: number): readonly number[] =>
  Array.from({ length: Math.max(0, width) }, (_, at) => at);

function isTime(text: string, unit: TimeUnit | null): boolean {
  const moment = readMoment(text, unit);
  return moment !== null && isSensible(moment.atMs);
}

function numberOf(text: string, decimalComma: boolean): number {
  const cell: NumberCell = { value: 0, scale: 0, rounded: false };
  return readText(text.trim(), cell, decimalComma) === "number" ? cell.value : Number.NaN;
}

type Table = readonly (readonly number[])[];

/** No row speaks against this order, and enough of them for it: one whose prices are not all the same. */
function fits(table: Table, start: number, order: readonly string[]): boolean {
  const [high, low] = [start + order.indexOf("high"), start + order.indexOf("low")];
  let told = 0;
  for (const row of table) {
    const prices = row.slice(start, start + PRICES);
    if (prices.some(Number.isNaN)) continue;
    if (prices.some((price) => price <= 0)) return false;
    if (row[high] !== Math.max(...prices) || row[low] !== Math.min(...prices)) return false;
    if ((row[high] as number) > (row[low] as number) * WIDEST_CANDLE) return false;
    if (row[high] !== row[low]) told += 1;
  }
  return told > 0;
}

/** A price that lies inside the candle in every row, and is seldom one of its own four, is its average. */
const isAverage = (table: Table, column: number, low: number, high: number): boolean =>
  table.every((row) => {
    const [value = Number.NaN, least = Number.NaN, most = Number.NaN] = [row[column], row[low], row[high]];
    return Number.isNaN(least) || (value >= least && value <= most) || value === 0;
  });

const untold = (file: string, why: string): CandleFileError =>
  new CandleFileError(
    `${file}: it has no header, and ${why}: say what each column holds, for example ${columnsExample}, a "-" for one to leave out. Nothing was read.`,
  );
