import { isAbove, isBelow } from "./compare";

/** Two EMAs of the same closes, side by side, seeded with the first one: as `emaSeries` of each. Closes must be finite. */
export class EmaPair {
  fast = Number.NaN;
  slow = Number.NaN;
  private readonly fastAlpha: number;
  private readonly slowAlpha: number;

  constructor(fast: number, slow: number) {
    this.fastAlpha = 2 / (fast + 1);
    this.slowAlpha = 2 / (slow + 1);
  }

  next(price: number): void {
    if (Number.isNaN(this.fast)) {
      this.fast = price;
      this.slow = price;
      return;
    }
    this.fast += this.fastAlpha * (price - this.fast);
    this.slow += this.slowAlpha * (price - this.slow);
  }

  /** The fast one lies above the slow one. */
  isUp(): boolean {
    return isAbove(this.fast, this.slow);
  }

  isDown(): boolean {
    return isBelow(this.fast, this.slow);
  }
}
