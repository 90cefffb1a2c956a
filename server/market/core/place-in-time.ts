/** Place of the first candle that opens at or after `at` (ms UTC); their number when none does. `openAt` rises. */
export function firstFrom(openAt: Float64Array, at: number): number {
  let [low, high] = [0, openAt.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((openAt[middle] as number) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
