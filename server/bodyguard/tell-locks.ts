import { commit } from "@/server/audit/commit";
import { jobContext } from "@/server/audit/job-context";
import type { Book } from "@/server/kernel/book";
import type { GuardMemory } from "@/server/risk/core/guard-memory";
import type { GuardSources } from "@/server/risk/guard-sources";
import type { GuardRow } from "@/server/risk/list-guards";
import type { Settings } from "@/server/settings/core/settings";
import { checks } from "./core/checks";
import type { Detection, Finding } from "./core/detection";
import { endDetection } from "./end-detection";
import { saveConfirmed } from "./store/detections";

type Key = { readonly userId: string; readonly book: Book };
type Locks = {
  readonly guards: readonly GuardRow[];
  readonly standing: readonly Detection[];
  readonly settings: Settings;
};

/** Keeps the locks of a book's day among the detections: the guards lock within two seconds, here is their evidence. */
export async function tellLocks(
  sources: GuardSources,
  key: Key,
  { guards, standing, settings }: Locks,
): Promise<void> {
  const known = new Map(
    standing.filter(({ check }) => check === "book_day_loss").map((one) => [one.subject, one]),
  );
  for (const { scope, subject, memory } of guards) {
    if (scope !== "part") continue;
    const one = known.get(subject);
    if (memory.lockedUntil !== null && !one) await tell(sources, key, { subject, memory, settings });
    if (memory.lockedUntil === null && one) await endDetection(sources, key.userId, one, "released");
  }
}

async function tell(
  sources: GuardSources,
  key: Key,
  {
    subject,
    memory,
    settings,
  }: { readonly subject: string; readonly memory: GuardMemory; readonly settings: Settings },
): Promise<void> {
  const { day, last } = memory;
  const threshold = Number(settings.guards.bookDailyLoss);
  const finding: Finding = {
    check: "book_day_loss",
    severity: checks.book_day_loss.severity,
    value: threshold,
    threshold,
    reason: memory.reason,
    window: `the owner's day ${day.key}`,
    figures: {
      profitAtMidnight: day.start.toFixed(),
      profitNow: last.profit.toFixed(),
      lost: day.start.minus(last.profit).toFixed(),
    },
    since: null,
  };
  const ctx = jobContext(sources.clocks, key.userId, "bodyguard", `${key.book}:${subject}:${day.key}`);
  await commit(ctx, {
    action: "bodyguard.told",
    subject: `${key.book}:${subject}`,
    reason: finding.reason,
    detail: { check: finding.check, lost: finding.figures.lost ?? "" },
    events: (detectionId: string) => [
      { name: "bodyguard/changed", data: { detectionId, check: finding.check, state: "confirmed" } },
    ],
    write: (tx) =>
      saveConfirmed(tx, { ...key, botId: null, subject }, finding, {
        ...ctx,
        acted: { act: "locked", until: memory.lockedUntil },
      }),
  });
}
