// The grid on which the simulated market lives. Prices change once per step; hours are the blocks of random access.
export const HOUR_MS = 3_600_000;
export const STEP_MS = 5_000;
export const STEPS_PER_HOUR = HOUR_MS / STEP_MS;
/** Five-minute bursts inside an hour, each with its own share of the hour's variance. */
export const BURSTS_PER_HOUR = 12;
export const STEPS_PER_BURST = STEPS_PER_HOUR / BURSTS_PER_HOUR;
export const REGIME_HOURS = 36;
/** Hours between two fixed levels of a path (about six weeks): what bounds the cost of jumping to any instant. */
export const BLOCK_HOURS = 1024;
