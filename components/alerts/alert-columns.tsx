import type { AlertState, AlertView } from "@/server/alerts/core/alert-view";
import { SeverityMark } from "../shared/severity-mark";
import type { Column } from "../table/column";
import { Chip } from "../ui/chip";
import { cn } from "../ui/cn";
import { Moment } from "../ui/moment";
import { LINK } from "../ui/text";

type Options = {
  readonly zone: string;
  readonly selected: string | null;
  readonly onOpen: (alertId: string) => void;
};

export const stateNames: { readonly [state in AlertState]: string } = {
  open: "Waits",
  acknowledged: "Acknowledged",
  resolved: "Over",
};

/** One alert a row; a row opens why it fired and what to do. */
export function alertColumns({ zone, selected, onOpen }: Options): readonly Column<AlertView>[] {
  return [
    {
      id: "severity",
      label: "Severity",
      phone: true,
      fixed: true,
      cell: ({ severity }) => <SeverityMark severity={severity} />,
    },
    {
      id: "what",
      label: "What",
      phone: true,
      fixed: true,
      className: "w-full max-w-0",
      cell: (row) => (
        <button
          type="button"
          id={`alert-${row.alertId}`}
          className={cn("block w-full min-w-0 text-left", LINK)}
          aria-pressed={row.alertId === selected}
          onClick={() => onOpen(row.alertId)}
        >
          <span className={cn("block truncate", row.state === "open" && "font-medium")}>{row.title}</span>
          <span className="block truncate text-micro text-text-3">{row.why}</span>
        </button>
      ),
    },
    {
      id: "state",
      label: "State",
      beside: "hide",
      cell: ({ state }) =>
        state === "open" ? <Chip tone="warn">{stateNames[state]}</Chip> : stateNames[state],
    },
    { id: "count", label: "Times", right: true, beside: "hide", cell: ({ count }) => count },
    {
      id: "first",
      label: "First",
      head: `First, ${zone}`,
      beside: "late",
      className: "text-text-3",
      cell: ({ firstAt }) => <Moment iso={firstAt} format="dayClock" />,
    },
    {
      id: "last",
      label: "Last",
      head: `Last, ${zone}`,
      beside: "hide",
      className: "text-text-3",
      cell: ({ lastAt }) => <Moment iso={lastAt} format="dayClock" />,
    },
  ];
}
