/**
 * Highest or lowest of the newest `period` values, NaN until there are that many: about three comparisons a value,
 * whatever the period (van Herk 1992, Gil and Werman 1993: tail of the block before, head of the present one).
 */
export class RollingExtreme {
  private readonly sign: number;
  private readonly block: Float64Array;
  private readonly tails: Float64Array;
  private head = Number.NEGATIVE_INFINITY;
  private at = 0;
  private full = false;

  constructor(
    readonly period: number,
    which: "highest" | "lowest",
  ) {
    this.sign = which === "highest" ? 1 : -1;
    this.block = new Float64Array(period);
    this.tails = new Float64Array(period);
  }

  next(value: number): number {
    const own = this.sign * value;
    this.block[this.at] = own;
    if (own > this.head) this.head = own;
    this.at += 1;
    if (this.at < this.period) {
      if (!this.full) return Number.NaN;
      const tail = this.tails[this.at] as number;
      return this.sign * Math.max(tail, this.head);
    }
    let tail = Number.NEGATIVE_INFINITY;
    for (let index = this.period - 1; index >= 0; index--) {
      const one = this.block[index] as number;
      if (one > tail) tail = one;
      this.tails[index] = tail;
    }
    this.at = 0;
    this.head = Number.NEGATIVE_INFINITY;
    this.full = true;
    return this.sign * tail;
  }

  restart(): void {
    this.at = 0;
    this.head = Number.NEGATIVE_INFINITY;
    this.full = false;
  }
}
