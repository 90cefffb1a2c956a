import { CandleFileError, shown } from "./candle-file-error";
import { columnsExample, type Layout, noLayout, type Role, roles } from "./layout";
import type { TimeUnit } from "./time-cell";

const NAMES: { readonly [role in Role]: readonly string[] } = {
  // counts of one unit before dates: where a file has both, the count cannot be misread
  time: [
    "timestampms",
    "opentimems",
    "opentime",
    "unix",
    "unixtimestamp",
    "unixtime",
    "epoch",
    "timestamp",
    "starttime",
    "opentimestamp",
    "time",
    "t",
    "ts",
    "start",
    "begin",
    "datetime",
    "date",
    "dateutc",
    "timeutc",
    "gmttime",
    "localtime",
    "day",
  ],
  open: ["open", "o", "openprice", "opening"],
  high: ["high", "h", "highprice", "max"],
  low: ["low", "l", "lowprice", "min"],
  close: ["close", "c", "closeprice", "closelast", "closing"],
  volume: ["volume", "v", "vol", "basevolume", "volumebase", "basevol", "tickvolume", "volumefrom"],
};
const UNITS: readonly (readonly [RegExp, TimeUnit])[] = [
  [/_ms$|millis/i, "ms"],
  [/_us$|micros/i, "us"],
  [/_ns$|nanos/i, "ns"],
  [/_s(ec(onds)?)?$|_seconds$/i, "s"],
];
const CLOCKS = ["time", "hour", "clock"];
const SYMBOLS = [
  "symbol",
  "ticker",
  "pair",
  "market",
  "currencypairsymbol",
  "product",
  "productid",
  "instrument",
];

const bare = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, "");

/** Whether a row's cells are names: no column of candles is called by a number. */
export const isHeader = (cells: readonly string[]): boolean =>
  cells.some((cell) => NAMES.open.includes(bare(cell)) || NAMES.close.includes(bare(cell))) ||
  cells.filter((cell) => /^[A-Za-z_"' ]{3,}/.test(cell.trim())).length >= Math.min(4, cells.length);

/**
 * Reads a header. `base` is the market's currency, if it is known, else that of the `first` row's symbol: it tells which
 * of two volumes is meant.
 */
export function layoutOfNames(
  file: string,
  header: readonly string[],
  { first: row, base }: { readonly first: readonly string[]; readonly base: string | null },
): Layout {
  const names = header.map(bare);
  const symbol = first(names, SYMBOLS);
  const currency = base ?? baseOf(row[symbol] ?? "");
  const found = new Map<Role, number>();
  for (const role of roles) {
    const at = role === "volume" ? volumeAmong(names, currency) : first(names, NAMES[role]);
    if (at >= 0) found.set(role, at);
  }
  const { time, clock } = timesAmong(names, found.get("time") ?? -1);
  const missing = roles.filter((role) => role !== "volume" && !found.has(role));
  if (missing.length > 0) {
    throw new CandleFileError(
      `${file}: the header names no column for ${missing.join(", ")} (found ${shown(header.join(","))}): say what each column holds, for example ${columnsExample}, a "-" for one to leave out. Nothing was read.`,
    );
  }
  const enter = header.indexOf("enter_long");
  const exit = header.indexOf("exit_long");
  const used = new Set([...found.values(), time, enter, exit]);
  return {
    ...noLayout,
    ...Object.fromEntries(found),
    time,
    clock,
    enter,
    exit,
    symbol,
    unit: statedUnit(header[time] ?? ""),
    others: header.filter((_, at) => !used.has(at)),
    words: `header: ${header.slice(0, 12).join(", ").slice(0, 120)}`,
  };
}

const baseOf = (symbol: string): string | null => /^([A-Za-z0-9]{2,10})[/_-]/.exec(symbol)?.[1] ?? null;

const first = (names: readonly string[], wanted: readonly string[]): number => {
  const name = wanted.find((each) => names.includes(each));
  return name === undefined ? -1 : names.indexOf(name);
};

/** Where a day and an hour stand in two columns, the hour alone is no time. */
function timesAmong(names: readonly string[], time: number): Pick<Layout, "time" | "clock"> {
  const date = names.indexOf("date");
  const isClock = date >= 0 && date !== time && CLOCKS.includes(names[time] ?? "");
  return isClock ? { time: date, clock: time } : { time, clock: -1 };
}

/** Of "Volume BTC" and "Volume USDT" the one in the base currency; the first when nothing tells. */
function volumeAmong(names: readonly string[], currency: string | null): number {
  const plain = first(names, NAMES.volume);
  if (plain >= 0) return plain;
  const base = currency === null ? -1 : names.indexOf(`volume${currency.toLowerCase()}`);
  if (base >= 0) return base;
  return names.findIndex(
    (name) => /^volume[a-z0-9]{2,6}$/.test(name) && !/^volume(?:ma|ema|sma|usdt?|quote)$/.test(name),
  );
}

const statedUnit = (name: string): TimeUnit | null => UNITS.find(([form]) => form.test(name))?.[1] ?? null;

/** Reads --columns: what each column holds, in their order. */
export function layoutOfAsked(asked: string): Layout {
  const names = asked.split(",").map((name) => name.trim().toLowerCase());
  const known = [...roles, "date", "clock", "enter_long", "exit_long", "-"];
  const wrong = names.find((name) => !known.includes(name));
  if (wrong !== undefined) {
    throw new CandleFileError(
      `--columns: ${shown(wrong)} is not one of ${known.join(", ")}. Write them in the file's order, for example ${columnsExample}.`,
    );
  }
  const twice = names.find((name, at) => name !== "-" && names.indexOf(name) !== at);
  if (twice !== undefined)
    throw new CandleFileError(`--columns names ${twice} twice: name each once, "-" for the others.`);
  const time = names.includes("date") ? names.indexOf("date") : names.indexOf("time");
  const missing = roles.filter(
    (role) => role !== "volume" && (role === "time" ? time : names.indexOf(role)) < 0,
  );
  if (missing.length > 0) {
    throw new CandleFileError(
      `--columns names no ${missing.join(", ")}: write for example ${columnsExample}.`,
    );
  }
  const at = (name: string): number => names.indexOf(name);
  return {
    ...noLayout,
    time,
    clock: names.includes("date") && time !== at("time") ? at("time") : at("clock"),
    open: at("open"),
    high: at("high"),
    low: at("low"),
    close: at("close"),
    volume: at("volume"),
    enter: at("enter_long"),
    exit: at("exit_long"),
    words: `columns as asked: ${names.join(", ")}`,
  };
}
