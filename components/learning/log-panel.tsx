"use client";
import { useQuery } from "@tanstack/react-query";
import { BookOpen } from "lucide-react";
import { useMemo, useState } from "react";
import type { LearningLine } from "@/server/learning/show-learning";
import { AskDialog } from "../approvals/ask-dialog";
import { newRunId } from "../commands/new-run-id";
import { ReadAsOf } from "../live/as-of";
import { DataTable } from "../table/data-table";
import { useTRPC, useTRPCClient } from "../trpc/client";
import { formatCount } from "../ui/format-number";
import { PANEL_BODY, Panel } from "../ui/panel";
import { PanelEmpty } from "../ui/panel-state";
import { type LineAct, logColumns } from "./log-columns";

const idOf = ({ logId }: LearningLine) => logId;

/** What each night did with each bot and on what evidence, newest first. */
export function LogPanel({ isOwner }: { readonly isOwner: boolean }) {
  const trpc = useTRPC();
  const options = trpc.learning.show.queryOptions({});
  const { data } = useQuery(options);
  const [acting, setActing] = useState<LineAct | null>(null);
  const columns = useMemo(() => logColumns(isOwner ? setActing : null), [isOwner]);
  const lines = data?.lines ?? null;
  const [last] = data?.nights ?? [];
  return (
    <Panel
      title="Learning log"
      asOf={
        <>
          newest first · <ReadAsOf queryKey={options.queryKey} />
        </>
      }
    >
      {lines?.length === 0 ? (
        <PanelEmpty icon={BookOpen} title="No night of learning yet">
          After each night's promotions, bots with ten closed trades are looked at: what was tried stands here
          with its figures, adopted or not.
        </PanelEmpty>
      ) : (
        <DataTable label="Learning log" rows={lines} columns={columns} idOf={idOf} fit="panel" />
      )}
      {last ? (
        <p className={`${PANEL_BODY} pt-2 text-small text-text-2`}>
          The last night was {last.forDate}: {formatCount(last.bots)} bots looked at,{" "}
          {formatCount(last.adopted)} changes found, {formatCount(last.refused)} refused,{" "}
          {formatCount(last.left)} left alone.
        </p>
      ) : null}
      {acting ? <Ask {...acting} onClose={() => setActing(null)} /> : null}
    </Panel>
  );
}

function Ask({ line, act, onClose }: LineAct & { readonly onClose: () => void }) {
  const client = useTRPCClient();
  const adopts = act === "adopt";
  const { botName, logId } = line;
  return (
    <AskDialog
      title={adopts ? `${botName} learns` : `${botName} forgets`}
      description="It trains on as a new version, judged from zero."
      done={adopts ? `${botName} trades with the change.` : `${botName} trades as before.`}
      act={adopts ? "learning.adopt" : "learning.revert"}
      ask={() =>
        adopts
          ? client.learning.adopt.mutate({ runId: newRunId(), input: { logId } })
          : client.learning.revert.mutate({ runId: newRunId(), input: { logId } })
      }
      onClose={onClose}
    />
  );
}
