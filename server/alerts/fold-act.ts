import type { ActionContext } from "@/server/audit/action-context";
import type { Trace } from "@/server/audit/trace";
import type { WriteTx } from "@/server/platform/db";
import type { AlertAct, AlertAsk } from "./core/alert";
import { foldRaise } from "./core/fold-raise";
import { kindOf, readKind } from "./core/kinds";
import type { Severity } from "./core/severity";
import {
  findByKey,
  type KeptAlert,
  listOpen,
  lockKey,
  saveNew,
  saveResolved,
  saveSeen,
} from "./store/alerts";
import { queueDeliveries } from "./store/deliveries";

/**
 * Writes what becomes of an alert, for who commits something else beside it: the traces go into the same commit
 * (`commitAll`). What is only counted leaves a trace at the 1st, 2nd, 4th, 8th… time.
 */
export async function foldAct(tx: WriteTx, ctx: ActionContext, act: AlertAct): Promise<readonly Trace[]> {
  if (act.act === "raise") return raise(tx, ctx, act.ask);
  if (act.act === "resolve") await lockKey(tx, ctx.userId, act.dedupeKey);
  const keys = act.act === "resolve" ? { dedupeKey: act.dedupeKey } : { keysUnder: act.keysUnder };
  const open = await listOpen(tx, ctx.userId, keys);
  if (open.length === 0) return [];
  const ids = open.map(({ alertId }) => alertId);
  await saveResolved(tx, ids, act.words, ctx.wallNow);
  return open.map((alert) =>
    traceOf(ctx, alert, { action: "alert.resolved", reason: act.words, tells: false }),
  );
}

async function raise(tx: WriteTx, ctx: ActionContext, asked: AlertAsk): Promise<readonly Trace[]> {
  const { severity: standard, todo: usual } = kindOf(asked.kind);
  await lockKey(tx, ctx.userId, asked.dedupeKey);
  const known = await findByKey(tx, ctx.userId, asked.dedupeKey);
  const fold = foldRaise(known, asked.severity ?? standard, ctx.wallNow);
  const ask = { ...asked, severity: fold.severity, todo: asked.todo ?? usual };
  if (!known || fold.row === "new") {
    const alertId = await saveNew(tx, ctx, ask);
    await queueDeliveries(tx, ctx, { ...ask, alertId, round: 1 });
    return [
      traceOf(ctx, { ...ask, alertId, count: 1 }, { action: "alert.raised", reason: ask.why, tells: true }),
    ];
  }
  await saveSeen(tx, known, { ask, tells: fold.tells, unacknowledges: fold.unacknowledges }, ctx.wallNow);
  const seen = { ...ask, alertId: known.alertId, count: known.count + 1 };
  if (fold.tells) await queueDeliveries(tx, ctx, { ...seen, round: known.round + 1 });
  const isDue = fold.tells || known.resolvedAt !== null || isPowerOfTwo(seen.count);
  return isDue ? [traceOf(ctx, seen, { action: "alert.raised", reason: ask.why, tells: fold.tells })] : [];
}

const isPowerOfTwo = (count: number): boolean => (count & (count - 1)) === 0;

type Said = Pick<Trace, "action" | "reason"> & {
  /** whether pages interrupt whoever looks */
  readonly tells: boolean;
};

function traceOf(
  ctx: ActionContext,
  {
    alertId,
    kind,
    subject,
    severity,
    count,
  }: Pick<KeptAlert, "alertId" | "kind" | "subject" | "count"> & { readonly severity: Severity },
  { action, reason, tells }: Said,
): Trace {
  const { title } = readKind(kind);
  const data = {
    alertId,
    kind,
    severity,
    title,
    tells,
    state: action === "alert.resolved" ? "resolved" : "open",
  };
  return {
    ctx,
    action,
    subject: alertId,
    reason,
    detail: { kind, severity, about: subject, count },
    events: [{ name: "alert/changed", data }],
  };
}
