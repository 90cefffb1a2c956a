"use client";
import { useQuery } from "@tanstack/react-query";
import { Scale } from "lucide-react";
import type { AccountLineView } from "@/server/execution/core/account-view";
import { ReadAsOf } from "../live/as-of";
import { ExternalOrders } from "../shared/external-orders";
import { DataTable } from "../table/data-table";
import { TableTools } from "../table/table-tools";
import { useTableAddress } from "../table/use-table-address";
import { useTRPC } from "../trpc/client";
import { Panel } from "../ui/panel";
import { PanelEmpty } from "../ui/panel-state";
import { lineColumns } from "./line-columns";
import { WaitingBar } from "./waiting-bar";

const READ_AGAIN_MS = 15_000;
const LARGEST = { by: "venue", descending: false } as const;
const idOf = ({ book, venue, asset }: AccountLineView) => `${book} ${venue} ${asset}`;

/** What the books hold at each venue, what the venue says, and what nobody here wrote. */
export function ReconciliationPanels() {
  const trpc = useTRPC();
  const options = trpc.reconciliation.show.queryOptions({});
  const { data } = useQuery({ ...options, refetchInterval: READ_AGAIN_MS });
  const address = useTableAddress({ columns: lineColumns, standard: LARGEST });
  return (
    <div className="grid gap-2">
      {(data?.waiting ?? []).map((waiting) => (
        <WaitingBar
          key={`${waiting.book} ${waiting.venue}`}
          waiting={waiting}
          lines={(data?.lines ?? []).filter(
            ({ book, venue }) => book === waiting.book && venue === waiting.venue,
          )}
        />
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
