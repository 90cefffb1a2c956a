"use client";
import { useQuery } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import Link from "next/link";
import type { DecisionView } from "@/server/decisions/core/decision-view";
import { reasonWords } from "../shared/reason-words";
import type { Column } from "../table/column";
import { DataTable } from "../table/data-table";
import { useTRPC } from "../trpc/client";
import { Moment } from "../ui/moment";
import { Panel } from "../ui/panel";
import { PanelEmpty } from "../ui/panel-state";
import { LINK } from "../ui/text";

const SHOWN = 20;
const idOf = ({ decisionId }: DecisionView) => decisionId;

const columns: readonly Column<DecisionView>[] = [
  {
    id: "at",
    label: "At",
    phone: true,
    fixed: true,
    className: "text-text-3",
    cell: (row) => <Moment iso={row.slotAt} format="dayClock" />,
  },
  { id: "bot", label: "Bot", phone: true, fixed: true, cell: (row) => row.botName },
  { id: "rule", label: "Refused by", phone: true, fixed: true, cell: (row) => reasonWords(row.reasonCode) },
  {
    id: "why",
    label: "Why",
    cell: (row) => (
      <Link className={LINK} href={`/decisions?decision=${row.decisionId}`}>
        {row.because}
      </Link>
    ),
  },
];

/** The newest entries that a strategy wanted and a rule did not let out. */
export function RefusedPanel() {
  const trpc = useTRPC();
  const { data } = useQuery(
    trpc.decisions.list.queryOptions({ action: "refused", order: "newest", limit: SHOWN }),
  );
  return (
    <Panel
      title="Refused entries"
      asOf="the newest twenty"
      actions={
        <Link className={LINK} href="/decisions?did=refused">
          All of them
        </Link>
      }
    >
      {data?.decisions.length === 0 ? (
        <PanelEmpty icon={ShieldCheck} title="No entry was refused">
          What a strategy wanted and a rule did not let out stands here, with the rule.
        </PanelEmpty>
      ) : (
        <DataTable
          label="Refused entries"
          rows={data?.decisions ?? null}
          columns={columns}
          idOf={idOf}
          fit="panel"
        />
      )}
    </Panel>
  );
}
