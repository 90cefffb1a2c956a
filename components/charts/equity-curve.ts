// From points of money to what a chart draws. Numbers here place pixels; figures in words keep their decimal text.
import type { EquityPointView } from "@/server/portfolio/core/live-view";

/** One place on the time axis; the rest is null where nothing was recorded. */
export type CurveRow = {
  /** ms UTC on the market clock, start of its bucket */
  readonly atMs: number;
  readonly equity: number | null;
  readonly peak: number | null;
  readonly hold: number | null;
};

export type Curve = {
  readonly rows: readonly CurveRow[];
  /** the points that were drawn, oldest first, as they came */
  readonly points: readonly EquityPointView[];
  readonly deepest: { readonly atMs: number; readonly ratio: number } | null;
};

const MINUTE = 60_000;
const STEPS_MIN = [1, 2, 5, 10, 15, 30, 60, 120, 240, 360, 720, 1440, 2880, 10_080, 43_200];
const ROWS_MAX = 1_200;

/**
 * Puts points on an even axis of the market clock, at most 1 200 places: the last point of each place counts, empty
 * places stay, so that an outage is as wide as it was long. Points out of order are dropped.
 */
export function toCurve(points: readonly EquityPointView[]): Curve {
  const ordered = inOrder(points);
  const [first] = ordered;
  const last = ordered.at(-1);
  if (!first || !last) return { rows: [], points: [], deepest: null };
  const stepMs = stepFor(Date.parse(last.marketAt) - Date.parse(first.marketAt));
  const byPlace = new Map<number, EquityPointView>();
  for (const point of ordered) byPlace.set(Math.floor(Date.parse(point.marketAt) / stepMs) * stepMs, point);
  return { ...walk(byPlace, stepMs), points: [...byPlace.values()] };
}

function inOrder(points: readonly EquityPointView[]): readonly EquityPointView[] {
  const kept: EquityPointView[] = [];
  let newest = Number.NEGATIVE_INFINITY;
  for (const point of points) {
    const at = Date.parse(point.marketAt);
    if (Number.isNaN(at) || at < newest) continue;
    newest = at;
    kept.push(point);
  }
  return kept;
}

const stepFor = (spanMs: number): number =>
  (STEPS_MIN.find((minutes) => spanMs / (minutes * MINUTE) < ROWS_MAX) ?? 43_200) * MINUTE;

function walk(
  byPlace: ReadonlyMap<number, EquityPointView>,
  stepMs: number,
): Pick<Curve, "rows" | "deepest"> {
  const places = [...byPlace.keys()];
  const rows: CurveRow[] = [];
  let peak = Number.NEGATIVE_INFINITY;
  let deepest: Curve["deepest"] = null;
  for (let at = places[0] ?? 0; at <= (places.at(-1) ?? 0); at += stepMs) {
    const point = byPlace.get(at);
    if (!point) {
      rows.push({ atMs: at, equity: null, peak: null, hold: null });
      continue;
    }
    const equity = Number(point.equity);
    peak = Math.max(peak, equity);
    const ratio = peak > 0 ? equity / peak - 1 : 0;
    if (ratio < (deepest?.ratio ?? 0)) deepest = { atMs: at, ratio };
    rows.push({ atMs: at, equity, peak, hold: point.buyAndHold === null ? null : Number(point.buyAndHold) });
  }
  return { rows, deepest };
}

/** At most `count` points for the table view, newest first, evenly taken; the first and last always. */
export function sampleRows(points: readonly EquityPointView[], count: number): readonly EquityPointView[] {
  if (points.length <= count) return [...points].reverse();
  const step = (points.length - 1) / (count - 1);
  const taken = Array.from({ length: count }, (_, at) => points[Math.round(at * step)]);
  return taken.filter((point) => point !== undefined).reverse();
}
