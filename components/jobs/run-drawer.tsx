"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { JobRunDetailView } from "@/server/jobs/core/job-view";
import { READ_AGAIN_MS, ReadStrip } from "../live/read-state";
import { useTRPC } from "../trpc/client";
import { readAtOf } from "../trpc/read-at";
import { Button } from "../ui/button";
import { cn } from "../ui/cn";
import { copyText } from "../ui/copy-text";
import { DRAWER_BODY, Drawer, DrawerHead, type DrawerMove } from "../ui/drawer";
import { PanelLoading } from "../ui/panel-state";
import { ScrollBox } from "../ui/scroll-box";
import { CODE } from "../ui/text";
import { ReplayButton } from "./job-acts";
import { RunData } from "./run-data";
import { RunHead } from "./run-head";
import { RunSteps } from "./run-steps";

type RunDrawerProps = {
  readonly runId: string;
  /** ids of the runs in the table, top to bottom */
  readonly order: readonly string[];
  readonly onMove: (runId: string) => void;
  readonly onClose: () => void;
  /** where the focus goes back to */
  readonly returnTo: () => HTMLElement | null;
};

/** One run with its steps. */
export function RunDrawer({ runId, ...rest }: RunDrawerProps) {
  return (
    <Drawer name="Run" what="run" current={runId} {...rest}>
      {(move) => <RunContent runId={runId} move={move} />}
    </Drawer>
  );
}

function RunContent({ runId, move }: { readonly runId: string; readonly move: DrawerMove }) {
  const trpc = useTRPC();
  const { data: run, dataUpdatedAt } = useQuery({
    ...trpc.jobs.show.queryOptions({ runId }),
    // what has ended does not change any more
    refetchInterval: ({ state }) => (state.data?.endedWallAt ? false : READ_AGAIN_MS),
  });
  if (!run) {
    return (
      <>
        <DrawerHead title="Run" move={move} />
        <PanelLoading rows={9} label="Run" />
      </>
    );
  }
  return (
    <>
      <RunHead run={run} move={move} />
      {run.endedWallAt ? null : <ReadStrip readAt={readAtOf(run) ?? dataUpdatedAt} />}
      <ScrollBox className={DRAWER_BODY} label="Steps and data">
        <RunSteps run={run} />
        <RunData title="Event" json={run.eventJson} note={run.eventName} />
        {run.outputJson === null ? null : <RunData title="Result" json={run.outputJson} />}
      </ScrollBox>
      <RunFoot run={run} />
    </>
  );
}

function RunFoot({ run }: { readonly run: JobRunDetailView }) {
  const [copied, setCopied] = useState<string | null>(null);
  const copy = async () => setCopied((await copyText(run.runId)) ? "Copied" : "Copy is not allowed here");
  return (
    <div className="flex items-center gap-2 border-t border-line px-4 py-2">
      <span className={cn(CODE, "min-w-0 truncate text-text-3")} title={run.runId}>
        {run.runId}
      </span>
      <span className="flex-1" />
      <Button onClick={copy}>{copied ?? "Copy id"}</Button>
      <ReplayButton run={run} />
    </div>
  );
}
