import type { ReportView } from "@/server/reports/core/report-view";
import { bookNames } from "../shared/book-names";
import type { Column } from "../table/column";
import { Chip } from "../ui/chip";
import { cn } from "../ui/cn";
import { Moment } from "../ui/moment";
import { LINK } from "../ui/text";
import { mailedWords, reportKindNames } from "./report-words";

type Options = {
  readonly zone: string;
  readonly selected: string | null;
  readonly onOpen: (reportId: string) => void;
};

/** One report a row; a row opens it as it was mailed. */
export function reportColumns({ zone, selected, onOpen }: Options): readonly Column<ReportView>[] {
  return [
    {
      id: "what",
      label: "Report",
      phone: true,
      fixed: true,
      className: "w-full max-w-0",
      cell: (row) => (
        <button
          type="button"
          id={`report-${row.reportId}`}
          className={cn("block w-full min-w-0 text-left", LINK)}
          aria-pressed={row.reportId === selected}
          onClick={() => onOpen(row.reportId)}
        >
          <span className="block truncate font-medium">
            {reportKindNames[row.kind]}: {row.words}
          </span>
          <span className="block truncate text-micro text-text-3">{row.summary}</span>
        </button>
      ),
    },
    { id: "book", label: "Book", phone: true, cell: ({ book }) => bookNames[book] },
    {
      id: "mail",
      label: "Mail",
      phone: true,
      cell: ({ deliveries }) => {
        const { words, tone } = mailedWords(deliveries);
        return tone === "plain" ? words : <Chip tone={tone}>{words}</Chip>;
      },
    },
    {
      id: "made",
      label: "Made",
      head: `Made, ${zone}`,
      beside: "late",
      className: "text-text-3",
      cell: ({ madeAt }) => <Moment iso={madeAt} format="dayClock" />,
    },
  ];
}
