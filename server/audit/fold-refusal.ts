import { type WallMs, wallMs } from "@/server/kernel/clock";
import type { Refusal } from "@/server/kernel/result";
import { logger } from "@/server/platform/logger";
import { processWide } from "@/server/platform/process-wide";
import type { ActionContext } from "./action-context";
import { commit } from "./commit";
import { type Count, createTally } from "./core/tally";

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
 * an entry at the 1st, 2nd, 4th, 8th… of an hour with the count so far (`tries`), and one with the last count when the
 * hour is over, so that no flood of refusals fills the disk. Words a caller typed are not repeated here.
 */
export async function foldRefusal(refused: Refused): Promise<void> {
  const { action, refusal, by, wallNow } = refused;
  const tally = tallyOf(action);
  const due = tally.hit(JSON.stringify([refusal.code, by]), wallNow, refused);
  if (due?.count === 1)
    setTimeout(() => void writeEnded(action).catch(tellFailed), WINDOW_MS + 1_000).unref();
  for (const count of [...tally.takeEnded(wallNow), ...(due ? [due] : [])]) await writeCount(count);
}

const tallyOf = (action: string) =>
  processWide(`audit.refusals.${action}`, () =>
    createTally<Refused>({ windowMs: WINDOW_MS, keysMax: KEYS_MAX }),
  );

/** The last count of each hour that is over, also when nobody is refused any more. */
async function writeEnded(action: string): Promise<void> {
  for (const count of tallyOf(action).takeEnded(wallMs(Date.now()))) await writeCount(count);
}

/** An entry at the instant of the last one counted. */
async function writeCount({ count, others, last }: Count<Refused>): Promise<void> {
  const entry = await last.entry();
  if (!entry) return;
  await commit(entry.ctx, {
    action: last.action,
    subject: entry.subject,
    reason: last.refusal.message,
    detail: { ...last.detail, code: last.refusal.code, tries: count, ...(others ? { by: "others" } : {}) },
    events: [],
    write: async () => undefined,
  });
}

const tellFailed = (error: unknown) =>
  logger("audit").warn({ err: error }, "the last count of refusals was not written");
