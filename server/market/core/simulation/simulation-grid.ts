// The grid on which the simulated market lives. Prices change once per step; a burst is the unit of one evaluation.
export const HOUR_MS = 3_600_000;
export const STEP_MS = 5_000;
export const STEPS_PER_HOUR = HOUR_MS / STEP_MS;
/** Five-minute bursts: each has its own variance and its own volume. */
export const BURSTS_PER_HOUR = 12;
export const BURST_MS = HOUR_MS / BURSTS_PER_HOUR;
export const STEPS_PER_BURST = STEPS_PER_HOUR / BURSTS_PER_HOUR;
/** A regime lasts this long on average; each begins up to REGIME_JITTER_HOURS later than the even grid. */
export const REGIME_HOURS = 36;
export const REGIME_JITTER_HOURS = 24;
/** Hours between two fixed levels of a path (about six weeks): what bounds the cost of jumping to any instant. */
export const BLOCK_HOURS = 1024;
