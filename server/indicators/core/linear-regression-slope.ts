import { checkPeriod } from "./check-period";

/**
 * Slope of the least-squares line (Legendre 1805) through the newest `period` values, in their unit per candle. First
 * value at index `period - 1`; a value that is not finite gives NaN and starts the warm-up anew.
 *
 * Σ (j − mean j) × (x − mean x) is kept in blocks of `period` and put together by Chan, Golub and LeVeque's formula
 * (1979), so a small slope on a high price keeps its digits and a flat window has a slope of exactly zero.
 */
export class LinearRegressionSlope {
  private readonly block: Float64Array;
  private readonly tailMeans: Float64Array;
  private readonly tailProducts: Float64Array;
  private readonly squares: number;
  private headMean = 0;
  private headProducts = 0;
  private at = 0;
  private full = false;

  constructor(readonly period: number) {
    this.block = new Float64Array(checkPeriod("period", period, 2));
    this.tailMeans = new Float64Array(period);
    this.tailProducts = new Float64Array(period);
    this.squares = (period * (period * period - 1)) / 12;
  }

  next(value: number): number {
    if (!Number.isFinite(value)) return this.restart();
    this.block[this.at] = value;
    const delta = value - this.headMean;
    this.headProducts += (delta * this.at) / 2;
    this.at += 1;
    this.headMean += delta / this.at;
    if (this.at === this.period) return this.closeBlock() / this.squares;
    if (!this.full) return Number.NaN;
    const between = this.headMean - (this.tailMeans[this.at] as number);
    const joint = (between * this.at * (this.period - this.at)) / 2;
    return ((this.tailProducts[this.at] as number) + this.headProducts + joint) / this.squares;
  }

  private closeBlock(): number {
    let mean = 0;
    let products = 0;
    for (let index = this.period - 1; index >= 0; index--) {
      const count = this.period - 1 - index;
      const delta = (this.block[index] as number) - mean;
      products -= (delta * count) / 2;
      mean += delta / (count + 1);
      this.tailMeans[index] = mean;
      this.tailProducts[index] = products;
    }
    this.at = 0;
    this.headMean = 0;
    this.headProducts = 0;
    this.full = true;
    return products;
  }

  private restart(): number {
    this.at = 0;
    this.headMean = 0;
    this.headProducts = 0;
    this.full = false;
    return Number.NaN;
  }
}

/** `LinearRegressionSlope` over a whole series. */
export function linearRegressionSlopeSeries(values: Float64Array, period: number): Float64Array {
  const step = new LinearRegressionSlope(period);
  const out = new Float64Array(values.length);
  for (let index = 0; index < values.length; index++) out[index] = step.next(values[index] as number);
  return out;
}
