import { z } from "zod";
import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { type Result, refuse } from "@/server/kernel/result";
import type { DetectionView } from "./core/bodyguard-view";
import { verdicts } from "./core/detection";
import { refuseUnknownDetection, showDetection } from "./list-detections";
import { findDetection, saveVerdict } from "./store/detections";

export const markInput = z.strictObject({
  detectionId: z.guid("Name the detection by its id."),
  /** null takes back what was said */
  verdict: z.enum(verdicts, "Say right or false_alarm.").nullable(),
  note: z.string().trim().max(500, "A note has at most 500 characters.").default(""),
});

/**
 * Keeps what the owner says of a detection: it was right, or a false alarm, which does not count on the ladder. Refuses with
 * `not_found`, or `not_now` for one that was never confirmed.
 */
export async function markDetection(
  { detectionId, verdict, note }: z.output<typeof markInput>,
  ctx: ActionContext,
): Promise<Result<DetectionView>> {
  const found = await findDetection(ctx.userId, detectionId);
  if (!found) return refuseUnknownDetection();
  if (found.confirmedAt === null)
    return refuse("not_now", "It was never confirmed and nothing was done: there is nothing to judge.");
  if (found.verdict === verdict && found.verdictNote === note) return showDetection(ctx.userId, detectionId);
  const said = verdict === null ? "nothing any more" : verdict === "right" ? "right" : "a false alarm";
  const marked = await commit(ctx, {
    action: "bodyguard.marked",
    subject: detectionId,
    reason: `the owner says of it: ${said}`,
    detail: { before: found.verdict, after: verdict, note, check: found.check, subject: found.subject },
    events: [{ name: "bodyguard/changed", data: { detectionId, check: found.check, state: found.state } }],
    write: (tx) => saveVerdict(tx, { userId: ctx.userId, detectionId, verdict, note, wallNow: ctx.wallNow }),
  });
  return marked.ok ? showDetection(ctx.userId, detectionId) : marked;
}
