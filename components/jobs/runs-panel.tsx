"use client";
import { History } from "lucide-react";
import { ReadAt, ReadStrip, useReadAge } from "../live/read-state";
import { formatCount } from "../ui/format-number";
import { Panel } from "../ui/panel";
import { PanelEmpty } from "../ui/panel-state";
import { JobFilter } from "./job-filter";
import { RunsTable } from "./runs-table";
import { useRuns } from "./use-runs";

type PanelProps = {
  readonly job: string | null;
  readonly runId: string | null;
  readonly onJob: (functionId: string | null) => void;
  readonly onOpenRun: (runId: string) => void;
};

/** What ran, newest first, page by page. */
export function RunsPanel({ job, runId, onJob, onOpenRun }: PanelProps) {
  const { runs, readAt, more } = useRuns(job);
  const { age } = useReadAge(readAt);
  return (
    <Panel
      title="Runs"
      age={age}
      asOf={
        runs ? (
          <>
            {more ? "newest " : ""}
            {formatCount(runs.length)} · <span className="max-tablet:hidden">wall clock · </span>
            <ReadAt readAt={readAt} />
          </>
        ) : (
          "loading"
        )
      }
      actions={<JobFilter job={job} onChange={onJob} />}
    >
      <ReadStrip readAt={readAt} />
      {runs?.length === 0 ? (
        <PanelEmpty icon={History} title={job === null ? "No runs yet" : "No run of this job is kept"}>
          A run appears here when its schedule or its event starts it. Runs that ended are removed after a
          day, failed ones after two weeks.
        </PanelEmpty>
      ) : (
        <RunsTable runs={runs} more={more} selected={runId} onOpen={onOpenRun} />
      )}
    </Panel>
  );
}
