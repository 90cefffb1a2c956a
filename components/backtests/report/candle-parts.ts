// From a report's candles and trades to what the chart draws. Numbers here place pixels.
import type { ReportCandle, ReportTrade } from "@/server/backtest/core/backtest-view";
import type { CandleInput } from "../../charts/candle-drawing";
import type { CandlePlace, CandleRow } from "../../charts/candle-rows";
import { decimalsOf } from "../../ui/decimal-text";
import { exitWords } from "../shared/words";

const MINUTE_MS = 60_000;
/** 15 minutes to a week */
const KNOWN_MINUTES = [15, 30, 60, 120, 240, 480, 720, 1_440, 2_880, 4_320, 7_200, 10_080];
const CLOSES_READ = 50;
const PRICE_DECIMALS_MAX = 18;
/** Candles shown before and after one trade. */
const AROUND = 40;

type Facts = {
  readonly chart: readonly ReportCandle[];
  /** those of the market drawn */
  readonly trades: readonly ReportTrade[];
  /** how many candles of the report make one that is drawn */
  readonly together: number;
  /** the one trade to look at; null: all of them */
  readonly selected: ReportTrade | null;
};

export type CandleParts = Pick<CandleInput, "marks" | "holds" | "levels"> & {
  readonly places: readonly CandlePlace[];
  /** what is marked, as a sentence */
  readonly words: string;
};

/** Candles joined by `together`, each trade on the candles it opened and closed in; around one trade where asked. */
export function candleParts({ chart, trades, together, selected }: Facts): CandleParts {
  const rows = joined(chart.map(toRow), together);
  const shown = selected ? around(rows, selected) : rows;
  const first = shown[0]?.atMs ?? 0;
  const last = shown.at(-1)?.atMs ?? 0;
  const at = (iso: string) => candleAt(shown, Date.parse(iso));
  const marked = (selected ? [selected] : trades).filter(
    ({ openAt, closeAt }) => Date.parse(closeAt) >= first && Date.parse(openAt) <= last + 1,
  );
  const marks = marked.flatMap((trade) => [
    { atMs: at(trade.openAt), side: "buy" as const, label: "Buy" },
    { atMs: at(trade.closeAt), side: "sell" as const, label: exitWords(trade.exitReason) },
  ]);
  return {
    places: shown.map((row) => ({ atMs: row.atMs, row })),
    marks: marks.toSorted((a, b) => a.atMs - b.atMs),
    holds: marked.map((trade) => ({ fromMs: at(trade.openAt), untilMs: at(trade.closeAt) })),
    levels: selected ? [{ kind: "entry", price: selected.openRate, fromMs: at(selected.openAt) }] : [],
    words: `${marked.length} ${marked.length === 1 ? "trade is" : "trades are"} marked.`,
  };
}

/** The usual distance of two candles, ms. */
export function stepOf(chart: readonly ReportCandle[]): number {
  const steps = chart.slice(1).map(({ at }, index) => Date.parse(at) - Date.parse(chart[index]?.at ?? at));
  return steps.toSorted((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0;
}

/**
 * How many candles of `stepMs` may be drawn as one, the fewest first: widths people know, each at least four times the
 * one before, the last wide enough for all of `count` to be in sight.
 */
export function widthsOf(count: number, stepMs: number, inSight: number): readonly number[] {
  const least = Math.ceil(count / inSight);
  const known = KNOWN_MINUTES.map((minutes) => (minutes * MINUTE_MS) / stepMs).filter(
    (width) => width > 1 && Number.isInteger(width),
  );
  const last = known.find((width) => width >= least) ?? least;
  if (least <= 1) return [1];
  const widths = [1];
  for (const width of known) if (width >= (widths.at(-1) ?? 1) * 4 && width * 2 <= last) widths.push(width);
  return [...widths, last].slice(-4);
}

/** Decimals of the market's prices, as its closes show them. */
export const priceDecimalsOf = (chart: readonly ReportCandle[]): number =>
  Math.min(
    PRICE_DECIMALS_MAX,
    Math.max(0, ...chart.slice(-CLOSES_READ).map(({ close }) => decimalsOf(close))),
  );

const toRow = ({ at, open, high, low, close }: ReportCandle): CandleRow => ({
  atMs: Date.parse(at),
  open: Number(open),
  high: Number(high),
  low: Number(low),
  close: Number(close),
  volume: null,
});

function joined(rows: readonly CandleRow[], together: number): readonly CandleRow[] {
  if (together <= 1) return rows;
  const wide: CandleRow[] = [];
  for (let at = 0; at < rows.length; at += together) {
    const group = rows.slice(at, at + together);
    const [first] = group;
    const last = group.at(-1);
    if (!first || !last) continue;
    const high = Math.max(...group.map((row) => row.high));
    const low = Math.min(...group.map((row) => row.low));
    wide.push({ ...first, high, low, close: last.close });
  }
  return wide;
}

function around(rows: readonly CandleRow[], trade: ReportTrade): readonly CandleRow[] {
  const from = indexAt(rows, Date.parse(trade.openAt));
  const until = indexAt(rows, Date.parse(trade.closeAt));
  return rows.slice(Math.max(0, from - AROUND), until + AROUND / 2 + 1);
}

const candleAt = (rows: readonly CandleRow[], ms: number): number => rows[indexAt(rows, ms)]?.atMs ?? ms;

/** The candle an instant lies in: the last that begins no later. */
function indexAt(rows: readonly CandleRow[], ms: number): number {
  let [low, high] = [0, rows.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((rows[middle]?.atMs ?? 0) <= ms) low = middle;
    else high = middle - 1;
  }
  return low;
}
