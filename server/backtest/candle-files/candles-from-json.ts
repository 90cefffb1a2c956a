import { Decimal } from "@/server/kernel/money";
import { RecordingError } from "@/server/market/feeds/parse-recording";

const PRICES = ["timestamp_ms", "open", "high", "low", "close", "volume"] as const;
const FLAGS = ["enter_long", "exit_long"] as const;
const TIME_NAMES = ["timestamp_ms", "timestamp", "openTime", "time", "t"];
// no number of JSON, but some writers put them there: the row then says what it lacks
const NOT_NUMBERS = /(?<=[[,:\s])(?:-?Infinity|NaN)(?=[\s,\]}])/g;

/**
 * Candles written as JSON, as the table that CSV files hold. Either a list or {"candles": […]}; each candle either
 * [timestamp_ms, open, high, low, close, volume] or an object with these names (o, h, l, c, v for short, and
 * enter_long, exit_long when flags come along). Throws RecordingError with one sentence.
 */
export function candlesFromJson(file: string, text: string): string {
  const rows = readRows(file, text);
  const withFlags = rows.some((row) => isObject(row) && FLAGS.some((name) => name in row));
  const header = withFlags ? [...PRICES, ...FLAGS] : PRICES;
  const lines = rows.map((row, index) => toLine(row, withFlags) ?? wrongRow(file, index));
  return `${[header.join(","), ...lines].join("\n")}\n`;
}

function readRows(file: string, text: string): readonly unknown[] {
  let content: unknown;
  try {
    content = JSON.parse(text.replace(NOT_NUMBERS, "null"));
  } catch (error) {
    throw new RecordingError(
      `${file} is not sound JSON (${(error as Error).message}): copy or download it again; nothing was imported.`,
    );
  }
  const rows = isObject(content) ? content.candles : content;
  if (Array.isArray(rows)) return rows;
  throw new RecordingError(
    `${file} holds no list of candles: write [[timestamp_ms, open, high, low, close, volume], …]; nothing was imported.`,
  );
}

function toLine(row: unknown, withFlags: boolean): string | null {
  if (Array.isArray(row)) return row.map(toCell).join(",") + (withFlags ? ",0,0" : "");
  if (!isObject(row)) return null;
  const time = TIME_NAMES.find((name) => name in row);
  const prices = PRICES.slice(1).map((name) => row[name] ?? row[name.slice(0, 1)]);
  const flags = withFlags ? FLAGS.map((name) => Number(row[name] ?? 0)) : [];
  return [time === undefined ? "" : row[time], ...prices, ...flags].map(toCell).join(",");
}

/** Small numbers come with an exponent, which the table does not know. */
function toCell(value: unknown): string {
  if (typeof value === "number" && Number.isFinite(value)) return new Decimal(value).toFixed();
  return typeof value === "string" ? value.replace(/[,\n]/g, " ") : "NaN";
}

function wrongRow(file: string, index: number): never {
  throw new RecordingError(
    `${file}: row ${index + 1} is neither a list nor an object. Correct or replace the file; nothing was imported.`,
  );
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
