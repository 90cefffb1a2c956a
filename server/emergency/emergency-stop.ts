import { z } from "zod";
import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { writePauseAll } from "@/server/bots/pause-all";
import { writeEntriesAskedBack } from "@/server/execution/cancel/cancel-entries";
import { accept, type Result } from "@/server/kernel/result";
import { writeHalt } from "@/server/settings/halt";
import { type EmergencyView, showEmergency } from "./show-emergency";

export const emergencyStopInput = z.strictObject({
  /** stage 2: hold what is open with its stops, or sell everything at market */
  open: z.enum(["hold", "flatten"]).default("hold"),
});

/** What the stop came to; `cancelled` counts entries that rested, or waited to be sent, when it came. */
export type EmergencyStopped = EmergencyView & { readonly cancelled: number };

type CarriedOut = { readonly cancelled: number; readonly paused: number };

/**
 * Stage 1 of the emergency stop, and with `flatten` stage 2. Needs the database alone.
 *
 * One short commit sets it: whoever writes an entry down, or takes one to the wire, reads it under the same lock, so from
 * that commit on no new entry reaches any exchange, from any process. A second one asks for the cancel of every entry
 * that rests and pauses the bots; should this process die between the two, the settling rounds and the way back do the
 * same. Exits and stops go on. Asked again it changes nothing that holds, and a choice to sell stays.
 */
export async function emergencyStop(
  { open }: z.output<typeof emergencyStopInput>,
  ctx: ActionContext,
): Promise<Result<EmergencyStopped>> {
  const flatten = open === "flatten";
  const halted = await commit(ctx, {
    action: "emergency.stopped",
    subject: ctx.userId,
    reason: flatten ? "everything is sold" : "no new entries",
    detail: { stage: flatten ? 2 : 1 },
    events: [{ name: "mode/changed", data: { halted: true, autopilot: false, flatten } }],
    write: (tx) => writeHalt(tx, { userId: ctx.userId, flatten, wallNow: ctx.wallNow }),
    unchanged: (changed) => !changed,
  });
  if (!halted.ok) return halted;
  const carried = await commit<CarriedOut>(ctx, {
    action: "emergency.carried_out",
    subject: ctx.userId,
    reason: (done) => `${done.cancelled} entries taken back, ${done.paused} bots paused`,
    detail: (done) => done,
    events: [{ name: "mode/changed", data: { halted: true } }],
    write: async (tx) => ({
      cancelled: await writeEntriesAskedBack(tx, ctx, "halted"),
      paused: await writePauseAll(tx, ctx, "emergency stop"),
    }),
    unchanged: ({ cancelled, paused }) => cancelled + paused === 0,
  });
  if (!carried.ok) return carried;
  const view = await showEmergency(ctx.userId);
  return accept({ ...view, cancelled: carried.value.cancelled + (view.entries?.waiting ?? 0) });
}
