import { type CandleTimeframe, candleCloseAt, candleOpenAt, timeframeMs } from "../core/candle";
import { firstFrom } from "../core/place-in-time";
import type { CandleTable } from "./candle-file";
import { CandleFileError } from "./candle-file-error";
import { gapsIn } from "./judge-rows";

const NAMES = ["openAt", "open", "high", "low", "close", "volume"] as const;

/**
 * The candles of a table put together to longer ones: first open, highest high, lowest low, last close, sum of volumes.
 * A longer candle whose beginning or end is not in the table is left out: parts of it would be a guess. Throws
 * CandleFileError when the timeframe does not hold whole candles of the table, or flags come along.
 */
export function resampleTable(table: CandleTable, to: CandleTimeframe): CandleTable {
  const { file, timeframe } = table;
  if (to === timeframe) return table;
  if (!holds(to, timeframe)) {
    throw new CandleFileError(
      `${file} holds ${timeframe} candles, of which no ${to} candle can be made: choose a timeframe that is a multiple of ${timeframe}.`,
    );
  }
  if (table.flags !== null) {
    throw new CandleFileError(
      `${file} carries enter_long and exit_long for its ${timeframe} candles: leave out --timeframe, or the columns.`,
    );
  }
  const columns = folded(table, to);
  if (columns.openAt.length < 2) {
    throw new CandleFileError(`${file} holds less than two whole ${to} candles: choose a shorter timeframe.`);
  }
  return { ...table, ...columns, timeframe: to, gaps: gapsIn(columns.openAt, to) };
}

/** Whether each candle of `long` is made of whole candles of `short`. */
export function holds(long: CandleTimeframe, short: CandleTimeframe): boolean {
  if (short === "1M" || timeframeMs(long) <= timeframeMs(short)) return false;
  const lengthMs = long === "1M" || long === "1w" ? timeframeMs("1d") : timeframeMs(long);
  return lengthMs % timeframeMs(short) === 0;
}

type Columns = Pick<CandleTable, (typeof NAMES)[number]>;

function folded(table: CandleTable, to: CandleTimeframe): Columns {
  const { openAt, timeframe } = table;
  const kept: { readonly at: number; readonly from: number; readonly until: number }[] = [];
  for (let from = 0; from < openAt.length; ) {
    const at = candleOpenAt(openAt[from] as number, to);
    const end = candleCloseAt(at, to);
    let until = from + 1;
    while (until < openAt.length && (openAt[until] as number) < end) until += 1;
    const begun = openAt[from] === at || from > 0;
    const over = until < openAt.length || candleCloseAt(openAt[until - 1] as number, timeframe) >= end;
    if (begun && over) kept.push({ at, from, until });
    from = until;
  }
  const columns = {
    openAt: new Float64Array(kept.length),
    open: new Float64Array(kept.length),
    high: new Float64Array(kept.length),
    low: new Float64Array(kept.length),
    close: new Float64Array(kept.length),
    volume: new Float64Array(kept.length),
  };
  for (const [index, { at, from, until }] of kept.entries()) {
    columns.openAt[index] = at;
    columns.open[index] = table.open[from] as number;
    columns.close[index] = table.close[until - 1] as number;
    let [high, low, volume] = [table.high[from] as number, table.low[from] as number, 0];
    for (let row = from; row < until; row++) {
      high = Math.max(high, table.high[row] as number);
      low = Math.min(low, table.low[row] as number);
      volume += table.volume[row] as number;
    }
    columns.high[index] = high;
    columns.low[index] = low;
    columns.volume[index] = volume;
  }
  return columns;
}

/** Places of the candles that open in [from, until); throws CandleFileError when there are fewer than two. */
export function periodOf(
  { file, openAt }: Pick<CandleTable, "file" | "openAt">,
  fromMs: number | null,
  untilMs: number | null,
): { readonly from: number; readonly until: number } {
  const from = fromMs === null ? 0 : firstFrom(openAt, fromMs);
  const until = untilMs === null ? openAt.length : firstFrom(openAt, untilMs);
  if (until - from >= 2) return { from, until };
  const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
  throw new CandleFileError(
    `${file} holds ${Math.max(0, until - from)} candles of that period: it reaches from ${day(openAt[0] as number)} to ${day(openAt.at(-1) as number)}, choose --from and --to inside it.`,
  );
}

/** The candles from one place up to, not including, another; the same memory. */
export function sliceTable(table: CandleTable, from: number, until: number): CandleTable {
  const { flags } = table;
  const columns = Object.fromEntries(
    NAMES.map((name) => [name, table[name].subarray(from, until)]),
  ) as unknown as Columns;
  return {
    ...table,
    ...columns,
    flags: flags && { entry: flags.entry.subarray(from, until), exit: flags.exit.subarray(from, until) },
    gaps: table.gaps.flatMap(({ row, missing }) =>
      row - 1 > from && row - 1 < until ? [{ row: row - from, missing }] : [],
    ),
  };
}
