import type { StabilityAxis, StabilityGrid, StabilityMap } from "../backtest-view";
import { plainOrNull } from "../plain-number";
import type { ParamSet, ParamSpace, ParamValue } from "./param-space";
import { bestOf, type TriedSet } from "./rank-sets";

/** A set keeps enough of the best objective to count as the same hill. */
const KEEPS = 0.5;
const GRID_SIDE_MAX = 40;

/**
 * How the objective changes around the best set: along each parameter, over the two that were tried with the most
 * values, and the share of its near neighbours that keep at least half of it. A best set on a broad hill is a finding;
 * a lone peak is most likely luck.
 */
export function mapStability(space: ParamSpace, tried: readonly TriedSet[]): StabilityMap {
  const best = bestOf(tried);
  const axes = best ? space.names.map((_name, place) => axisOf(space, place, tried, best)) : [];
  const plateau = best && plateauOf(space, tried, best);
  return { axes, grid: gridOf(space, tried), plateauRatio: plainOrNull(plateau), words: wordsOf(plateau) };
}

function axisOf(space: ParamSpace, place: number, tried: readonly TriedSet[], best: TriedSet): StabilityAxis {
  const param = space.names[place] as string;
  const values = space.values[place] as readonly ParamValue[];
  const points = values.map((value) => pointOf(param, value, tried, best));
  const at = values.indexOf(best.set[param] as ParamValue);
  const near = [points[at - 1]?.own, points[at + 1]?.own].filter((own) => typeof own === "number");
  const top = best.fitness as number;
  const mean = near.length === 0 ? null : near.reduce((sum, own) => sum + own, 0) / near.length;
  return {
    param,
    best: best.set[param] as ParamValue,
    points: points.map(({ own, mean: average, most, ...rest }) => ({
      ...rest,
      own: plainOrNull(own),
      mean: plainOrNull(average),
      best: plainOrNull(most),
    })),
    neighbourRatio: plainOrNull(mean === null || top <= 0 ? null : mean / top),
  };
}

function pointOf(param: string, value: ParamValue, tried: readonly TriedSet[], best: TriedSet) {
  const here = tried.filter(({ set }) => set[param] === value);
  const own = here.find(({ set }) => isSame(set, { ...best.set, [param]: value }));
  const known = here.flatMap(({ fitness }) => fitness ?? []);
  return {
    value,
    own: own?.fitness ?? null,
    mean: known.length === 0 ? null : known.reduce((sum, one) => sum + one, 0) / known.length,
    most: known.length === 0 ? null : Math.max(...known),
    sets: here.length,
  };
}

/** Sets no parameter of which lies further than one value from the best. Null when none but the best was tried. */
function plateauOf(space: ParamSpace, tried: readonly TriedSet[], best: TriedSet): number | null {
  const top = best.fitness as number;
  const near = tried.filter((one) => one !== best && isNeighbour(space, one.set, best.set));
  if (near.length === 0 || top === 0) return null;
  // of an objective that is counted below zero: no worse by more than half
  const least = top - Math.abs(top) * (1 - KEEPS);
  return near.filter(({ fitness }) => fitness !== null && fitness >= least).length / near.length;
}

const isNeighbour = ({ names, values }: ParamSpace, set: ParamSet, best: ParamSet): boolean =>
  names.every((name, place) => {
    const of = (value: ParamValue | undefined) => (values[place] ?? []).indexOf(value as ParamValue);
    return Math.abs(of(set[name]) - of(best[name])) <= 1;
  });

function gridOf({ names, values }: ParamSpace, tried: readonly TriedSet[]): StabilityGrid | null {
  const wide = names
    .map((param, place) => ({ param, values: values[place] as readonly ParamValue[] }))
    .filter((axis) => axis.values.length > 1 && axis.values.length <= GRID_SIDE_MAX)
    .sort((a, b) => b.values.length - a.values.length);
  const [x, y] = wide;
  if (!x || !y) return null;
  const sums = new Map<string, { sum: number; count: number }>();
  for (const { set, fitness } of tried) {
    if (fitness === null) continue;
    const key = `${set[x.param]} ${set[y.param]}`;
    const cell = sums.get(key) ?? { sum: 0, count: 0 };
    sums.set(key, { sum: cell.sum + fitness, count: cell.count + 1 });
  }
  const cellOf = (down: ParamValue, across: ParamValue) => {
    const cell = sums.get(`${across} ${down}`);
    return cell ? plainOrNull(cell.sum / cell.count) : null;
  };
  return { x, y, cells: y.values.map((down) => x.values.map((across) => cellOf(down, across))) };
}

function wordsOf(plateau: number | null): string {
  if (plateau === null) return "Too few sets near the best one earned anything to say whether it is stable.";
  const share = Math.round(plateau * 100);
  if (plateau >= 0.7)
    return `Stable: ${share} % of the sets next to the best keep at least half of its objective.`;
  if (plateau >= 0.3)
    return `Uneven: ${share} % of the sets next to the best keep at least half of its objective. Judge it on other candles.`;
  return `A lone peak: only ${share} % of the sets next to the best keep half of its objective, so it is most likely luck.`;
}

const isSame = (a: ParamSet, b: ParamSet): boolean =>
  Object.keys(b).every((name) => a[name] === b[name]) && Object.keys(a).length === Object.keys(b).length;
