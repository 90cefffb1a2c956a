// From the server's chart and the live line to what the drawing, the table and the spoken sentence need.

import type { ChartMarkView, ChartView } from "@/server/history/core/chart-view";
import type { PositionView } from "@/server/portfolio/core/live-view";
import type { CandleInput, CandleMark } from "../charts/candle-drawing";
import { type CandlePlace, type Forming, toStoredPlaces, withForming } from "../charts/candle-rows";
import { reasonLabel } from "../shared/reason-label";
import { stopWords } from "../shared/stop-words";
import { formatPrice } from "../ui/format-number";

type Facts = {
  readonly chart: ChartView;
  readonly still: StillParts;
  readonly forming: Forming | null;
  readonly frameMs: number;
  readonly position: PositionView | null;
  /** last price of the feed; null while none is known */
  readonly last: string | null;
};

export type ChartParts = Pick<CandleInput, "marks" | "holds" | "levels"> & {
  readonly places: readonly CandlePlace[];
  /** what the bot did in a candle, in words, by the candle's first instant */
  readonly actsAt: ReadonlyMap<string, string>;
  readonly sentence: string;
};

/** What no tick changes. */
type StillParts = Pick<ChartParts, "marks" | "holds" | "actsAt"> & {
  readonly stored: readonly CandlePlace[];
};

export function toStillParts(chart: ChartView, frameMs: number): StillParts {
  return {
    stored: toStoredPlaces(chart.candles, frameMs),
    marks: chart.marks.map(toMark),
    holds: chart.holds.map(({ from, until }) => ({
      fromMs: Date.parse(from),
      untilMs: until === null ? null : Date.parse(until),
    })),
    actsAt: actsByCandle(chart, frameMs),
  };
}

export function toChartParts({ chart, still, forming, frameMs, position, last }: Facts): ChartParts {
  const { stored, ...rest } = still;
  return {
    ...rest,
    places: withForming(stored, forming, frameMs),
    levels: levelsOf(position, last),
    sentence: sentenceOf(chart, position, last),
  };
}

const wordsOf = (mark: ChartMarkView): string => (mark.side === "buy" ? "Buy" : reasonLabel(mark.reasonCode));

const toMark = (mark: ChartMarkView): CandleMark => ({
  atMs: Date.parse(mark.marketAt),
  side: mark.side,
  label: wordsOf(mark),
});

function levelsOf(position: PositionView | null, last: string | null): CandleInput["levels"] {
  const levels: CandleInput["levels"][number][] = [];
  if (last !== null) levels.push({ kind: "last", price: last, fromMs: null });
  if (!position) return levels;
  const fromMs = Date.parse(position.openedMarketAt);
  levels.push({ kind: "entry", price: position.entryPrice, fromMs });
  levels.push({ kind: "stop", price: position.stopPrice, fromMs });
  if (position.targetPrice !== null) levels.push({ kind: "target", price: position.targetPrice, fromMs });
  return levels;
}

function actsByCandle(chart: ChartView, frameMs: number): ReadonlyMap<string, string> {
  const acts = new Map<string, string>();
  for (const mark of chart.marks) {
    const at = Date.parse(mark.marketAt);
    const openAt = new Date(at - (at % frameMs)).toISOString();
    const words = `${wordsOf(mark)} at ${formatPrice(mark.price, chart.priceDecimals)}`;
    acts.set(openAt, [acts.get(openAt), words].filter(Boolean).join(", "));
  }
  return acts;
}

function sentenceOf(chart: ChartView, position: PositionView | null, last: string | null): string {
  const print = (price: string | null) => formatPrice(price, chart.priceDecimals);
  const buys = chart.marks.filter((mark) => mark.side === "buy").length;
  const held = position
    ? ` The open position entered at ${print(position.entryPrice)}, its ${stopWords[position.stopKind].toLowerCase()} is at ${print(position.stopPrice)}` +
      (position.targetPrice === null ? "." : `, its target at ${print(position.targetPrice)}.`)
    : " No position is open.";
  return (
    `${chart.candles.length} ${chart.timeframe} candles of ${chart.base} in ${chart.quote}, ${chart.marketKind} ` +
    `prices, last ${print(last ?? chart.candles.at(-1)?.close ?? null)}. ` +
    `${buys} buys and ${chart.marks.length - buys} sales are marked.${held}`
  );
}
