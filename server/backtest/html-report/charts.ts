// Drawings without a script: lines stretch with the page, words and marks keep their size.
import type { EquityPoint, ReportCandle, ReportMarker } from "../core/backtest-view";
import { moment, money, percent, price } from "../plain-figures";
import { Html, html } from "./html";

const WIDTH = 1_000;
const HEIGHT = 100;

type Scale = { readonly low: number; readonly high: number };

function scaleOf(values: readonly number[]): Scale {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  const room = (high - low) * 0.04 || Math.abs(high) * 0.01 || 1;
  return { low: low - room, high: high + room };
}

const short = (value: number): string => String(Math.round(value * 100) / 100);
const toY = (value: number, { low, high }: Scale): number => HEIGHT * (1 - (value - low) / (high - low));
const toX = (place: number, count: number): number => (WIDTH * place) / Math.max(1, count - 1);

const line = (values: readonly number[], scale: Scale): string =>
  values
    .map(
      (value, place) =>
        `${place === 0 ? "M" : "L"}${short(toX(place, values.length))} ${short(toY(value, scale))}`,
    )
    .join("");

type Plot = {
  readonly label: string;
  readonly drawn: Html;
  /** from the top down */
  readonly axis: readonly string[];
  readonly times: readonly string[];
  readonly low?: boolean;
};

const plot = ({ label, drawn, axis, times, low = false }: Plot): Html => html`<div class="chart">
<div class="plot${low ? " low" : ""}" role="img" aria-label="${label}">${drawn}</div>
<div class="axis" aria-hidden="true">${axis.map((text) => html`<span>${text}</span>`)}</div>
<div class="times">${times.map((text) => html`<span>${text}</span>`)}</div></div>`;

const svg = (inside: Html): Html =>
  html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">${inside}</svg>`;
const path = (kind: string, d: string): Html => html`<path class="${kind}" d="${d}"/>`;
const NOTHING = new Html("");

const axisOf = ({ low, high }: Scale, text: (value: number) => string): readonly string[] =>
  [high, (low + high) / 2, low].map(text);

/** First, middle and last day. */
const timesOf = (at: readonly string[]): readonly string[] =>
  [at[0], at[Math.floor(at.length / 2)], at.at(-1)].flatMap((one) =>
    one === undefined ? [] : [moment(one).slice(0, 10)],
  );

/** Below this part of the height they share, the equity would be a flat line. */
const FLAT = 0.25;

/** The equity, over holding where both can be read on one scale and above it where not, and how far it had fallen. */
export function equityChart(points: readonly EquityPoint[]): Html {
  if (points.length < 2) return html`<p class="soft">Too few candles to draw.</p>`;
  const equity = points.map((point) => Number(point.equity));
  const hold = points.flatMap((point) => (point.hold === null ? [] : [Number(point.hold)]));
  const falls = points.map((point) => Number(point.drawdown));
  const both = scaleOf([...equity, ...hold]);
  const own = scaleOf(equity);
  const held = hold.length === points.length;
  const together = held && own.high - own.low >= FLAT * (both.high - both.low);
  const scale = together ? both : own;
  const beside = held && !together;
  const deepest = Math.max(...falls, 1e-9);
  const below: Scale = { low: -deepest, high: 0 };
  const area = `M0 0${line(
    falls.map((fall) => -fall),
    below,
  ).replace("M", "L")}L${WIDTH} 0Z`;
  const times = timesOf(points.map(({ at }) => at));
  return html`<figure>${plot({
    label: `Equity from ${money(equity[0])} to ${money(equity.at(-1))}`,
    drawn: svg(
      html`${together ? path("hold", line(hold, scale)) : NOTHING}${path("eq", line(equity, scale))}`,
    ),
    axis: axisOf(scale, money),
    times,
  })}<figcaption class="key">Equity at each close${together ? ", dashed: holding the same candles" : ""}</figcaption>${beside ? besideHolding({ equity, hold, scale: both, times }) : NOTHING}${plot(
    {
      label: `Drawdown, ${percent(deepest)} at the deepest`,
      drawn: svg(path("fall", area)),
      axis: ["0 %", percent(-deepest)],
      times: [],
      low: true,
    },
  )}<figcaption class="key">Drawdown: fall from the highest point so far</figcaption></figure>`;
}

type Beside = {
  readonly equity: readonly number[];
  readonly hold: readonly number[];
  readonly scale: Scale;
  readonly times: readonly string[];
};

const besideHolding = ({ equity, hold, scale, times }: Beside): Html =>
  html`${plot({
    label: `Beside holding the same candles, from ${money(hold[0])} to ${money(hold.at(-1))}`,
    drawn: svg(html`${path("hold", line(hold, scale))}${path("eq", line(equity, scale))}`),
    axis: axisOf(scale, money),
    times,
  })}<figcaption class="key">The same beside holding the same candles, dashed</figcaption>`;

const CANDLES_MAX = 240;
const MARKS_MAX = 400;

/** Neighbours joined until they fit. */
function join(candles: readonly ReportCandle[]): readonly ReportCandle[] {
  const stretch = Math.ceil(candles.length / CANDLES_MAX);
  if (stretch <= 1) return candles;
  return Array.from({ length: Math.ceil(candles.length / stretch) }, (_, place) => {
    const part = candles.slice(place * stretch, (place + 1) * stretch);
    const [first, last] = [part[0] as ReportCandle, part.at(-1) as ReportCandle];
    const reach = scaleOfCandles(part);
    return {
      at: first.at,
      open: first.open,
      close: last.close,
      high: String(reach.high),
      low: String(reach.low),
    };
  });
}

function scaleOfCandles(candles: readonly ReportCandle[]): Scale {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const candle of candles)
    [low, high] = [Math.min(low, Number(candle.low)), Math.max(high, Number(candle.high))];
  return { low, high };
}

/** Candles with an arrow where something was bought or sold. */
export function candleChart(
  given: readonly ReportCandle[],
  markers: readonly ReportMarker[],
  words: string,
): Html {
  const candles = join(given);
  const [first] = candles;
  if (!first || candles.length < 2) return NOTHING;
  const reach = scaleOfCandles(candles);
  const room = (reach.high - reach.low) * 0.06 || 1;
  const scale = { low: reach.low - room, high: reach.high + room };
  const step = WIDTH / candles.length;
  let [up, down] = ["", ""];
  for (const [place, candle] of candles.entries()) {
    const [open, close] = [toY(Number(candle.open), scale), toY(Number(candle.close), scale)];
    const [left, middle] = [place * step + step * 0.15, place * step + step / 2];
    const drawn = `M${short(middle)} ${short(toY(Number(candle.high), scale))}V${short(toY(Number(candle.low), scale))}M${short(left)} ${short(open)}H${short(left + step * 0.7)}V${short(close)}H${short(left)}Z`;
    if (Number(candle.close) >= Number(candle.open)) up += drawn;
    else down += drawn;
  }
  const opens = candles.map(({ at }) => at);
  const own = markers.filter(({ at }) => at >= first.at).slice(-MARKS_MAX);
  const marks = own.map(({ at, side, price: paid, reason }) => {
    const left = ((placeOf(opens, at) + 0.5) / candles.length) * 100;
    const top = toY(Number(paid), scale);
    return html`<i class="${side === "buy" ? "b" : "s"}" style="left:${short(left)}%;top:${short(top)}%" title="${moment(at)}: ${side === "buy" ? "bought" : "sold"} at ${price(paid)} (${reason})"></i>`;
  });
  return html`<figure>${plot({
    label: `${words}, ${own.length} marks`,
    drawn: html`${svg(html`${path("up", up)}${path("down", down)}`)}${marks}`,
    axis: axisOf(scale, price),
    times: timesOf(opens),
  })}<figcaption class="key">${words}; ▲ bought, ▼ sold${own.length === MARKS_MAX ? ` (the newest ${MARKS_MAX})` : ""}</figcaption></figure>`;
}

/** The last candle that begins at or before an instant. */
function placeOf(opens: readonly string[], at: string): number {
  let [low, high] = [0, opens.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((opens[middle] as string) <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

export type Dot = {
  readonly x: number;
  readonly y: number;
  readonly pareto: boolean;
  readonly words: string;
};

/** Sets by two objectives; those that none beats stand out. */
export function scatterChart(dots: readonly Dot[], names: readonly [string, string]): Html {
  if (dots.length < 2) return NOTHING;
  const [across, up] = [scaleOf(dots.map(({ x }) => x)), scaleOf(dots.map(({ y }) => y))];
  const order = [...dots].sort((a, b) => Number(a.pareto) - Number(b.pareto));
  const marks = order.map(({ x, y, pareto, words }) => {
    const left = ((x - across.low) / (across.high - across.low)) * 100;
    return html`<i class="d${pareto ? " p" : ""}" style="left:${short(left)}%;top:${short(toY(y, up))}%" title="${words}"></i>`;
  });
  const digits = (value: number) => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3));
  return html`<figure>${plot({
    label: `${dots.length} sets by ${names[0]} and ${names[1]}`,
    drawn: html`${marks}`,
    axis: axisOf(up, digits),
    times: [digits(across.low), digits(across.high)],
  })}<figcaption class="key">${names[0]} across, ${names[1]} up; larger dots: no other set is as good by all objectives and better by one</figcaption></figure>`;
}
