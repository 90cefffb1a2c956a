"use client";
import { useQuery } from "@tanstack/react-query";
import { Scale } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import type { AccountLineView, ReconciliationView } from "@/server/execution/core/account-view";
import { newRunId } from "../commands/new-run-id";
import { ReadAsOf } from "../live/as-of";
import { ExternalOrders } from "../shared/external-orders";
import { DataTable } from "../table/data-table";
import { TableTools } from "../table/table-tools";
import { useTableAddress } from "../table/use-table-address";
import { useTRPC, useTRPCClient } from "../trpc/client";
import { Button } from "../ui/button";
import { Panel } from "../ui/panel";
import { PanelEmpty } from "../ui/panel-state";
import { StateBar } from "../ui/state-bar";
import { lineColumns } from "./line-columns";

// fetched when it is first opened
const AskDialog = dynamic(() => import("../approvals/ask-dialog").then(({ AskDialog }) => AskDialog), {
  ssr: false,
});

const READ_AGAIN_MS = 15_000;
const LARGEST = { by: "venue", descending: false } as const;
const idOf = ({ book, venue, asset }: AccountLineView) => `${book} ${venue} ${asset}`;
type Waiting = ReconciliationView["waiting"][number];

/** What the books hold at each venue, what the venue says, and what nobody here wrote. */
export function ReconciliationPanels() {
  const trpc = useTRPC();
  const options = trpc.reconciliation.show.queryOptions({});
  const { data } = useQuery({ ...options, refetchInterval: READ_AGAIN_MS });
  const address = useTableAddress({ columns: lineColumns, standard: LARGEST });
  return (
    <div className="grid gap-2">
      {(data?.waiting ?? []).map((waiting) => (
        <WaitingBar key={`${waiting.book} ${waiting.venue}`} waiting={waiting} />
      ))}
      <Panel
        title="Reconciliation"
        asOf={
          <>
            ours, theirs, and theirs less ours · <ReadAsOf queryKey={options.queryKey} />
          </>
        }
        actions={<TableTools columns={lineColumns} hidden={address.hidden} onHide={address.onHide} />}
      >
        {data?.lines.length === 0 ? (
          <PanelEmpty icon={Scale} title="Nothing compared yet">
            Every venue is compared with the books before its first entry, and again and again from then on.
          </PanelEmpty>
        ) : (
          <DataTable
            label="Reconciliation"
            rows={data?.lines ?? null}
            columns={lineColumns}
            hidden={address.hidden}
            idOf={idOf}
            sort={address.sort}
            onSort={address.onSort}
            fit="page"
          />
        )}
      </Panel>
      <ExternalOrders />
    </div>
  );
}

function WaitingBar({ waiting }: { readonly waiting: Waiting }) {
  const client = useTRPCClient();
  const [asking, setAsking] = useState(false);
  const { book, venue } = waiting;
  return (
    <>
      <StateBar age="stale">
        <span className="flex-1">
          Something was done at {venue} ({book}) past this system. Entries in what it touches wait until you
          acknowledge it; stops and exits go on.
        </span>
        <Button size="small" onClick={() => setAsking(true)}>
          It was me…
        </Button>
      </StateBar>
      {asking ? (
        <AskDialog
          title={`Acknowledge what was done at ${venue}`}
          description="What came in or went out becomes a deposit or a withdrawal of the pool, neither gain nor loss."
          done="It is acknowledged: entries go on."
          act="reconciliation.acknowledge"
          ask={() => client.reconciliation.acknowledge.mutate({ runId: newRunId(), input: waiting })}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </>
  );
}
