"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { OpenApproval } from "../approvals/open-approval";
import { useTRPC } from "../trpc/client";
import { cn } from "../ui/cn";
import { PANEL_BODY, Panel } from "../ui/panel";

const READ_AGAIN_MS = 15_000;

/** Cards that still wait for a click, also after the page was left or loaded anew. Nothing where none waits. */
export function WaitingPanel() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { data: waiting = [] } = useQuery({
    ...trpc.approvals.list.queryOptions(),
    refetchInterval: READ_AGAIN_MS,
  });
  if (waiting.length === 0) return null;
  const readAgain = () => void queries.invalidateQueries(trpc.approvals.pathFilter());
  return (
    <Panel className="mb-2" title="Waiting for you" asOf={String(waiting.length)}>
      <div className={cn(PANEL_BODY, "grid gap-2 lg:grid-cols-2")}>
        {waiting.map((approval) => (
          <OpenApproval
            key={approval.approvalId}
            approval={approval}
            onDone={readAgain}
            onAskAgain={readAgain}
          />
        ))}
      </div>
    </Panel>
  );
}
