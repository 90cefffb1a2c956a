// Shades the room between the peak so far and the equity, and marks the deepest fall.
import type {
  IChartApi,
  IPrimitivePaneView,
  ISeriesApi,
  ISeriesPrimitive,
  SeriesAttachedParameter,
  Time,
} from "lightweight-charts";
import type { ChartColours } from "./chart-colours";

export type ShadeRow = { readonly time: Time; readonly equity: number; readonly peak: number };

export type ShadeData = {
  readonly rows: readonly ShadeRow[];
  readonly deepest: { readonly time: Time; readonly label: string } | null;
  readonly colours: ChartColours;
};

type Spot = { readonly x: number; readonly equity: number; readonly peak: number; readonly time: Time };
type Canvas = CanvasRenderingContext2D;

/** A primitive of lightweight-charts; `set` gives it new data and draws again. */
export class DrawdownShade implements ISeriesPrimitive<Time> {
  private chart: IChartApi | null = null;
  private series: ISeriesApi<"Line"> | null = null;
  private redraw: () => void = () => undefined;
  private data: ShadeData | null = null;

  attached({ chart, series, requestUpdate }: SeriesAttachedParameter<Time>) {
    this.chart = chart as IChartApi;
    this.series = series as ISeriesApi<"Line">;
    this.redraw = requestUpdate;
  }

  detached() {
    this.chart = null;
    this.series = null;
  }

  set(data: ShadeData) {
    this.data = data;
    this.redraw();
  }

  paneViews(): readonly IPrimitivePaneView[] {
    return [
      {
        zOrder: () => "bottom",
        renderer: () => ({
          draw: (target) => target.useMediaCoordinateSpace(({ context }) => this.paint(context as Canvas)),
        }),
      },
    ];
  }

  private paint(context: Canvas) {
    const { data } = this;
    if (!data) return;
    const spots = this.spots(data.rows);
    if (spots.length < 2) return;
    context.fillStyle = data.colours["shade-loss"];
    context.beginPath();
    for (const [at, spot] of spots.entries()) context[at === 0 ? "moveTo" : "lineTo"](spot.x, spot.peak);
    for (const spot of [...spots].reverse()) context.lineTo(spot.x, spot.equity);
    context.fill();
    context.strokeStyle = data.colours.loss;
    context.lineWidth = 0.8;
    context.globalAlpha = 0.55;
    context.beginPath();
    for (const [at, spot] of spots.entries()) context[at === 0 ? "moveTo" : "lineTo"](spot.x, spot.peak);
    context.stroke();
    context.globalAlpha = 1;
    this.paintDeepest(context, data, spots);
  }

  private paintDeepest(context: Canvas, { deepest, colours }: ShadeData, spots: readonly Spot[]) {
    const spot = deepest ? spots.find((each) => each.time === deepest.time) : undefined;
    if (!deepest || !spot || spot.equity - spot.peak < 14) return;
    context.strokeStyle = colours.loss;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(spot.x, spot.peak);
    context.lineTo(spot.x, spot.equity);
    context.moveTo(spot.x - 3, spot.peak);
    context.lineTo(spot.x + 3, spot.peak);
    context.stroke();
    context.fillStyle = colours.loss;
    context.font = `500 11px ${getComputedStyle(document.body).fontFamily}`;
    const width = context.measureText(deepest.label).width;
    const right = spot.x + 7 + width < (this.chart?.timeScale().width() ?? 0);
    context.fillText(deepest.label, right ? spot.x + 7 : spot.x - 7 - width, spot.peak + 14);
  }

  private spots(rows: readonly ShadeRow[]): readonly Spot[] {
    const found: Spot[] = [];
    for (const row of rows) {
      const x = this.chart?.timeScale().timeToCoordinate(row.time) ?? null;
      const equity = this.series?.priceToCoordinate(row.equity) ?? null;
      const peak = this.series?.priceToCoordinate(row.peak) ?? null;
      if (x !== null && equity !== null && peak !== null) found.push({ x, equity, peak, time: row.time });
    }
    return found;
  }
}
