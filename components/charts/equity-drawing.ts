// The drawing itself, over lightweight-charts. Loaded when a chart is first shown.
import { type ISeriesApi, LineSeries, LineStyle, type MouseEventParams, type Time } from "lightweight-charts";
import { formatPercent } from "../ui/format-number";
import { printMarks } from "./axis-marks";
import { type ChartColours, readColours } from "./chart-colours";
import { lineChartLook, quietLine } from "./chart-look";
import { createZoneChart, toChartTime } from "./chart-time";
import { DrawdownShade } from "./drawdown-shade";
import type { Curve, CurveRow } from "./equity-curve";

export type EndLabel = { readonly y: number; readonly value: number };
export type Ends = { readonly equity: EndLabel | null; readonly hold: EndLabel | null };

export type DrawingInput = {
  readonly curve: Curve;
  /** where the book began, drawn as a quiet line */
  readonly base: number | null;
  readonly zone: string;
  /** the deepest drawdown as it was measured between the points; null: as the points show it. A fraction, minus */
  readonly deepest: string | null;
};

export type Drawing = {
  readonly show: (input: DrawingInput) => void;
  readonly wear: () => void;
  readonly remove: () => void;
};

type Handlers = {
  /** where the lines end, for their labels */
  readonly onEnds: (ends: Ends) => void;
  /** the place under the pointer, ms UTC; null when it leaves */
  readonly onPoint: (row: CurveRow | null) => void;
};

/** Draws an equity curve into `box` and keeps to its real width. */
export function drawEquity(box: HTMLElement, handlers: Handlers): Drawing {
  let colours = readColours(box);
  let zone = "UTC";
  const chart = createZoneChart(box, () => zone, lineChartLook(colours, printMarks));
  const hold = chart.addSeries(LineSeries, { ...quietLine, lineWidth: 1, lineStyle: LineStyle.Dashed });
  const equity = chart.addSeries(LineSeries, { ...quietLine, lineWidth: 2 });
  const shade = new DrawdownShade();
  equity.attachPrimitive(shade);
  const base = equity.createPriceLine({
    price: 0,
    lineWidth: 1,
    lineStyle: LineStyle.Solid,
    axisLabelVisible: false,
  });
  let shown: { input: DrawingInput; rows: ReadonlyMap<Time, CurveRow> } | null = null;

  const place = () => shown && handlers.onEnds(endsOf(shown.input.curve, equity));
  const wear = () => {
    const worn = readColours(box);
    colours = worn;
    chart.applyOptions(lineChartLook(worn, printMarks));
    equity.applyOptions({ color: worn.text });
    hold.applyOptions({ color: worn["text-3"] });
    base.applyOptions({ color: worn["line-strong"] });
    if (shown) shade.set(shadeOf(shown.input, worn));
  };
  const show = (input: DrawingInput) => {
    const before = shown?.input ?? null;
    const rows = input.curve.rows.map((row) => ({ row, time: toChartTime(row.atMs) }));
    zone = input.zone;
    shown = { input, rows: new Map(rows.map(({ row, time }) => [time, row])) };
    const isTick = before !== null && onlyLastMoved(before, input);
    const drawn = isTick ? rows.slice(-1) : rows;
    const toEquity = ({ row, time }: Placed) =>
      row.equity === null ? { time } : { time, value: row.equity };
    const toHold = ({ row, time }: Placed) => (row.hold === null ? { time } : { time, value: row.hold });
    if (isTick)
      for (const each of drawn) {
        equity.update(toEquity(each));
        hold.update(toHold(each));
      }
    else {
      equity.setData(drawn.map(toEquity));
      hold.setData(drawn.map(toHold));
    }
    base.applyOptions({ price: input.base ?? 0, lineVisible: input.base !== null });
    shade.set(shadeOf(input, colours));
    if (!isTick) chart.timeScale().fitContent();
    requestAnimationFrame(place);
  };
  const point = (event: MouseEventParams<Time>) =>
    handlers.onPoint(event.time === undefined ? null : (shown?.rows.get(event.time) ?? null));
  chart.subscribeCrosshairMove(point);
  const watcher = new ResizeObserver(() => {
    chart.timeScale().fitContent();
    requestAnimationFrame(place);
  });
  watcher.observe(box);
  wear();
  return {
    show,
    wear,
    remove: () => {
      watcher.disconnect();
      chart.remove();
    },
  };
}

type Placed = { readonly row: CurveRow; readonly time: ReturnType<typeof toChartTime> };

/** Whether a second's tick moved the newest place and nothing else: an update is enough then. */
function onlyLastMoved(before: DrawingInput, { curve, zone }: DrawingInput): boolean {
  const [was, is] = [before.curve.rows, curve.rows];
  if (before.zone !== zone || was.length !== is.length || is.length === 0) return false;
  return is.every((row, at) => {
    const old = was[at];
    if (!old || old.atMs !== row.atMs) return false;
    return at === is.length - 1 || (old.equity === row.equity && old.hold === row.hold);
  });
}

function shadeOf(input: DrawingInput, colours: ChartColours) {
  const { rows, deepest } = input.curve;
  return {
    colours,
    rows: rows.flatMap(({ atMs, equity, peak }) =>
      equity === null || peak === null ? [] : [{ time: toChartTime(atMs), equity, peak }],
    ),
    deepest: deepest && {
      time: toChartTime(deepest.atMs),
      label: `max ${formatPercent(input.deepest ?? deepest.ratio.toFixed(8))}`,
    },
  };
}

function endsOf(curve: Curve, series: ISeriesApi<"Line">): Ends {
  const last = curve.rows.findLast((row) => row.equity !== null);
  const held = curve.rows.findLast((row) => row.hold !== null);
  const label = (value: number | null | undefined): EndLabel | null => {
    if (value === null || value === undefined) return null;
    const y = series.priceToCoordinate(value);
    return y === null ? null : { y, value };
  };
  return { equity: label(last?.equity), hold: label(held?.hold) };
}
