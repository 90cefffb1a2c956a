// Limits of the candles that are kept for research.
export const LIBRARY_LIMITS = {
  /** all series together, as they lie in the database */
  bytes: 4 * 1024 ** 3,
  series: 500,
  /** of one series: ten years of minutes */
  candles: 6_000_000,
  openDownloads: 20,
} as const;

/** Ended without a single candle: forgotten after that long, wall clock. */
export const EMPTY_KEPT_MS = 30 * 86_400_000;
