"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Gauge } from "lucide-react";
import { useQueryStates } from "nuqs";
import { type ExecutionRow, executionPeriods, executionPurposes } from "@/server/history/core/execution-view";
import { ReadAsOf } from "../live/as-of";
import { DataTable } from "../table/data-table";
import { TableTools } from "../table/table-tools";
import { useTableAddress } from "../table/use-table-address";
import { useTRPC } from "../trpc/client";
import { Choice } from "../ui/choice";
import { Filters } from "../ui/filters";
import { Panel } from "../ui/panel";
import { PanelEmpty } from "../ui/panel-state";
import { Segmented } from "../ui/segmented";
import { toQueryText } from "../ui/to-query-text";
import { executionAddress } from "./execution-address";
import { executionColumns, latencyColumns } from "./execution-columns";
import { SlippageChart } from "./slippage-chart";

const BY_EXCHANGE = { by: "exchange", descending: false } as const;
const idOf = ({ book, exchange, quote }: ExecutionRow) => `${book} ${exchange} ${quote}`;
const PERIODS = { "1d": "24 h", "7d": "7 d", "30d": "30 d", "90d": "90 d" } as const;
const PURPOSES = { all: "Entries and exits", entry: "Entries", exit: "Exits" } as const;

/** How orders were carried out, per book, exchange and currency: figures, the spread of slippage, latencies. */
export function ExecutionPanels() {
  const trpc = useTRPC();
  const [{ period, purpose }, change] = useQueryStates(executionAddress);
  const options = trpc.execution.show.queryOptions({ period, purpose });
  const { data } = useQuery({ ...options, placeholderData: keepPreviousData });
  const address = useTableAddress({ columns: executionColumns, standard: BY_EXCHANGE });
  const latency = useTableAddress({ columns: latencyColumns, standard: BY_EXCHANGE, prefix: "took-" });
  const rows = data?.rows ?? null;
  return (
    <div className="grid gap-2">
      <Panel
        title="Execution quality"
        asOf={
          <>
            per exchange, currency and book, never summed · <ReadAsOf queryKey={options.queryKey} />
          </>
        }
        actions={
          <Filters>
            <Segmented
              label="Period"
              options={executionPeriods.map((value) => ({ value, label: PERIODS[value] }))}
              value={period}
              onChange={(value) => void change({ period: value })}
            />
            <Choice
              bare
              label="Which orders"
              options={executionPurposes.map((value) => ({ value, label: PURPOSES[value] }))}
              value={purpose}
              onChange={(value) =>
                void change({ purpose: executionPurposes.find((each) => each === value) ?? "all" })
              }
            />
            <TableTools
              columns={executionColumns}
              hidden={address.hidden}
              onHide={address.onHide}
              csv={`/api/export/execution.csv${toQueryText({ period, purpose })}`}
            />
          </Filters>
        }
      >
        {rows?.length === 0 ? (
          <PanelEmpty icon={Gauge} title="No order went out in this period">
            Slippage, fill ratio, latencies, rejects and fees stand here as soon as orders go to their venues.
          </PanelEmpty>
        ) : (
          <DataTable
            label="Execution quality"
            rows={rows}
            columns={executionColumns}
            hidden={address.hidden}
            idOf={idOf}
            sort={address.sort}
            onSort={address.onSort}
            fit="panel"
          />
        )}
      </Panel>
      {rows && rows.length > 0 ? (
        <>
          <SlippageChart rows={rows} />
          <Panel
            title="Latency"
            asOf="p50 / p95 / p99, real time; fills of market orders, until they are booked"
          >
            <DataTable
              label="Latency"
              rows={rows}
              columns={latencyColumns}
              hidden={latency.hidden}
              idOf={idOf}
              sort={latency.sort}
              onSort={latency.onSort}
              fit="panel"
            />
          </Panel>
        </>
      ) : null}
    </div>
  );
}
