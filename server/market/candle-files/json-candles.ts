import { CandleFileError, wrongRow } from "./candle-file-error";
import { wholeOf } from "./open-candle-file";
import { cellText, type TableText, textOfRows } from "./table-text";

const JSON_MB_MAX = 256;
const DEPTH_MAX = 5;
const PRICES = ["open", "high", "low", "close"];
// no number of JSON, but some writers put them there
const NOT_NUMBERS = /(?<=[[,:\s])(?:-?Infinity|NaN)(?=[\s,\]}])/g;
const NAMES_OF_SYMBOL = ["pair", "symbol", "market", "instId", "product_id", "currencyPairSymbol"];

/** Candles written as JSON in any of the usual forms, or as one JSON row a line, as a table. */
export async function tableOfJson(file: string, chunks: AsyncIterable<Buffer>): Promise<TableText> {
  const content = await parse(file, chunks);
  const found = findTable(content, 0);
  if (!found) {
    throw new CandleFileError(
      `${file} holds no list of candles: write [[timestamp_ms, open, high, low, close, volume], …] or a list of objects with these names. Nothing was read.`,
    );
  }
  return {
    chunks: textOfRows(found.header, found.length, (index) => lineOf(file, index, found.cells(index))),
    words: found.words,
    symbol: found.symbol ?? symbolIn(content, 0),
    finishedMs: finishedIn(content),
  };
}

async function parse(file: string, chunks: AsyncIterable<Buffer>): Promise<unknown> {
  const text = (await wholeOf(file, chunks, JSON_MB_MAX)).toString("utf8").replace(/^\uFEFF/, "");
  try {
    return parseText(text);
  } catch (error) {
    throw new CandleFileError(
      `${file} is not sound JSON (${(error as Error).message.slice(0, 100)}): copy or download it again. Nothing was read.`,
    );
  }
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text.replace(NOT_NUMBERS, "null"));
  } catch (error) {
    const lines = text.trim().split(/\r?\n/);
    if (lines.length < 2 || !/^[[{].*[\]}]$/.test((lines[0] as string).trim())) throw error;
    return lines
      .filter((line) => line.trim() !== "")
      .map((line) => JSON.parse(line.replace(NOT_NUMBERS, "null")));
  }
}

type Found = {
  readonly header: readonly string[] | null;
  readonly length: number;
  readonly cells: (index: number) => readonly unknown[] | null;
  readonly words: string;
  readonly symbol: string | null;
};

type Fields = { readonly [name: string]: unknown };
const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The first list of candles, the outermost first. */
function findTable(value: unknown, depth: number): Found | null {
  if (depth > DEPTH_MAX || typeof value !== "object" || value === null) return null;
  const here = Array.isArray(value) ? tableOfList(value) : tableOfColumns(value as Fields);
  if (here) return here;
  for (const [name, inner] of Object.entries(value)) {
    const found = findTable(inner, depth + 1);
    if (!found) continue;
    const isPair = /^[A-Z0-9._/-]{5,20}$/.test(name) && !/^\d+$/.test(name);
    return { ...found, symbol: found.symbol ?? (isPair ? name : null) };
  }
  return null;
}

function tableOfList(rows: readonly unknown[]): Found | null {
  const sample = rows.find((row) => Array.isArray(row) || isFields(row));
  if (Array.isArray(sample)) {
    if (sample.length < PRICES.length + 1 || sample.some((cell) => typeof cell === "object" && cell !== null))
      return null;
    const listed = (index: number) => (Array.isArray(rows[index]) ? (rows[index] as unknown[]) : null);
    return { header: null, length: rows.length, cells: listed, words: "JSON, a list of lists", symbol: null };
  }
  if (!isFields(sample) || !hasPrices(sample)) return null;
  const header = namesIn(rows);
  return {
    header,
    length: rows.length,
    cells: (index) => {
      const row = rows[index];
      return isFields(row) ? header.map((name) => row[name]) : null;
    },
    words: "JSON, a list of objects",
    symbol: null,
  };
}

/** What any of the first rows names: some name a flag only where it stands. */
const ROWS_NAMED = 5_000;
const namesIn = (rows: readonly unknown[]): readonly string[] => [
  ...new Set(rows.slice(0, ROWS_NAMED).flatMap((row) => (isFields(row) ? Object.keys(row) : []))),
];

/** {t: […], o: […], …}; {columns: […], data: [[…]]}; {timestamp: […], indicators: {quote: [{open: […], …}]}}. */
function tableOfColumns(value: Fields): Found | null {
  const { columns, data, timestamp, indicators } = value;
  if (Array.isArray(columns) && Array.isArray(data) && columns.every((name) => typeof name === "string")) {
    const cells = (index: number) => (Array.isArray(data[index]) ? (data[index] as unknown[]) : null);
    return { header: columns, length: data.length, cells, words: "JSON, columns and data", symbol: null };
  }
  const quote = isFields(indicators) && Array.isArray(indicators.quote) ? indicators.quote[0] : null;
  const lists = isFields(quote) ? { timestamp, ...quote } : value;
  const named = Object.entries(lists).filter(([, list]) => Array.isArray(list)) as [string, unknown[]][];
  if (!hasPrices(Object.fromEntries(named))) return null;
  const length = named[0]?.[1].length ?? 0;
  const even = named.filter(([, list]) => list.length === length);
  if (!hasPrices(Object.fromEntries(even)) || even.some(([, list]) => list.some((cell) => isFields(cell))))
    return null;
  return {
    header: even.map(([name]) => name),
    length,
    cells: (index) => even.map(([, list]) => list[index]),
    words: "JSON, one list a column",
    symbol: null,
  };
}

function hasPrices(fields: Fields): boolean {
  const names = Object.keys(fields).map((name) => name.toLowerCase().replace(/price$/, ""));
  return PRICES.every((price) => names.includes(price) || names.includes(price.slice(0, 1)));
}

function lineOf(file: string, index: number, cells: readonly unknown[] | null): string {
  if (cells) return cells.map(cellText).join(",");
  throw wrongRow(
    file,
    index + 1,
    "is neither a list nor an object as the others: correct or leave out the row.",
  );
}

function symbolIn(value: unknown, depth: number): string | null {
  if (!isFields(value) || depth > 3) return null;
  for (const name of NAMES_OF_SYMBOL) if (typeof value[name] === "string") return value[name];
  for (const inner of Object.values(value)) {
    const found = symbolIn(Array.isArray(inner) ? inner[0] : inner, depth + 1);
    if (found) return found;
  }
  return null;
}

/** Kraken's `last`: the newest candle that is finished, in seconds. */
function finishedIn(value: unknown): number | null {
  if (!isFields(value) || !isFields(value.result)) return null;
  const { last } = value.result;
  return typeof last === "number" && last > 1e9 && last < 1e11 ? last * 1_000 : null;
}
