/**
 * Mean and population variance of the newest `period` values, both NaN until there are that many.
 *
 * Welford's updates (1962) within blocks of `period`, windows put together by Chan, Golub and LeVeque's formula (1979):
 * no difference of large squares, so a narrow band around a high price keeps its digits and a flat window has a
 * variance of exactly zero.
 */
export class RollingMoments {
  mean = Number.NaN;
  variance = Number.NaN;
  private readonly block: Float64Array;
  private readonly tailMeans: Float64Array;
  private readonly tailSquares: Float64Array;
  private headMean = 0;
  private headSquares = 0;
  private at = 0;
  private full = false;

  constructor(readonly period: number) {
    this.block = new Float64Array(period);
    this.tailMeans = new Float64Array(period);
    this.tailSquares = new Float64Array(period);
  }

  next(value: number): void {
    this.block[this.at] = value;
    this.at += 1;
    const delta = value - this.headMean;
    this.headMean += delta / this.at;
    this.headSquares += delta * (value - this.headMean);
    if (this.at === this.period) this.closeBlock();
    else if (this.full) this.join();
  }

  restart(): void {
    this.at = 0;
    this.headMean = 0;
    this.headSquares = 0;
    this.full = false;
    this.mean = Number.NaN;
    this.variance = Number.NaN;
  }

  private join(): void {
    const tailMean = this.tailMeans[this.at] as number;
    const between = this.headMean - tailMean;
    const share = this.at / this.period;
    this.mean = tailMean + between * share;
    const squares = (this.tailSquares[this.at] as number) + this.headSquares;
    this.variance = squares / this.period + between * between * share * (1 - share);
  }

  private closeBlock(): void {
    let mean = 0;
    let squares = 0;
    for (let index = this.period - 1; index >= 0; index--) {
      const value = this.block[index] as number;
      const delta = value - mean;
      mean += delta / (this.period - index);
      squares += delta * (value - mean);
      this.tailMeans[index] = mean;
      this.tailSquares[index] = squares;
    }
    this.mean = mean;
    this.variance = squares / this.period;
    this.at = 0;
    this.headMean = 0;
    this.headSquares = 0;
    this.full = true;
  }
}
