// Time in position, level lines and trade marks, drawn under and over the candles.
import type {
  IChartApi,
  IPrimitivePaneView,
  ISeriesApi,
  ISeriesPrimitive,
  PrimitivePaneViewZOrder,
  SeriesAttachedParameter,
  Time,
  UTCTimestamp,
} from "lightweight-charts";
import type { ChartColours } from "./chart-colours";

export type LayerMark = {
  readonly time: UTCTimestamp;
  readonly side: "buy" | "sell";
  readonly label: string;
  /** the candle's extreme on that side */
  readonly edge: number;
};

export type LayerData = {
  readonly marks: readonly LayerMark[];
  readonly holds: readonly { readonly from: UTCTimestamp; readonly until: UTCTimestamp | null }[];
  readonly levels: readonly {
    readonly kind: "last" | "entry" | "stop" | "target";
    readonly price: number;
    /** where the line begins; the left edge without */
    readonly from: UTCTimestamp | null;
  }[];
  readonly colours: ChartColours;
};

type Canvas = CanvasRenderingContext2D;

/** A primitive of lightweight-charts; `set` gives it new data and draws again. */
export class TradeLayer implements ISeriesPrimitive<Time> {
  private chart: IChartApi | null = null;
  private series: ISeriesApi<"Candlestick"> | null = null;
  private redraw: () => void = () => undefined;
  private data: LayerData | null = null;
  private readonly views = [this.view("bottom", this.paintBands), this.view("top", this.paintOver)];

  attached({ chart, series, requestUpdate }: SeriesAttachedParameter<Time>) {
    this.chart = chart as IChartApi;
    this.series = series as ISeriesApi<"Candlestick">;
    this.redraw = requestUpdate;
  }

  detached() {
    this.chart = null;
    this.series = null;
  }

  set(data: LayerData) {
    this.data = data;
    this.redraw();
  }

  paneViews(): readonly IPrimitivePaneView[] {
    return this.views;
  }

  private view(zOrder: PrimitivePaneViewZOrder, paint: (context: Canvas, data: LayerData) => void) {
    return {
      zOrder: () => zOrder,
      renderer: () => ({
        draw: (target: { useMediaCoordinateSpace: (with_: (scope: { context: unknown }) => void) => void }) =>
          target.useMediaCoordinateSpace(({ context }) => {
            if (this.data) paint.call(this, context as Canvas, this.data);
          }),
      }),
    } as IPrimitivePaneView;
  }

  private paintBands(context: Canvas, { holds, colours }: LayerData) {
    const { height, halfBar } = this.frame();
    context.fillStyle = colours["text-3"];
    context.globalAlpha = 0.09;
    for (const { from, until } of holds) {
      const left = this.x(from);
      const right = until === null ? this.lastX() : this.x(until);
      if (left === null || right === null) continue;
      context.fillRect(left - halfBar, 0, Math.max(2 * halfBar, right - left + 2 * halfBar), height);
    }
    context.globalAlpha = 1;
  }

  private paintOver(context: Canvas, data: LayerData) {
    for (const level of data.levels) this.paintLevel(context, level, data.colours);
    context.font = `500 11px ${getComputedStyle(document.body).fontFamily}`;
    context.textAlign = "center";
    const ends = { buy: Number.NEGATIVE_INFINITY, sell: Number.NEGATIVE_INFINITY };
    for (const mark of data.marks)
      ends[mark.side] = this.paintMark(context, mark, data.colours, ends[mark.side]);
  }

  private paintLevel(context: Canvas, level: LayerData["levels"][number], colours: ChartColours) {
    const y = this.series?.priceToCoordinate(level.price) ?? null;
    const { width, height } = this.frame();
    if (y === null || y < 0 || y > height) return;
    const { colour, dash } = STROKES[level.kind];
    const left = level.from === null ? 0 : (this.x(level.from) ?? 0);
    context.strokeStyle = colours[colour];
    context.lineWidth = 1;
    context.setLineDash(dash);
    context.beginPath();
    context.moveTo(left, Math.round(y) + 0.5);
    context.lineTo(width, Math.round(y) + 0.5);
    context.stroke();
    context.setLineDash([]);
  }

  /** Answers where the mark's words end: words that would run into those before are left out, the triangle stays. */
  private paintMark(context: Canvas, mark: LayerMark, colours: ChartColours, takenTo: number): number {
    const x = this.x(mark.time);
    const y = this.series?.priceToCoordinate(mark.edge) ?? null;
    const { width } = this.frame();
    if (x === null || y === null || x < 0 || x > width) return takenTo;
    const down = mark.side === "buy" ? 1 : -1;
    const tip = y + down * 6;
    context.fillStyle = colours.text;
    context.beginPath();
    context.moveTo(x, tip);
    context.lineTo(x + 4.5, tip + down * 7);
    context.lineTo(x - 4.5, tip + down * 7);
    context.fill();
    const half = context.measureText(mark.label).width / 2;
    // words move in from the edge of the frame, the triangle stays where the trade was
    const middle = Math.min(Math.max(x, half + 2), width - half - 2);
    if (middle - half < takenTo + 4) return takenTo;
    const base = mark.side === "buy" ? tip + 19 : tip - 11;
    context.strokeStyle = colours.panel;
    context.lineWidth = 3;
    context.strokeText(mark.label, middle, base);
    context.fillText(mark.label, middle, base);
    return middle + half;
  }

  private frame() {
    const scale = this.chart?.timeScale();
    return {
      width: scale?.width() ?? 0,
      height: this.chart?.paneSize().height ?? 0,
      halfBar: (scale?.options().barSpacing ?? 0) / 2,
    };
  }

  private x(time: UTCTimestamp): number | null {
    const scale = this.chart?.timeScale();
    const index = scale?.timeToIndex(time, true) ?? null;
    return scale && index !== null ? scale.logicalToCoordinate(index as never) : null;
  }

  private lastX(): number | null {
    const scale = this.chart?.timeScale();
    const last = this.series?.data().at(-1);
    return scale && last ? scale.timeToCoordinate(last.time) : null;
  }
}

const STROKES = {
  last: { colour: "accent", dash: [2, 2] },
  entry: { colour: "text-2", dash: [1, 3] },
  stop: { colour: "loss", dash: [5, 3] },
  target: { colour: "profit", dash: [5, 3] },
} as const satisfies {
  readonly [kind: string]: { readonly colour: keyof ChartColours; readonly dash: readonly number[] };
};
