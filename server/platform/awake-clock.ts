import { uptime } from "node:os";

const begun = { steady: performance.now(), machine: uptime() };

/**
 * Milliseconds since this process began that no setting of a clock changes, for leases and deadlines: time in which
 * the process was stopped counts, and so does time in which the machine slept, which the steady clock alone leaves out.
 */
export const awakeMs = (): number =>
  Math.max(performance.now() - begun.steady, (uptime() - begun.machine) * 1_000);
