import type { LimitLine } from "@/server/limits/core/limit-line";
import type { Column } from "../table/column";
import { Chip } from "../ui/chip";
import { formatPercent, UNKNOWN } from "../ui/format-number";
import { Moment } from "../ui/moment";
import { groupNames, limitFigure, stateNames } from "./limit-words";

/** One limit a row. */
export const limitColumns: readonly Column<LimitLine>[] = [
  {
    id: "limit",
    label: "Limit",
    phone: true,
    fixed: true,
    sorts: (row) => `${row.words} ${row.of}`,
    cell: (row) => (
      <>
        {row.words} <span className="text-text-3">{row.of}</span>
      </>
    ),
  },
  { id: "kind", label: "Kind", className: "text-text-3", cell: (row) => groupNames[row.group] },
  { id: "used", label: "Used", right: true, phone: true, cell: (row) => limitFigure(row.used, row.unit) },
  {
    id: "most",
    label: "Most",
    right: true,
    fixed: true,
    cell: (row) => limitFigure(row.most, row.unit),
  },
  { id: "left", label: "Left", right: true, cell: (row) => limitFigure(row.headroom, row.unit) },
  {
    id: "share",
    label: "Share",
    right: true,
    sorts: (row) => row.share,
    cell: (row) => (row.share === null ? UNKNOWN : formatPercent(row.share, { signed: false, decimals: 0 })),
  },
  { id: "state", label: "State", phone: true, fixed: true, cell: (row) => <State line={row} /> },
  {
    id: "does",
    label: "What it does",
    className: "text-text-3",
    cell: (row) => (
      <>
        {row.does}
        {row.until ? (
          <>
            {" "}
            (<Moment iso={row.until} format="dayClock" />)
          </>
        ) : null}
      </>
    ),
  },
];

function State({ line }: { readonly line: LimitLine }) {
  const { state, group } = line;
  if (state === "ok" || state === "unknown") return <span className="text-text-3">{stateNames[state]}</span>;
  // what only waits a moment is nothing to worry about
  return group === "pace" ? (
    <span className="text-text-2">Waits</span>
  ) : (
    <Chip tone="warn">{stateNames[state]}</Chip>
  );
}
