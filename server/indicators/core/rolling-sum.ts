/**
 * Sum of the newest `period` values, NaN until there are that many.
 *
 * Nothing is ever subtracted: values are kept in blocks of `period`, and a window is the tail of the block before
 * (summed backwards once, when that block was full) and the head of the present one (van Herk and Gil-Werman 1992,
 * for sums). So rounding cannot accumulate, and a window of zeros sums to exactly zero.
 */
export class RollingSum {
  private readonly block: Float64Array;
  private readonly tails: Float64Array;
  private head = 0;
  private at = 0;
  private full = false;

  constructor(readonly period: number) {
    this.block = new Float64Array(period);
    this.tails = new Float64Array(period);
  }

  next(value: number): number {
    this.block[this.at] = value;
    this.head += value;
    this.at += 1;
    if (this.at < this.period) {
      return this.full ? (this.tails[this.at] as number) + this.head : Number.NaN;
    }
    let tail = 0;
    for (let index = this.period - 1; index >= 0; index--) {
      tail += this.block[index] as number;
      this.tails[index] = tail;
    }
    this.at = 0;
    this.head = 0;
    this.full = true;
    return tail;
  }

  restart(): void {
    this.at = 0;
    this.head = 0;
    this.full = false;
  }
}
