import type { ExecutionRow, LatencyView } from "@/server/history/core/execution-view";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import { bookNames } from "../shared/book-names";
import { formatBps, formatFraction, formatMs } from "../shared/execution-figures";
import type { Column } from "../table/column";
import { formatCount } from "../ui/format-number";

/** One book, exchange and currency a row. */
export const executionColumns: readonly Column<ExecutionRow>[] = [
  {
    id: "exchange",
    label: "Exchange",
    phone: true,
    fixed: true,
    sorts: (row) => row.exchange,
    cell: (row) => (
      <>
        {exchangeLabel(row.exchange)}{" "}
        <span className="text-text-3">
          {row.quote} {bookNames[row.book].toLowerCase()}
        </span>
      </>
    ),
  },
  {
    id: "sent",
    label: "Sent",
    right: true,
    phone: true,
    sorts: (row) => row.sent,
    cell: (row) => formatCount(row.sent),
  },
  {
    id: "filled",
    label: "Fill ratio",
    right: true,
    sorts: (row) => row.fillRatio,
    cell: (row) => formatFraction(row.fillRatio),
  },
  {
    id: "median",
    label: "Slippage, median",
    right: true,
    phone: true,
    sorts: (row) => row.slippageBps.median,
    cell: (row) => formatBps(row.slippageBps.median),
  },
  {
    id: "p95",
    label: "Slippage, p95",
    right: true,
    sorts: (row) => row.slippageBps.p95,
    cell: (row) => formatBps(row.slippageBps.p95),
  },
  {
    id: "rejected",
    label: "Rejected",
    right: true,
    sorts: (row) => row.rejected,
    cell: (row) => formatCount(row.rejected),
  },
  {
    id: "unknown",
    label: "No answer",
    right: true,
    sorts: (row) => row.unknown,
    cell: (row) => formatCount(row.unknown),
  },
  {
    id: "maker",
    label: "As maker",
    right: true,
    sorts: (row) => row.makerShare,
    cell: (row) => formatFraction(row.makerShare, 1),
  },
  {
    id: "fees",
    label: "Fees",
    right: true,
    sorts: (row) => row.feeBps,
    cell: (row) => formatBps(row.feeBps),
  },
];

type Step = keyof ExecutionRow["latencyMs"];

const latency = (id: Step, label: string): Column<ExecutionRow> => ({
  id,
  label: `${label}, p50 / p95 / p99`,
  head: label,
  right: true,
  sorts: (row) => row.latencyMs[id].p50,
  cell: (row) => <Percentiles of={row.latencyMs[id]} />,
});

/** The same rows by how long each stretch of an order's way took. */
export const latencyColumns: readonly Column<ExecutionRow>[] = [
  ...executionColumns.slice(0, 1),
  latency("decided", "Decision to intent"),
  latency("wire", "Intent to wire"),
  { ...latency("answer", "Wire to answer"), phone: true },
  latency("fill", "Answer to fill"),
];

function Percentiles({ of: { p50, p95, p99, of } }: { readonly of: LatencyView }) {
  if (p50 === null) return <span className="text-text-3">n/a</span>;
  return (
    <span title={`p50, p95 and p99 of ${formatCount(of)} orders`}>
      {formatMs(p50)}{" "}
      <span className="text-text-3">
        / {formatMs(p95)} / {formatMs(p99)}
      </span>
    </span>
  );
}
