/**
 * Mean and population variance of the newest `period` values, both NaN until there are that many. A value that is not
 * finite starts the warm-up anew.
 *
 * Values are kept in blocks of `period`; a window is the tail of the block before and the head of the present one. The
 * sums of a part are taken of the distances from a value that belongs to it, so their mean square is at most n times
 * its variance: a narrow band around a high price keeps its digits, and a flat window has a variance of exactly zero.
 * Parts are put together by the formula of Chan, Golub and LeVeque (1979).
 */
export class RollingMoments {
  private readonly block: Float64Array;
  private readonly tailMeans: Float64Array;
  private readonly tailSquares: Float64Array;
  /** 1 / n */
  private readonly parts: Float64Array;
  private readonly one = new Float64Array(1);
  private readonly meanAfter = new Float64Array(1).fill(Number.NaN);
  private readonly varianceAfter = new Float64Array(1).fill(Number.NaN);
  private origin = 0;
  private distances = 0;
  private squares = 0;
  private at = 0;

  constructor(readonly period: number) {
    this.block = new Float64Array(period);
    this.tailMeans = new Float64Array(period).fill(Number.NaN);
    this.tailSquares = new Float64Array(period).fill(Number.NaN);
    this.parts = Float64Array.from({ length: period + 1 }, (_, count) => (count === 0 ? 0 : 1 / count));
  }

  next(value: number): void {
    this.one[0] = value;
    this.pass(this.one, 0, 1, this.meanAfter, this.varianceAfter);
  }

  get mean(): number {
    return this.meanAfter[0] as number;
  }

  get variance(): number {
    return this.varianceAfter[0] as number;
  }

  /** All values of `from` to `until`, one after the other; what holds after each is written from the rooms' start on. */
  pass(
    values: Float64Array,
    from: number,
    until: number,
    means: Float64Array,
    variances: Float64Array,
  ): void {
    const { block, parts, period, tailMeans, tailSquares } = this;
    const part = parts[period] as number;
    // an object's fields are too slow for the loop that a search spends its time in
    let { origin, distances, squares, at } = this;
    for (let index = from; index < until; index++) {
      const value = values[index] as number;
      if (at === 0) origin = value;
      const distance = value - origin;
      distances += distance;
      squares += distance * distance;
      block[at] = value;
      at += 1;
      const isKnown = Number.isFinite(distance);
      if (at === period || !isKnown) {
        if (isKnown) this.closeBlock();
        else this.forget();
        origin = 0;
        distances = 0;
        squares = 0;
        at = 0;
      }
      const share = parts[at] as number;
      const tailMean = tailMeans[at] as number;
      const between = origin + distances * share - tailMean;
      means[index - from] = tailMean + between * at * part;
      const head = squares - distances * distances * share;
      const apart = between * between * at * (period - at) * part;
      variances[index - from] = ((tailSquares[at] as number) + head + apart) * part;
    }
    this.origin = origin;
    this.distances = distances;
    this.squares = squares;
    this.at = at;
  }

  private closeBlock(): void {
    const { block, period, parts, tailMeans, tailSquares } = this;
    const origin = block[period - 1] as number;
    let distances = 0;
    let squares = 0;
    for (let index = period - 1; index >= 0; index--) {
      const distance = (block[index] as number) - origin;
      distances += distance;
      squares += distance * distance;
      const part = parts[period - index] as number;
      tailMeans[index] = origin + distances * part;
      tailSquares[index] = squares - distances * distances * part;
    }
  }

  private forget(): void {
    this.tailMeans.fill(Number.NaN);
    this.tailSquares.fill(Number.NaN);
  }
}
