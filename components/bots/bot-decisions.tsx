"use client";
import { useMemo } from "react";
import type { DecisionView } from "@/server/trading/core/decision-view";
import { decisionColumns } from "../decisions/decision-columns";
import { DecisionDrawer } from "../decisions/decision-drawer";
import { NoDecisions } from "../decisions/decisions-panel";
import {
  ACTIONS,
  type DecisionFilters,
  readAction,
  toDecisionQuery,
  useDecisions,
} from "../decisions/use-decisions";
import { useMarketZone } from "../live/use-market-zone";
import { DataTable } from "../table/data-table";
import { TableTools } from "../table/table-tools";
import { useTableAddress } from "../table/use-table-address";
import { Panel } from "../ui/panel";
import { Segmented } from "../ui/segmented";
import { toQueryText } from "../ui/to-query-text";
import { useAddress } from "../ui/use-address";

const NEWEST = { by: "at", descending: true } as const;
const idOf = (row: DecisionView) => row.decisionId;

/** What one bot decided at the close of each candle, acted or skipped. */
export function BotDecisions({ botId }: { readonly botId: string }) {
  const { params, change } = useAddress();
  const open = params.get("decision");
  const onOpen = (decision: string | null) => change({ decision });
  const zone = useMarketZone();
  const columns = useMemo(
    () =>
      decisionColumns({ zone, ofOneBot: true, selected: open, onOpen: (decision) => change({ decision }) }),
    [zone, open, change],
  );
  const address = useTableAddress({ columns, standard: NEWEST, prefix: "decisions-" });
  const filters: DecisionFilters = {
    botId,
    action: readAction(params.get("did")),
    reasonCode: null,
    order: address.sort.descending ? "newest" : "oldest",
  };
  const { decisions, total, more, toNewest } = useDecisions(filters);
  return (
    <Panel
      title="Decisions"
      asOf="every cycle, acted or skipped"
      actions={
        <div className="filters">
          <Segmented
            label="Which decisions"
            options={ACTIONS}
            value={filters.action}
            onChange={(did) => change({ did: did === "all" ? null : did })}
          />
          <TableTools
            columns={columns}
            hidden={address.hidden}
            onHide={address.onHide}
            csv={`/api/export/decisions.csv${toQueryText(toDecisionQuery(filters))}`}
          />
        </div>
      }
    >
      {decisions?.length ? (
        <DataTable
          label="Decisions"
          rows={decisions}
          columns={address.shown}
          idOf={idOf}
          selected={open}
          onOpen={onOpen}
          sort={address.sort}
          onSort={address.onSort}
          more={more}
          toNewest={toNewest}
          total={total}
          fit="panel"
        />
      ) : (
        <NoDecisions loading={decisions === null} filters={{ ...filters, botId: null }} />
      )}
      {open ? (
        <DecisionDrawer
          decisionId={open}
          order={(decisions ?? []).map(idOf)}
          onMove={onOpen}
          onClose={() => onOpen(null)}
        />
      ) : null}
    </Panel>
  );
}
