import { findEffectRow } from "./store";

/**
 * What a run changed, or null when it changed nothing: the audit entry of its commit is the proof. Tells a
 * command whose answer was lost in a crash from one that never took effect.
 */
export const findEffect = (
  userId: string,
  runId: string,
): Promise<{ action: string; subject: string } | null> => findEffectRow(userId, runId);
