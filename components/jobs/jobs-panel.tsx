"use client";
import { useQuery } from "@tanstack/react-query";
import { Workflow } from "lucide-react";
import { READ_AGAIN_MS, ReadAt, ReadStrip, useReadAge } from "../live/read-state";
import { useTRPC } from "../trpc/client";
import { readAtOf } from "../trpc/read-at";
import { Panel } from "../ui/panel";
import { PanelEmpty } from "../ui/panel-state";
import { JobsTable } from "./jobs-table";

type PanelProps = {
  readonly selected: string | null;
  readonly onSelect: (functionId: string) => void;
  readonly onOpenRun: (runId: string) => void;
};

/** Every job that the worker registered. */
export function JobsPanel(props: PanelProps) {
  const trpc = useTRPC();
  const { data: jobs, dataUpdatedAt } = useQuery({
    ...trpc.jobs.list.queryOptions({}),
    refetchInterval: READ_AGAIN_MS,
  });
  const readAt = readAtOf(jobs) ?? dataUpdatedAt;
  const { age } = useReadAge(readAt);
  return (
    <Panel
      title="Jobs"
      age={age}
      asOf={
        jobs ? (
          <>
            {jobs.length} · <span className="max-tablet:hidden">next on the market clock · </span>
            <ReadAt readAt={readAt} />
          </>
        ) : (
          "loading"
        )
      }
    >
      <ReadStrip readAt={readAt} />
      {jobs?.length === 0 ? (
        <PanelEmpty icon={Workflow} title="No jobs yet">
          The worker names its jobs when it starts. Where an Inngest server runs them, its own pages show
          them.
        </PanelEmpty>
      ) : (
        <JobsTable jobs={jobs ?? null} {...props} />
      )}
    </Panel>
  );
}
