import type { WallMs } from "@/server/kernel/clock";
import type { Refusal } from "@/server/kernel/result";
import { processWide } from "@/server/platform/process-wide";
import type { ActionContext } from "./action-context";
import { commit } from "./commit";
import { createTally } from "./core/tally";

const WINDOW_MS = 3_600_000;
/** Callers told apart in an hour, per action; the rest is counted together. */
const KEYS_MAX = 64;

type Refused = {
  readonly action: string;
  readonly refusal: Refusal;
  /** whose refusals of what are counted together: an address, a user and a command */
  readonly by: string;
  readonly detail: { readonly [name: string]: string };
  readonly wallNow: WallMs;
  /** asked only when an entry is due; null leaves it out */
  readonly entry: () => Promise<{ readonly ctx: ActionContext; readonly subject: string } | null>;
};

/**
 * Writes down that something was refused; nothing else changes. Repeats of the same by the same caller are folded:
 * an entry at the 1st, 2nd, 4th, 8th… of an hour with the count so far (`tries`), so that no flood of refusals
 * fills the disk. Words a caller typed are not repeated here.
 */
export async function foldRefusal(refused: Refused): Promise<void> {
  const { action, refusal, detail } = refused;
  const tally = processWide(`audit.refusals.${action}`, () =>
    createTally({ windowMs: WINDOW_MS, keysMax: KEYS_MAX }),
  );
  const due = tally.hit(JSON.stringify([refusal.code, refused.by]), refused.wallNow);
  const entry = due ? await refused.entry() : null;
  if (!due || !entry) return;
  await commit(entry.ctx, {
    action,
    subject: entry.subject,
    reason: refusal.message,
    detail: { ...detail, code: refusal.code, tries: due.count, ...(due.others ? { by: "others" } : {}) },
    events: [],
    write: async () => undefined,
  });
}
