import type { Ranges } from "./atr";
import { checkLengths, unknownSeries } from "./bars";
import { checkPeriod } from "./check-period";
import { RollingExtreme } from "./rolling-extreme";
import { Sma } from "./sma";

export type StochasticLines = { readonly k: Float64Array; readonly d: Float64Array };

/**
 * Slow stochastic (Lane 1957), 0 to 100: 100 × (close − lowest low) / (highest high − lowest low) of `kPeriod`
 * candles, %K its simple mean over `slowing`, %D the simple mean of %K over `dPeriod`. 0 where the candles have no
 * range. Both begin at index `kPeriod + slowing + dPeriod - 3`; a candle that is not finite starts the warm-up anew.
 */
export class Stochastic {
  k = Number.NaN;
  d = Number.NaN;
  private readonly highest: RollingExtreme;
  private readonly lowest: RollingExtreme;
  private readonly slow: Sma;
  private readonly signal: Sma;

  constructor(kPeriod: number, slowing: number, dPeriod: number) {
    this.highest = new RollingExtreme(checkPeriod("k", kPeriod), "highest");
    this.lowest = new RollingExtreme(kPeriod, "lowest");
    this.slow = new Sma(checkPeriod("kslow", slowing));
    this.signal = new Sma(checkPeriod("d", dPeriod));
  }

  next(high: number, low: number, close: number): void {
    this.k = Number.NaN;
    this.d = Number.NaN;
    let fast = Number.NaN;
    if (Number.isFinite(high - low + close)) {
      const top = this.highest.next(high);
      const bottom = this.lowest.next(low);
      fast = top === bottom ? 0 : (100 * (close - bottom)) / (top - bottom);
    } else {
      this.highest.restart();
      this.lowest.restart();
    }
    // NaN restarts both means
    const k = this.slow.next(fast);
    const d = this.signal.next(k);
    if (Number.isNaN(d)) return;
    this.k = k;
    this.d = d;
  }
}

/** `Stochastic` over whole columns; `lengths` are [k, slowing, d]. */
export function stochasticSeries(
  { high, low, close }: Ranges,
  [kPeriod, slowing, dPeriod]: readonly [k: number, slowing: number, d: number],
): StochasticLines {
  checkLengths({ high, low, close });
  const step = new Stochastic(kPeriod, slowing, dPeriod);
  const k = unknownSeries(close.length);
  const d = unknownSeries(close.length);
  for (let index = 0; index < close.length; index++) {
    step.next(high[index] as number, low[index] as number, close[index] as number);
    k[index] = step.k;
    d[index] = step.d;
  }
  return { k, d };
}
