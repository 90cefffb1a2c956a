/**
 * How much slower than a quiet machine the one may be that runs these journeys: it runs a browser, a database and the
 * whole application on two cores, often beside other work. What is promised in seconds is given so much more here;
 * the promises themselves are measured by the benches and proofs, on a quiet machine.
 */
export const SLOW = 4;

/** The time a step is waited for that takes so long at most on a quiet machine; in ms. */
export const patient = (quietMs: number): number => quietMs * SLOW;
