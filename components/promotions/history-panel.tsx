"use client";
import { useQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { ReadAsOf } from "../live/as-of";
import { DataTable } from "../table/data-table";
import { useTRPC } from "../trpc/client";
import { formatCount } from "../ui/format-number";
import { PANEL_BODY, Panel } from "../ui/panel";
import { PanelEmpty } from "../ui/panel-state";
import { type StepView, stepColumns } from "./step-columns";

const idOf = ({ stepId }: StepView) => stepId;

/** Each step of a bot between paper and live, newest first. */
export function HistoryPanel() {
  const trpc = useTRPC();
  const options = trpc.promotions.history.queryOptions({});
  const { data } = useQuery(options);
  const steps = data?.steps ?? null;
  const [last] = data?.nights ?? [];
  return (
    <Panel
      title="History"
      asOf={
        <>
          newest first, with the record of that moment · <ReadAsOf queryKey={options.queryKey} />
        </>
      }
    >
      {steps?.length === 0 ? (
        <PanelEmpty icon={History} title="No bot was promoted or demoted yet">
          Every step between paper and live stands here with the record it was taken on.
        </PanelEmpty>
      ) : (
        <DataTable label="History" rows={steps} columns={stepColumns} idOf={idOf} fit="panel" />
      )}
      {last ? (
        <p className={`${PANEL_BODY} pt-2 text-small text-text-2`}>
          The last night was {last.forDate}: {formatCount(last.looked)} looked at,{" "}
          {formatCount(last.promoted)} promoted, {formatCount(last.eligible)} eligible,{" "}
          {formatCount(last.demoted)} demoted, by {last.policy}.
        </p>
      ) : null}
    </Panel>
  );
}
