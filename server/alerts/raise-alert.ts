import type { ActionContext } from "@/server/audit/action-context";
import { commitAll } from "@/server/audit/commit";
import type { Result } from "@/server/kernel/result";
import type { AlertAct, AlertAsk } from "./core/alert";
import { foldAct } from "./fold-act";

/**
 * Tells the owner of something. The same key raises the count of the alert that is open, or was within the last 15
 * minutes, and tells nobody anew unless it is worse now, or a day has passed without an acknowledgement.
 *
 * Who commits an act of its own needs none of this: an alert follows its audit entry (`core/alerts-of-entry`), or is
 * written beside it (`fold-act`).
 */
export const raiseAlert = (ask: AlertAsk, ctx: ActionContext): Promise<Result<void>> =>
  write({ act: "raise", ask }, ctx);

/** What an alert told of is over. Where none is open nothing happens. */
export const resolveAlert = (dedupeKey: string, words: string, ctx: ActionContext): Promise<Result<void>> =>
  write({ act: "resolve", dedupeKey, words }, ctx);

/** The same for every open alert whose key begins like that. */
export const resolveAlerts = (keysUnder: string, words: string, ctx: ActionContext): Promise<Result<void>> =>
  write({ act: "resolveAll", keysUnder, words }, ctx);

async function write(act: AlertAct, ctx: ActionContext): Promise<Result<void>> {
  const written = await commitAll({ write: (tx) => foldAct(tx, ctx, act), traces: (traces) => traces });
  return written.ok ? { ok: true, value: undefined } : written;
}
