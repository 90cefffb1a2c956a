import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { accept, type Result } from "@/server/kernel/result";
import type { AlertsActed, AlertView } from "./core/alert-view";
import { findWaiting, saveAcknowledged, saveUnseen } from "./store/lists";

/**
 * Somebody has seen alerts: of the named ones, or of all, those that wait. What lasts stays open until it is over, but
 * reminds nobody any more; what does not is over with this. Asked again it changes nothing.
 */
export async function acknowledgeAlerts(
  { alertIds }: { readonly alertIds: readonly string[] | null },
  ctx: ActionContext,
): Promise<Result<AlertsActed>> {
  type Seen = Awaited<ReturnType<typeof findWaiting>>;
  const written = await commit<Seen>(ctx, {
    action: "alert.acknowledged",
    subject: alertIds?.length === 1 ? (alertIds[0] ?? ctx.userId) : ctx.userId,
    reason: (seen) => `${seen.length === 1 ? "one alert was" : `${seen.length} alerts were`} acknowledged`,
    detail: (seen) => ({ alerts: seen.map(({ view: { kind, subject } }) => `${kind} ${subject}`) }),
    events: (seen) => seen.map(({ view }) => toldOf(view, "acknowledged")),
    unchanged: (seen) => seen.length === 0,
    write: async (tx) => {
      const seen = await findWaiting(tx, ctx.userId, alertIds);
      const ids = seen.map(({ alertId }) => alertId);
      await saveAcknowledged(tx, ids, { by: `${ctx.actor.kind}:${ctx.actor.id}`, now: ctx.wallNow });
      return seen;
    },
  });
  return written.ok ? accept({ alertIds: written.value.map(({ alertId }) => alertId) }) : written;
}

/** Takes acknowledgements back. What came anew meanwhile stays as it is. */
export async function reopenAlerts(
  { alertIds }: { readonly alertIds: readonly string[] },
  ctx: ActionContext,
): Promise<Result<AlertsActed>> {
  const written = await commit<readonly string[]>(ctx, {
    action: "alert.reopened",
    subject: alertIds.length === 1 ? (alertIds[0] ?? ctx.userId) : ctx.userId,
    reason: "the acknowledgement was taken back",
    detail: (ids) => ({ alerts: [...ids] }),
    events: (ids) =>
      ids.map((alertId) => ({
        name: "alert/changed" as const,
        data: { alertId, kind: "", severity: "", title: "", tells: false, state: "open" },
      })),
    unchanged: (ids) => ids.length === 0,
    write: (tx) => saveUnseen(tx, ctx.userId, alertIds),
  });
  return written.ok ? accept({ alertIds: written.value }) : written;
}

const toldOf = ({ alertId, kind, severity, title }: AlertView, state: string) => ({
  name: "alert/changed" as const,
  data: { alertId, kind, severity, title, tells: false, state },
});
