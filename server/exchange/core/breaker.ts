// When a venue is left alone for a while: pure.

export type BreakerState = {
  /** failures since the last answer */
  readonly failures: number;
  /** how often it opened since the last answer */
  readonly openings: number;
  /** nothing is asked before; wall clock, 0 while it is closed */
  readonly openUntil: number;
};

export const CLOSED: BreakerState = { failures: 0, openings: 0, openUntil: 0 };

/** So many failures in a row open it: lost connections, answers that cannot be read, errors of the exchange. */
const FAILURES_MAX = 5;
const OPEN_FIRST_MS = 2_000;
const OPEN_MOST_MS = 60_000;
const DOUBLINGS_MAX = 5;

/** One call failed without an answer that can be read; `now` is the wall clock. */
export function afterFailure(state: BreakerState, now: number): BreakerState {
  const failures = state.failures + 1;
  if (failures < FAILURES_MAX || now < state.openUntil) return { ...state, failures };
  const forMs = Math.min(OPEN_FIRST_MS * 2 ** Math.min(state.openings, DOUBLINGS_MAX), OPEN_MOST_MS);
  return { failures, openings: state.openings + 1, openUntil: now + forMs };
}

/** It asked for no request for so long: that is kept to the millisecond, and is no failure of its own. */
export const afterWait = (state: BreakerState, now: number, waitMs: number): BreakerState => ({
  ...state,
  openings: Math.max(1, state.openings),
  openUntil: Math.max(state.openUntil, now + waitMs),
});

/**
 * What may be asked. Closed: all. Open: nothing. When its time is over, one call at a time tries it, cancels, questions and
 * sales first: what adds to risk waits until the venue has answered.
 */
export function mayAsk(
  { openings, openUntil }: BreakerState,
  {
    now,
    isTrying,
    addsRisk,
  }: { readonly now: number; readonly isTrying: boolean; readonly addsRisk: boolean },
): boolean {
  if (openings === 0) return true;
  return now >= openUntil && !isTrying && !addsRisk;
}
