import { unknownSeries } from "./bars";
import { checkPeriod } from "./check-period";
import { Ema } from "./ema";

/**
 * How the averages start. "plain": all seeded with their first value, alpha 2 / (n + 1) (pandas, qtpylib).
 * "tulip": the same, but 12/26 mean alpha 0.15 and 0.075, Appel's own numbers. "talib": all seeded with simple means,
 * the fast one so that both begin at index `slow - 1`; nothing is given before the signal exists.
 */
export type MacdVariant = "plain" | "tulip" | "talib";

/**
 * Moving average convergence divergence (Appel 1979): macd = EMA(fast) − EMA(slow) of the closes, signal = EMA of the
 * macd, hist = macd − signal, in price units. All three begin at index `slow - 1` ("talib": `slow + signal - 2`).
 *
 * A close that is not finite gives NaN and starts the warm-up anew.
 */
export class Macd {
  macd = Number.NaN;
  signal = Number.NaN;
  hist = Number.NaN;
  private readonly fastMean: Ema;
  private readonly slowMean: Ema;
  private readonly signalMean: Ema;
  private readonly skipFast: number;
  private readonly quietUntil: number;
  private count = 0;

  constructor(fast: number, slow: number, signal: number, variant: MacdVariant = "plain") {
    checkPeriod("fast", fast);
    checkPeriod("slow", slow);
    checkPeriod("signal", signal);
    if (fast > slow) throw new RangeError(`fast (${fast}) must not be longer than slow (${slow}).`);
    const appel = variant === "tulip" && fast === 12 && slow === 26;
    const seed = variant === "talib" ? "sma" : "first";
    this.fastMean = appel ? new Ema(fast, seed, 0.15) : new Ema(fast, seed);
    this.slowMean = appel ? new Ema(slow, seed, 0.075) : new Ema(slow, seed);
    this.signalMean = new Ema(signal, seed);
    this.skipFast = variant === "talib" ? slow - fast : 0;
    this.quietUntil = slow;
  }

  next(close: number): void {
    this.macd = Number.NaN;
    this.signal = Number.NaN;
    this.hist = Number.NaN;
    if (!Number.isFinite(close)) {
      this.restart();
      return;
    }
    if (this.count < this.quietUntil) this.count += 1;
    const fast = this.count > this.skipFast ? this.fastMean.next(close) : Number.NaN;
    const slow = this.slowMean.next(close);
    if (this.count < this.quietUntil) return;
    const signal = this.signalMean.next(fast - slow);
    if (Number.isNaN(signal)) return;
    this.macd = fast - slow;
    this.signal = signal;
    this.hist = this.macd - signal;
  }

  private restart(): void {
    this.count = 0;
    this.fastMean.restart();
    this.slowMean.restart();
    this.signalMean.restart();
  }
}

export type MacdLines = {
  readonly macd: Float64Array;
  readonly signal: Float64Array;
  readonly hist: Float64Array;
};

/** `Macd` over a series of closes. */
export function macdSeries(
  closes: Float64Array,
  [fast, slow, signal]: readonly [fast: number, slow: number, signal: number],
  variant: MacdVariant = "plain",
): MacdLines {
  const step = new Macd(fast, slow, signal, variant);
  const [macd, signals, hist] = [
    unknownSeries(closes.length),
    unknownSeries(closes.length),
    unknownSeries(closes.length),
  ];
  for (let index = 0; index < closes.length; index++) {
    step.next(closes[index] as number);
    macd[index] = step.macd;
    signals[index] = step.signal;
    hist[index] = step.hist;
  }
  return { macd, signal: signals, hist };
}
