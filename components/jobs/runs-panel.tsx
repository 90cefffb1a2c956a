"use client";
import { History } from "lucide-react";
import type { JobRunView } from "@/server/jobs/core/job-view";
import { ReadAt, ReadStrip, useReadAge } from "../live/read-state";
import { Button } from "../ui/button";
import { formatCount } from "../ui/format-number";
import { Panel } from "../ui/panel";
import { PanelEmpty, PanelLoading } from "../ui/panel-state";
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
      <RunsBody runs={runs} filtered={job !== null} selected={runId} onOpen={onOpenRun} />
      {more ? (
        <div className="flex items-center gap-3 border-t border-line px-3 py-2">
          <Button size="small" onClick={more.load} disabled={more.loading}>
            {more.loading ? "Loading" : "Load older runs"}
          </Button>
          <span className="text-micro text-text-3">{formatCount(runs?.length ?? 0)} shown</span>
        </div>
      ) : null}
    </Panel>
  );
}

type BodyProps = {
  readonly runs: readonly JobRunView[] | null;
  readonly filtered: boolean;
  readonly selected: string | null;
  readonly onOpen: (runId: string) => void;
};

function RunsBody({ runs, filtered, selected, onOpen }: BodyProps) {
  if (!runs) return <PanelLoading rows={12} label="Runs" />;
  if (runs.length === 0) {
    return (
      <PanelEmpty icon={History} title={filtered ? "No run of this job is kept" : "No runs yet"}>
        A run appears here when its schedule or its event starts it. Runs that ended are removed after a day,
        failed ones after two weeks.
      </PanelEmpty>
    );
  }
  return <RunsTable runs={runs} selected={selected} onOpen={onOpen} />;
}
