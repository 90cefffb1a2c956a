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

  constructor(readonly period: number) {
    this.block = new Float64Array(period);
    this.tails = new Float64Array(period).fill(Number.NaN);
  }

  next(value: number): number {
    this.block[this.at] = value;
    this.head += value;
    this.at += 1;
    if (this.at === this.period) {
      this.closeBlock();
      this.at = 0;
      this.head = 0;
    }
    return (this.tails[this.at] as number) + this.head;
  }

  /** All values of `from` to `until`, one after the other; what holds after each is written from the room's start on. */
  pass(values: Float64Array, from: number, until: number, sums: Float64Array): void {
    const { block, period, tails } = this;
    // an object's fields are too slow for the loop that a search spends its time in
    let { head, at } = this;
    for (let index = from; index < until; index++) {
      const value = values[index] as number;
      block[at] = value;
      head += value;
      at += 1;
      if (at === period) {
        this.closeBlock();
        head = 0;
        at = 0;
      }
      sums[index - from] = (tails[at] as number) + head;
    }
    this.head = head;
    this.at = at;
  }

  restart(): void {
    this.at = 0;
    this.head = 0;
    this.tails.fill(Number.NaN);
  }

  private closeBlock(): void {
    let tail = 0;
    for (let index = this.period - 1; index >= 0; index--) {
      tail += this.block[index] as number;
      this.tails[index] = tail;
    }
  }
}
