/** How many backtests the list holds: as many as are kept. */
export const BACKTESTS_LISTED = 200;
