"use client";
import type { JobRunView } from "@/server/jobs/core/job-view";
import { useNow } from "../live/use-now";
import { tookWords } from "../shared/took-words";
import { UNKNOWN } from "../ui/format-number";

/** From queued to its first work; null before it. */
export const waitedMs = ({ startedWallAt, queuedWallAt }: JobRunView): number | null =>
  startedWallAt === null ? null : Date.parse(startedWallAt) - Date.parse(queuedWallAt);

/** How long a run that has not ended has taken. */
export function SoFar({ since }: { readonly since: string }) {
  const now = useNow();
  if (now === 0) return <>{UNKNOWN}</>;
  return (
    <span className="text-text-3">
      {tookWords(now - Date.parse(since))} <span className="max-tablet:sr-only">so far</span>
    </span>
  );
}
