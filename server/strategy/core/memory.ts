// How far back a decision sees. A window of that many candles gives the same decision as all candles there ever were.

/** Most closed candles a decision may depend on; every range of parameters keeps below it. */
export const MEMORY_MAX = 4_000;

/** After so many candles the weight of all older ones in an EMA is below 1e-16: e^-38. */
const EMA_SPANS = 19;
const WILDER_SPANS = 37;

/** Candles an EMA of `period` (alpha 2 / (n + 1)) depends on; 0 for a filter that is off. */
export const emaMemory = (period: number): number => (period > 0 ? EMA_SPANS * (period + 1) : 0);

/** Candles a Wilder average of `period` (alpha 1 / n) depends on. */
export const wilderMemory = (period: number): number => WILDER_SPANS * period;
