import { getSettings } from "@/server/settings/get-settings";

const HOUR_MS = 3_600_000;

/** How long ended runs of jobs are kept by the owner's settings as they are now; wall clock. */
export async function howLongJobsAreKept(userId: string) {
  const { keep } = await getSettings(userId);
  return { completedMs: keep.jobsCompletedHours * HOUR_MS, failedMs: keep.jobsFailedDays * 24 * HOUR_MS };
}
