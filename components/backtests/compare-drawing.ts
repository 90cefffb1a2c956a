// Two equities as returns since their start, over lightweight-charts. Loaded when the chart is first shown.
import {
  createChart,
  type IChartApi,
  type ISeriesApi,
  LineSeries,
  LineStyle,
  type MouseEventParams,
  type Time,
} from "lightweight-charts";
import { type ChartColours, readColours } from "../charts/chart-colours";
import { formatChartMark, toChartTime } from "../charts/chart-time";
import { formatPercent } from "../ui/format-number";

/** A place of a line: ms UTC on the market clock, and the return since the start as a fraction. */
export type ReturnPoint = { readonly atMs: number; readonly ratio: number };
export type ReturnLines = { readonly a: readonly ReturnPoint[]; readonly b: readonly ReturnPoint[] };
export type Pointed = { readonly atMs: number; readonly a: number | null; readonly b: number | null };

export type CompareDrawing = {
  readonly show: (lines: ReturnLines, zone: string) => void;
  readonly wear: () => void;
  readonly remove: () => void;
};

/** Draws both lines into `box` and keeps to its real width; tells what is under the pointer. */
export function drawComparison(box: HTMLElement, onPoint: (pointed: Pointed | null) => void): CompareDrawing {
  const chart = createChart(box, optionsOf(readColours(box)));
  const b = chart.addSeries(LineSeries, { ...quiet, lineWidth: 2, lineStyle: LineStyle.Dashed });
  const a = chart.addSeries(LineSeries, { ...quiet, lineWidth: 2 });
  const zero = a.createPriceLine({
    price: 0,
    lineWidth: 1,
    lineStyle: LineStyle.Solid,
    axisLabelVisible: false,
  });
  let shiftMs = 0;
  const wear = () => {
    const worn = readColours(box);
    chart.applyOptions(optionsOf(worn));
    a.applyOptions({ color: worn.text });
    b.applyOptions({ color: worn.accent });
    zero.applyOptions({ color: worn["line-strong"] });
  };
  const point = (event: MouseEventParams<Time>) => {
    if (event.time === undefined) return onPoint(null);
    const at = (series: ISeriesApi<"Line">) => {
      const data = event.seriesData.get(series);
      return data && "value" in data ? data.value : null;
    };
    onPoint({ atMs: Number(event.time) * 1_000 - shiftMs, a: at(a), b: at(b) });
  };
  chart.subscribeCrosshairMove(point);
  const watcher = new ResizeObserver(() => chart.timeScale().fitContent());
  watcher.observe(box);
  wear();
  return {
    show: (lines, zone) => {
      const newest = Math.max(lines.a.at(-1)?.atMs ?? 0, lines.b.at(-1)?.atMs ?? 0);
      shiftMs = Number(toChartTime(newest, newest, zone)) * 1_000 - newest;
      const data = (points: readonly ReturnPoint[]) =>
        points.map(({ atMs, ratio }) => ({ time: toChartTime(atMs, newest, zone), value: ratio }));
      a.setData(data(lines.a));
      b.setData(data(lines.b));
      chart.timeScale().fitContent();
    },
    wear,
    remove: () => {
      watcher.disconnect();
      chart.remove();
    },
  };
}

const quiet = {
  priceScaleId: "left",
  priceLineVisible: false,
  lastValueVisible: false,
  crosshairMarkerRadius: 3,
} as const;

function optionsOf(colours: ChartColours): Parameters<IChartApi["applyOptions"]>[0] {
  return {
    autoSize: true,
    layout: {
      background: { color: colours.panel },
      textColor: colours["text-3"],
      fontSize: 11,
      fontFamily: getComputedStyle(document.body).fontFamily,
      // named on the Health page instead
      attributionLogo: false,
    },
    grid: { vertLines: { visible: false }, horzLines: { color: colours.line } },
    leftPriceScale: { visible: true, borderVisible: false, scaleMargins: { top: 0.08, bottom: 0.08 } },
    rightPriceScale: { visible: false },
    timeScale: {
      borderVisible: false,
      timeVisible: true,
      allowBoldLabels: false,
      tickMarkFormatter: formatChartMark,
      minBarSpacing: 0.05,
    },
    crosshair: {
      vertLine: { color: colours["line-strong"], labelVisible: false },
      horzLine: { visible: false, labelVisible: false },
    },
    localization: { priceFormatter: (ratio: number) => formatPercent(ratio.toFixed(8), { decimals: 1 }) },
    handleScroll: false,
    handleScale: false,
  };
}
