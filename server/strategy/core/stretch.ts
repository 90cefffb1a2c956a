/** Candles that flags are computed of at a time: few enough that what is known of them stays in the processor's reach. */
export const STRETCH = 1_024;

/** All stretches of a series, in order: its candles from `from` until before `until`. */
export function eachStretch(length: number, pass: (from: number, until: number) => void): void {
  for (let from = 0; from < length; from += STRETCH) pass(from, Math.min(from + STRETCH, length));
}
