// The drawing of candles, over lightweight-charts. Loaded when a chart is first shown.
import {
  CandlestickSeries,
  HistogramSeries,
  type IChartApi,
  type ISeriesApi,
  type MouseEventParams,
  type Time,
} from "lightweight-charts";
import { formatPrice } from "../ui/format-number";
import { printMarks } from "./axis-marks";
import type { CandlePlace, CandleRow } from "./candle-rows";
import { type ChartColours, readColours } from "./chart-colours";
import { chartLook } from "./chart-look";
import { createZoneChart, toChartTime } from "./chart-time";
import { type Level, placeTags, type Tag } from "./level-tags";
import { TradeLayer } from "./trade-layer";

export type CandleMark = { readonly atMs: number; readonly side: "buy" | "sell"; readonly label: string };

export type CandleInput = {
  readonly places: readonly CandlePlace[];
  readonly frameMs: number;
  /** oldest first */
  readonly marks: readonly CandleMark[];
  readonly holds: readonly { readonly fromMs: number; readonly untilMs: number | null }[];
  readonly levels: readonly (Level & { readonly fromMs: number | null })[];
  readonly decimals: number;
  readonly zone: string;
  /** few candles are spread over the whole width, as in a report that is complete; else they stand at the left */
  readonly fills?: boolean;
};

type Handlers = {
  /** where the tags of the levels stand now */
  readonly onTags: (tags: readonly Tag[]) => void;
  /** the candle under the pointer; null when it leaves */
  readonly onPoint: (row: CandleRow | null) => void;
};

export type CandleDrawing = {
  readonly show: (input: CandleInput) => void;
  readonly wear: () => void;
  /** the price at so many pixels from above, and back; null off the scale */
  readonly priceAt: (y: number) => number | null;
  readonly yOf: (price: number) => number | null;
  readonly remove: () => void;
};

const BAR_SPACING = { wide: 8.4, narrow: 6 };
const NARROW_PX = 480;
/** least width of the price axis with its tags, and what a tag needs besides its digits: arrow, edges, name */
const GUTTER = { wide: 118, narrow: 84 };
const DIGIT_PX = 6.4;
const BESIDES_PX = { wide: 60, narrow: 26 };

/** Draws candles into `box` and keeps to its real width: the newest that fit, older ones by dragging. */
export function drawCandles(box: HTMLElement, handlers: Handlers): CandleDrawing {
  let colours = readColours(box);
  let shown: CandleInput | null = null;
  const chart = createZoneChart(box, () => shown?.zone ?? "UTC", optionsOf(colours, gutterOf(box, null)));
  const { candles, volume } = addSeries(chart);
  const layer = new TradeLayer();
  candles.attachPrimitive(layer);

  let tags: readonly Tag[] = [];
  const isCovered = (price: number) => {
    const y = candles.priceToCoordinate(price);
    return y !== null && tags.some((tag) => Math.abs(tag.y - y) < COVERED_PX);
  };
  const place = () => {
    if (!shown) return;
    const placed = shown.levels.map(({ kind, price }) => ({
      kind,
      price,
      y: candles.priceToCoordinate(Number(price)),
    }));
    const { decimals } = shown;
    tags = placeTags(placed, chart.paneSize().height);
    // tags beat the figures of the axis: the library asks again for those it may print
    chart.applyOptions({
      localization: {
        tickmarksPriceFormatter: (prices: readonly number[]) =>
          printMarks(prices, decimals).map((mark, at) => (isCovered(prices[at] as number) ? "" : mark)),
      },
    });
    handlers.onTags(tags);
  };
  let placing = 0;
  const placeSoon = () => {
    // however often it is asked for, once a frame
    cancelAnimationFrame(placing);
    placing = requestAnimationFrame(place);
  };
  const wear = () => {
    const worn = readColours(box);
    colours = worn;
    chart.applyOptions(optionsOf(worn, gutterOf(box, shown)));
    candles.applyOptions(candleColours(worn));
    if (shown) layer.set(layerOf(shown, worn));
    volume.applyOptions({ color: faint(worn["text-3"]) });
  };
  const show = (input: CandleInput) => {
    const before = shown;
    shown = input;
    const sameFrame = before !== null && before.frameMs === input.frameMs;
    const older = sameFrame && keptRange(chart, before.places.length) === "older";
    widenGutter(chart, box, input);
    const isNew = drawPlaces({ candles, volume }, before, input);
    layer.set(layerOf(input, colours));
    if (isNew && !older) showNewest(chart, box, input);
    placeSoon();
  };
  // with the next frame: a chart says where the pointer is also while it is being drawn
  let pointed: CandleRow | null = null;
  const point = (event: MouseEventParams<Time>) => {
    const row = event.logical === undefined ? null : (shown?.places[event.logical]?.row ?? null);
    if (row === pointed) return;
    pointed = row;
    requestAnimationFrame(() => shown && handlers.onPoint(pointed));
  };
  chart.subscribeCrosshairMove(point);
  chart.timeScale().subscribeVisibleLogicalRangeChange(placeSoon);
  const watcher = new ResizeObserver(() => {
    if (shown) showNewest(chart, box, shown);
    placeSoon();
  });
  watcher.observe(box);
  wear();
  return {
    show,
    wear,
    priceAt: (y) => candles.coordinateToPrice(y),
    yOf: (price) => candles.priceToCoordinate(price),
    remove: () => {
      // a place that was put off finds nothing to place
      shown = null;
      watcher.disconnect();
      chart.remove();
    },
  };
}

type Series = {
  readonly candles: ISeriesApi<"Candlestick">;
  readonly volume: ISeriesApi<"Histogram">;
};

function addSeries(chart: IChartApi): Series {
  const quiet = { priceLineVisible: false, lastValueVisible: false };
  const volume = chart.addSeries(HistogramSeries, { ...quiet, priceScaleId: "volume" });
  const candles = chart.addSeries(CandlestickSeries, quiet);
  chart.priceScale("volume").applyOptions({ scaleMargins: { top: 0.87, bottom: 0 } });
  candles.priceScale().applyOptions({ scaleMargins: { top: 0.1, bottom: 0.2 } });
  return { candles, volume };
}

/** Draws what is new: a tick moves the last candle alone. Answers whether the axis holds other places than before. */
function drawPlaces({ candles, volume }: Series, before: CandleInput | null, input: CandleInput): boolean {
  const { places, decimals } = input;
  const at = (place: CandlePlace) => toChartTime(place.atMs);
  const toCandle = (each: CandlePlace) =>
    each.row ? { time: at(each), ...ohlc(each.row) } : { time: at(each) };
  const toVolume = (each: CandlePlace) =>
    each.row?.volume ? { time: at(each), value: each.row.volume } : { time: at(each) };
  const changed = before ? changedFrom(before, input) : 0;
  if (changed > 0) {
    for (const place of places.slice(changed)) {
      candles.update(toCandle(place));
      volume.update(toVolume(place));
    }
    return places.length !== before?.places.length;
  }
  candles.setData(places.map(toCandle));
  volume.setData(places.map(toVolume));
  candles.applyOptions({ priceFormat: { type: "price", precision: decimals, minMove: 10 ** -decimals } });
  return true;
}

/** From which place on two inputs differ, where only the newest do: an update is enough then. 0: draw all anew. */
function changedFrom(before: CandleInput, { places, frameMs, zone, decimals }: CandleInput): number {
  if (before.frameMs !== frameMs || before.zone !== zone || before.decimals !== decimals) return 0;
  const first = places.findIndex((place, at) => place !== before.places[at]);
  const from = first === -1 ? places.length : first;
  return from < before.places.length - 1 || places.length < before.places.length ? 0 : from;
}

const ohlc = ({ open, high, low, close }: CandleRow) => ({ open, high, low, close });
const isNarrow = (box: HTMLElement): boolean => box.clientWidth < NARROW_PX;

/** Whoever has dragged to older candles keeps them in sight; everyone else follows the newest. */
function keptRange(chart: IChartApi, count: number): "newest" | "older" {
  const range = chart.timeScale().getVisibleLogicalRange();
  return range && range.to < count - 2 ? "older" : "newest";
}

/** Wide enough for the longest price at a level: a price of 0.0000012952 is read whole or not at all. */
function gutterOf(box: HTMLElement, input: CandleInput | null): number {
  const size = isNarrow(box) ? "narrow" : "wide";
  const digits = (input?.levels ?? []).map(({ price }) => formatPrice(price, input?.decimals).length);
  return Math.max(GUTTER[size], Math.ceil(Math.max(0, ...digits) * DIGIT_PX + BESIDES_PX[size]));
}

function widenGutter(chart: IChartApi, box: HTMLElement, input: CandleInput) {
  const width = gutterOf(box, input);
  // the tags stand beside the drawing and are as wide
  box.parentElement?.style.setProperty("--gutter", `${width}px`);
  if (chart.priceScale("right").options().minimumWidth === width) return;
  chart.priceScale("right").applyOptions({ minimumWidth: width });
}

function showNewest(chart: IChartApi, box: HTMLElement, input: CandleInput) {
  const { places, fills } = input;
  const count = places.length;
  const narrow = isNarrow(box);
  const width = box.clientWidth - gutterOf(box, input);
  const fit = Math.max(10, Math.floor(width / (narrow ? BAR_SPACING.narrow : BAR_SPACING.wide)));
  // a few candles stand at the left, as in a young market; from half a width on they fill it
  const shown = fills || count * 2 >= fit ? Math.min(count, fit) : fit;
  chart
    .timeScale()
    .setVisibleLogicalRange({ from: Math.max(-0.5, count - shown), to: Math.max(count, shown) - 0.3 });
}

function layerOf(input: CandleInput, colours: ChartColours) {
  const { places, frameMs } = input;
  const bucket = (ms: number) => ms - (ms % frameMs);
  const time = (ms: number) => toChartTime(bucket(ms));
  const rows = new Map(places.map((each) => [each.atMs, each.row]));
  return {
    colours,
    marks: input.marks.flatMap(({ atMs, side, label }) => {
      const row = rows.get(bucket(atMs));
      return row ? [{ time: time(atMs), side, label, edge: side === "buy" ? row.low : row.high }] : [];
    }),
    holds: input.holds.map(({ fromMs, untilMs }) => ({
      from: time(fromMs),
      until: untilMs === null ? null : time(untilMs),
    })),
    levels: input.levels.map(({ kind, price, fromMs }) => ({
      kind,
      price: Number(price),
      from: fromMs === null ? null : time(fromMs),
    })),
  };
}

const candleColours = (colours: ChartColours) => ({
  upColor: colours.panel,
  borderUpColor: colours.profit,
  wickUpColor: colours.profit,
  downColor: colours.loss,
  borderDownColor: colours.loss,
  wickDownColor: colours.loss,
});

/** A token's colour at 28 %; tokens are written as #rrggbb. */
const faint = (colour: string): string => (/^#[0-9a-f]{6}$/i.test(colour) ? `${colour}47` : colour);

function optionsOf(colours: ChartColours, minimumWidth: number): Parameters<IChartApi["applyOptions"]>[0] {
  return {
    ...chartLook(colours, 2),
    rightPriceScale: {
      visible: true,
      borderVisible: false,
      minimumWidth,
    },
    crosshair: {
      vertLine: { color: colours["line-strong"], labelVisible: false },
      horzLine: { color: colours["line-strong"], labelVisible: false },
    },
    localization: { priceFormatter: (price: number) => printMarks([price])[0] ?? "" },
    // the wheel belongs to the page
    handleScroll: { mouseWheel: false, pressedMouseMove: true, horzTouchDrag: true, vertTouchDrag: false },
    handleScale: { mouseWheel: false, pinch: true, axisPressedMouseMove: false, axisDoubleClickReset: true },
  };
}

const COVERED_PX = 16;
