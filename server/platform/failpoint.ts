/**
 * Places on the road of an order where a proof ends the process. In the order of an order's life; what is `writing` has all its
 * statements done and is not committed, what is `written` has just been.
 */
export const failpoints = [
  "lead.taken",
  "reconcile.settled",
  "reconcile.compared",
  "reconcile.written",
  "intent.writing",
  "intent.written",
  "exit.writing",
  "exit.written",
  "sent.writing",
  "sent.written",
  "wire.before",
  /** the request is with the kernel, its answer is not there yet */
  "wire.written",
  "wire.answered",
  "acknowledged.writing",
  "rejected.writing",
  "unanswered.writing",
  "answer.written",
  "look-up.answered",
  "filled.writing",
  "trade.written",
  "cancelled.writing",
  "end.written",
  "expired.writing",
  "cancel.asked",
  "cancel.told",
  "late.found",
  "late.cancelled",
  "stop.begun",
  "stop.drained",
] as const;
export type Failpoint = (typeof failpoints)[number];

/** Who is told; nobody, unless a proof has armed them (`arm-failpoints`). */
export const strikes: { by: ((at: Failpoint) => void) | null } = { by: null };

/** The road passes here. */
export function failpoint(at: Failpoint): void {
  strikes.by?.(at);
}
