import { encodePng } from "./encode-png";

/** Twice what a mail shows it at, so that it is sharp. */
export const CHART_WIDTH = 1_120;
export const CHART_HEIGHT = 280;
const ROOM = 16;
const HALF_LINE = 2.5;
// read on white and on black alike; the ground is transparent
const LINE = [59, 130, 246] as const;
const START = [128, 128, 128] as const;
const FILL_ALPHA = 0.16;

/**
 * The equity of a period as a picture (PNG): a line over its own range, with a broken line where it began. Figures are
 * not in it: they stand beside it as text.
 */
export function drawEquity(points: readonly { readonly at: string; readonly equity: string }[]): Buffer {
  const rgba = new Uint8Array(CHART_WIDTH * CHART_HEIGHT * 4);
  const curve = points.map(({ at, equity }) => ({ x: Date.parse(at), y: Number(equity) }));
  const [first, last] = [curve[0], curve.at(-1)];
  if (!first || !last || first.x === last.x) return encodePng(CHART_WIDTH, CHART_HEIGHT, rgba);
  const toY = scaleOf(curve.map(({ y }) => y));
  const toX = (x: number) => ((x - first.x) / (last.x - first.x)) * (CHART_WIDTH - 1);
  const line = curve.map(({ x, y }) => ({ x: toX(x), y: toY(y) }));
  const startY = toY(first.y);
  for (let column = 0; column < CHART_WIDTH; column++) {
    const reach = reachAt(line, column);
    for (let row = 0; row < CHART_HEIGHT; row++) paint(rgba, { column, row, reach, startY });
  }
  return encodePng(CHART_WIDTH, CHART_HEIGHT, rgba);
}

type Reach = { readonly low: number; readonly high: number };
type Spot = { readonly column: number; readonly row: number; readonly reach: Reach; readonly startY: number };

/** One point: the line with soft edges, over the broken line of the start, over what lies below. */
function paint(rgba: Uint8Array, { column, row, reach: { low, high }, startY }: Spot): void {
  const away = Math.max(0, low - row, row - high);
  const onLine = Math.max(0, Math.min(1, HALF_LINE + 0.5 - away));
  const onStart = column % 16 < 8 && Math.abs(row - startY) <= 1 ? 0.7 : 0;
  if (onLine < onStart) put(rgba, { column, row }, START, onStart);
  else put(rgba, { column, row }, LINE, Math.max(onLine, row > high ? FILL_ALPHA : 0));
}

function scaleOf(values: readonly number[]): (value: number) => number {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const height = CHART_HEIGHT - 2 * ROOM;
  // what never moved is drawn in the middle
  return (value) => (high === low ? CHART_HEIGHT / 2 : ROOM + height * (1 - (value - low) / (high - low)));
}

/** How high and how low the line goes within a column: steep parts have no gaps. */
function reachAt(line: readonly { readonly x: number; readonly y: number }[], column: number): Reach {
  const [left, right] = [column - 0.5, column + 0.5];
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const see = (y: number) => {
    low = Math.min(low, y);
    high = Math.max(high, y);
  };
  for (let place = 1; place < line.length; place++) {
    const [from, to] = [line[place - 1], line[place]];
    if (!from || !to || to.x < left || from.x > right) continue;
    const at = (x: number) =>
      to.x === from.x ? to.y : from.y + ((to.y - from.y) * (x - from.x)) / (to.x - from.x);
    see(at(Math.max(left, from.x)));
    see(at(Math.min(right, to.x)));
  }
  return { low, high };
}

function put(
  rgba: Uint8Array,
  { column, row }: Pick<Spot, "column" | "row">,
  [r, g, b]: readonly [number, number, number],
  alpha: number,
) {
  if (alpha > 0) rgba.set([r, g, b, Math.round(alpha * 255)], (row * CHART_WIDTH + column) * 4);
}
