import { plusMs, type WallMs } from "@/server/kernel/clock";
import { isAtLeast, type Severity, worseOf } from "./severity";

/** An alert of the same key that is open, or was lately. */
export type KnownAlert = {
  readonly severity: Severity;
  readonly toldAt: WallMs;
  readonly resolvedAt: WallMs | null;
  readonly acknowledged: boolean;
};

/** Wall clock: what comes again within this after it was over is the same alert, and told to nobody anew. */
export const REOPEN_MS = 15 * 60_000;
/** Wall clock: what is still so, and not acknowledged, is told again after this. */
export const REMIND_MS = 24 * 3_600_000;

export type Fold = {
  /** `new`: a row of its own; else the known one counts it */
  readonly row: "new" | "known";
  readonly severity: Severity;
  /** whether its channels are told */
  readonly tells: boolean;
  /** worse than what was acknowledged: it waits for its owner again */
  readonly unacknowledges: boolean;
};

/** What a raise comes to, by the alert of the same key. */
export function foldRaise(known: KnownAlert | null, severity: Severity, now: WallMs): Fold {
  if (!known || (known.resolvedAt !== null && now > plusMs(known.resolvedAt, REOPEN_MS)))
    return { row: "new", severity, tells: true, unacknowledges: false };
  const isWorse = !isAtLeast(known.severity, severity);
  const isReminder = !known.acknowledged && now >= plusMs(known.toldAt, REMIND_MS);
  return {
    row: "known",
    severity: worseOf(known.severity, severity),
    tells: isWorse || isReminder,
    unacknowledges: isWorse,
  };
}
