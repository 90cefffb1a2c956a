"use client";
import type { JobRunDetailView } from "@/server/jobs/core/job-view";
import { useNow } from "../live/use-now";
import { tookWords } from "../shared/took-words";
import { WorkState } from "../shared/work-state";
import { DrawerHead, type DrawerMove } from "../ui/drawer";
import { formatCount } from "../ui/format-number";
import { formatAge, zoneLabel } from "../ui/format-time";
import { Moment } from "../ui/moment";
import { useZone } from "../ui/zone";
import { SoFar, waitedMs } from "./run-times";

/** Which job, how it stands, and when it was queued, began and ended. */
export function RunHead({ run, move }: { readonly run: JobRunDetailView; readonly move: DrawerMove }) {
  const zone = useZone();
  const waited = waitedMs(run);
  return (
    <DrawerHead
      title={run.functionName}
      chip={<WorkState status={run.status} />}
      sentence={run.endedWallAt ? `Took ${tookWords(run.tookMs)}.` : <SoFar since={run.queuedWallAt} />}
      move={move}
    >
      <p className="flex flex-wrap gap-x-3 text-micro text-text-3">
        <span>
          queued <Moment iso={run.queuedWallAt} format="clockMs" />
        </span>
        {waited === null ? null : <span>began after {tookWords(waited)}</span>}
        {run.endedWallAt ? (
          <span>
            ended <Moment iso={run.endedWallAt} format="clockMs" />
          </span>
        ) : null}
        <span>
          market clock <Moment iso={run.queuedMarketAt} format="dayClock" />
        </span>
        <span>{zoneLabel(run.queuedWallAt, zone)}</span>
      </p>
      {run.error === null ? null : (
        <p className="text-small break-words text-warn" role="note">
          {run.error}
        </p>
      )}
      <Waits run={run} />
    </DrawerHead>
  );
}

/** Why an open run does nothing at this moment, and until when. */
function Waits({ run }: { readonly run: JobRunDetailView }) {
  const now = useNow();
  if (run.endedWallAt) return null;
  if (run.dueMarketAt) {
    return (
      <p className="text-small text-text-2">
        Sleeps until <Moment iso={run.dueMarketAt} format="dayClock" /> on the market clock.
      </p>
    );
  }
  if (run.failedTries === 0) return null;
  const leftMs = run.dueWallAt && now > 0 ? Date.parse(run.dueWallAt) - now : 0;
  return (
    <p className="text-small text-text-2">
      {formatCount(run.failedTries)} {run.failedTries === 1 ? "try" : "tries"} failed; the next{" "}
      {leftMs > 0 ? `is in ${formatAge(leftMs)}.` : "is under way."}
    </p>
  );
}
