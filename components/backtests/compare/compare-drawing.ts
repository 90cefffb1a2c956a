// Two equities as returns since their start, over lightweight-charts. Loaded when the chart is first shown.
import { type ISeriesApi, LineSeries, LineStyle, type MouseEventParams, type Time } from "lightweight-charts";
import { printMarks } from "../../charts/axis-marks";
import { readColours } from "../../charts/chart-colours";
import { lineChartLook, quietLine } from "../../charts/chart-look";
import { createZoneChart, toChartTime } from "../../charts/chart-time";
import { MINUS, NBSP } from "../../ui/format-number";

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
  let shownZone = "UTC";
  const chart = createZoneChart(box, () => shownZone, lineChartLook(readColours(box), printReturns));
  const b = chart.addSeries(LineSeries, { ...quietLine, lineWidth: 2, lineStyle: LineStyle.Dashed });
  const a = chart.addSeries(LineSeries, { ...quietLine, lineWidth: 2 });
  const zero = a.createPriceLine({
    price: 0,
    lineWidth: 1,
    lineStyle: LineStyle.Solid,
    axisLabelVisible: false,
  });
  const wear = () => {
    const worn = readColours(box);
    chart.applyOptions(lineChartLook(worn, printReturns));
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
    onPoint({ atMs: Number(event.time) * 1_000, a: at(a), b: at(b) });
  };
  chart.subscribeCrosshairMove(point);
  const watcher = new ResizeObserver(() => chart.timeScale().fitContent());
  watcher.observe(box);
  wear();
  return {
    show: (lines, zone) => {
      shownZone = zone;
      const data = (points: readonly ReturnPoint[]) =>
        points.map(({ atMs, ratio }) => ({ time: toChartTime(atMs), value: ratio }));
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

/** Marks as percentages, with the decimals that tell them apart. */
const printReturns = (ratios: readonly number[]): readonly string[] =>
  printMarks(
    ratios.map((ratio) => ratio * 100),
    PERCENT_DECIMALS,
  ).map((mark) => `${/^[1-9]|[.].*[1-9]/.test(mark) && !mark.startsWith(MINUS) ? "+" : ""}${mark}${NBSP}%`);
const PERCENT_DECIMALS = 4;
