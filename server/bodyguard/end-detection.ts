import { commit } from "@/server/audit/commit";
import { jobContext } from "@/server/audit/job-context";
import type { GuardSources } from "@/server/risk/guard-sources";
import type { Step } from "./core/confirm";
import type { Detection, DetectionOutcome } from "./core/detection";
import { saveEnded } from "./store/detections";

const WORDS = {
  cleared: "below its threshold again",
  lapsed: "nobody could confirm it in time",
  left: "the bot was paused meanwhile",
  released: "a new day has begun",
} as const satisfies { readonly [outcome in DetectionOutcome]?: string };

/** Ends what stood where a step says so. */
export async function endIf(
  sources: Pick<GuardSources, "clocks">,
  userId: string,
  known: Detection,
  step: Step,
): Promise<void> {
  if (step === "clear") await endDetection(sources, userId, known, "cleared");
  if (step === "lapse") await endDetection(sources, userId, known, "lapsed");
}

/** Ends what stood, and says why. One that was ended meanwhile is left as it is. */
export async function endDetection(
  { clocks }: Pick<GuardSources, "clocks">,
  userId: string,
  { detectionId, book, botId, subject, check }: Detection,
  outcome: keyof typeof WORDS,
): Promise<void> {
  const ctx = jobContext(clocks, userId, "bodyguard", `${detectionId}:${outcome}`);
  await commit(ctx, {
    action: "bodyguard.ended",
    subject: botId ?? subject,
    reason: WORDS[outcome],
    detail: { detectionId, book, check, outcome },
    events: [{ name: "bodyguard/changed", data: { detectionId, check, state: "ended" } }],
    write: (tx) => saveEnded(tx, detectionId, outcome, ctx),
  });
}
