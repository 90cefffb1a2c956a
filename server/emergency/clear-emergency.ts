import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { toCanonicalJson } from "@/server/audit/core/canonical-json";
import type { Preview } from "@/server/audit/core/preview";
import { sha256 } from "@/server/audit/sha256";
import { writePauseAll } from "@/server/bots/pause-all";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { writeHaltCleared } from "@/server/settings/halt";
import { type EmergencyView, showEmergency } from "./show-emergency";

type Cleared = { readonly cleared: boolean; readonly paused: number };

const refuseNone = () => refuse("not_now", "No emergency stop is on: there is nothing to clear.");
const refuseOthers = () =>
  refuse("forbidden", "Only a person who is signed in clears the emergency stop, on a page of this app.");

/** What clearing it would change. Refuses with `not_now` where none holds, with `forbidden` for whoever has no session. */
export async function previewClearEmergency(_input: object, ctx: ActionContext): Promise<Result<Preview>> {
  if (!ctx.session) return refuseOthers();
  const view = await showEmergency(ctx.userId);
  if (!view.halted) return refuseNone();
  const { resting = 0, waiting = 0 } = view.entries ?? {};
  return accept({
    title: "Clear the emergency stop",
    changes: [
      { label: "New entries", now: "none reaches an exchange", after: "allowed again, bot by bot" },
      { label: "Bots", now: "paused", after: "stay paused until you resume them" },
      { label: "Autopilot", now: "off", after: "stays off" },
      ...(view.flatten
        ? [
            {
              label: "Selling everything",
              now: "goes on until flat",
              after: "ends: stops watch what is open",
            },
          ]
        : []),
    ],
    checks: [
      { words: "No entry rests at an exchange or waits to be sent", ok: resting + waiting === 0 },
      ...(view.flatten ? [{ words: "Everything is sold", ok: view.openPositions === 0 }] : []),
    ],
    stateHash: sha256(toCanonicalJson({ at: view.at, flatten: view.flatten })),
  });
}

/**
 * Ends the emergency stop. Every bot stays paused until it is resumed, whatever became of it meanwhile.
 * Refuses with `not_now` where none holds, with `forbidden` for whoever has no session.
 */
export async function clearEmergency(_input: object, ctx: ActionContext): Promise<Result<EmergencyView>> {
  if (!ctx.session) return refuseOthers();
  const cleared = await commit<Cleared>(ctx, {
    action: "emergency.cleared",
    subject: ctx.userId,
    reason: "cleared by hand",
    detail: (done) => ({ paused: done.paused }),
    events: [{ name: "mode/changed", data: { halted: false } }],
    write: async (tx) => {
      const cleared = await writeHaltCleared(tx, ctx.userId, ctx.wallNow);
      return { cleared, paused: cleared ? await writePauseAll(tx, ctx, "emergency stop") : 0 };
    },
    unchanged: (done) => !done.cleared,
  });
  if (!cleared.ok) return cleared;
  return cleared.value.cleared ? accept(await showEmergency(ctx.userId)) : refuseNone();
}
