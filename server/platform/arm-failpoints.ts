import { type Failpoint, strikes } from "./failpoint";

/**
 * Tells `strike` of every failpoint that is passed from now on. For the processes of proofs alone: no option and no variable of
 * a start leads here, and the import law keeps this file out of the worker.
 */
export function armFailpoints(strike: (at: Failpoint) => void): void {
  strikes.by = strike;
}
