/** Waits and pauses, all wall milliseconds. */
export type LivePace = {
  /** a call that has not answered by then is given up */
  readonly callMs: number;
  /** between two polls of an exchange that pushes nothing, or is quiet */
  readonly pollMs: number;
  /** nothing pushed for that long: the exchange is asked whether it has new prices */
  readonly quietMs: number;
  /** between two questions whether a market whose pushed price stands still has moved */
  readonly crossCheckMs: number;
  /** between two looks, one market at a time, whether a trade was missed */
  readonly reconcileMs: number;
  /** the first pause after a connection fell; each next is twice as long */
  readonly retryMs: number;
  readonly retryMostMs: number;
};

export const LIVE_PACE: LivePace = {
  callMs: 5_000,
  pollMs: 2_500,
  quietMs: 4_000,
  crossCheckMs: 10_000,
  reconcileMs: 2_000,
  retryMs: 250,
  retryMostMs: 10_000,
};
