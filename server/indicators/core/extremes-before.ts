import { unknownSeries } from "./bars";
import { checkPeriod } from "./check-period";

/**
 * The highest of the `period` values BEFORE each one, over a whole series; NaN at the first `period` places. As
 * `donchianSeries` of the previous span, each side on its own: about three comparisons a value, whatever the period
 * (van Herk 1992, Gil and Werman 1993: tail of the block before, head of the present one). Values must be finite.
 */
export function highestBefore(values: Float64Array, period: number): Float64Array {
  const { length } = values;
  const highest = unknownSeries(length);
  const tails = new Float64Array(checkPeriod("period", period));
  for (let from = 0; from < length; from += period) {
    const until = Math.min(length, from + period);
    let head = Number.NEGATIVE_INFINITY;
    for (let index = from; index < until; index++) {
      const tail = tails[index - from] as number;
      if (from > 0) highest[index] = Math.max(tail, head);
      const value = values[index] as number;
      if (value > head) head = value;
    }
    let tail = Number.NEGATIVE_INFINITY;
    for (let index = until - 1; index >= from; index--) {
      const value = values[index] as number;
      if (value > tail) tail = value;
      tails[index - from] = tail;
    }
  }
  return highest;
}

/** … and the lowest. */
export function lowestBefore(values: Float64Array, period: number): Float64Array {
  const { length } = values;
  const lowest = unknownSeries(length);
  const tails = new Float64Array(checkPeriod("period", period));
  for (let from = 0; from < length; from += period) {
    const until = Math.min(length, from + period);
    let head = Number.POSITIVE_INFINITY;
    for (let index = from; index < until; index++) {
      const tail = tails[index - from] as number;
      if (from > 0) lowest[index] = Math.min(tail, head);
      const value = values[index] as number;
      if (value < head) head = value;
    }
    let tail = Number.POSITIVE_INFINITY;
    for (let index = until - 1; index >= from; index--) {
      const value = values[index] as number;
      if (value < tail) tail = value;
      tails[index - from] = tail;
    }
  }
  return lowest;
}
