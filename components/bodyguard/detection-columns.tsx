import type { DetectionView } from "@/server/bodyguard/core/bodyguard-view";
import { bookNames } from "../shared/book-names";
import { BotLink } from "../shared/bot-link";
import type { Column } from "../table/column";
import { Chip } from "../ui/chip";
import { cn } from "../ui/cn";
import { Moment } from "../ui/moment";
import { LINK } from "../ui/text";
import { actWords, checkFigure, outcomeWords, severityNames, verdictWords } from "./detection-words";

type Options = {
  readonly zone: string;
  readonly selected: string | null;
  readonly onOpen: (detectionId: string) => void;
};

/** One detection a row; a row opens its evidence. */
export const detectionColumns = ({ zone, selected, onOpen }: Options): readonly Column<DetectionView>[] => [
  {
    id: "at",
    label: "Found",
    head: `Found, ${zone}`,
    phone: true,
    fixed: true,
    className: "text-text-3",
    cell: (row) => <Moment iso={row.firstAt} format="dayClock" />,
  },
  {
    id: "about",
    label: "About",
    phone: true,
    fixed: true,
    cell: (row) => (
      <>
        {row.botId ? <BotLink botId={row.botId} name={row.subject} /> : row.subject}
        <span className="tablet:hidden block text-micro text-text-3">{row.title}</span>
      </>
    ),
  },
  { id: "book", label: "Book", beside: "hide", cell: (row) => bookNames[row.book] },
  { id: "check", label: "Check", fixed: true, cell: (row) => row.title },
  {
    id: "severity",
    label: "Severity",
    beside: "late",
    cell: (row) =>
      row.severity === "critical" && row.state !== "ended" ? (
        <Chip tone="warn">{severityNames[row.severity]}</Chip>
      ) : (
        <span className="text-text-3">{severityNames[row.severity]}</span>
      ),
  },
  {
    id: "value",
    label: "Measured",
    right: true,
    beside: "hide",
    cell: (row) => checkFigure(row.value, row.unit),
  },
  {
    id: "threshold",
    label: "Too much above",
    right: true,
    beside: "hide",
    cell: (row) => checkFigure(row.threshold, row.unit),
  },
  { id: "act", label: "Done", beside: "late", cell: actWords },
  { id: "outcome", label: "Outcome", fixed: true, cell: outcomeWords },
  {
    id: "verdict",
    label: "You say",
    beside: "hide",
    className: "text-text-3",
    cell: (row) => (row.confirmedAt === null ? "" : verdictWords(row)),
  },
  {
    id: "evidence",
    label: "Evidence",
    head: <span className="sr-only">Evidence</span>,
    right: true,
    phone: true,
    fixed: true,
    cell: (row) => (
      <button
        type="button"
        id={`detection-${row.detectionId}`}
        className={cn(LINK, "min-h-6 px-1")}
        aria-label={`Evidence: ${row.title}, ${row.subject}`}
        aria-expanded={row.detectionId === selected}
        onClick={() => onOpen(row.detectionId)}
      >
        Evidence
      </button>
    ),
  },
];
