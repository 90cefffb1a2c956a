// How every chart of this application looks; what each adds stands with it.
import type { IChartApi } from "lightweight-charts";
import type { ChartColours } from "./chart-colours";

type Options = Parameters<IChartApi["applyOptions"]>[0];

/** Colours, type and grid of a chart; `minBarSpacing` in pixels says how dense candles or points may stand. */
export const chartLook = (colours: ChartColours, minBarSpacing: number) =>
  ({
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
    timeScale: {
      borderVisible: false,
      timeVisible: true,
      allowBoldLabels: false,
      minBarSpacing,
    },
  }) satisfies Options;

/** A chart of lines: the scale at the left, the whole of it in sight, nothing to drag. */
export const lineChartLook = (
  colours: ChartColours,
  printMarks: (values: readonly number[]) => readonly string[],
): Options => ({
  ...chartLook(colours, 0.05),
  leftPriceScale: {
    visible: true,
    borderVisible: false,
    scaleMargins: { top: 0.08, bottom: 0.08 },
    // a figure that would be cut by the frame is left out
    entireTextOnly: true,
  },
  rightPriceScale: { visible: false },
  crosshair: {
    vertLine: { color: colours["line-strong"], labelVisible: false },
    horzLine: { visible: false, labelVisible: false },
  },
  localization: {
    priceFormatter: (value: number) => printMarks([value])[0] ?? "",
    tickmarksPriceFormatter: (values: readonly number[]) => [...printMarks(values)],
  },
  handleScroll: false,
  handleScale: false,
});

/** A line that says nothing but itself: no tag at the axis, no line at its last value. */
export const quietLine = {
  priceScaleId: "left",
  priceLineVisible: false,
  lastValueVisible: false,
  crosshairMarkerRadius: 3,
} as const;
