import type { DecisionView } from "@/server/decisions/core/decision-view";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import { BotLink } from "../shared/bot-link";
import type { Column } from "../table/column";
import { cn } from "../ui/cn";
import { formatScore } from "../ui/format-number";
import { Moment } from "../ui/moment";
import { CLAMPED } from "../ui/table";
import { CODE, LINK } from "../ui/text";

type Options = {
  /** the zone's own name, once, in the head of the times */
  readonly zone: string;
  /** the bot is named by the page already */
  readonly ofOneBot: boolean;
  readonly selected: string | null;
  readonly onOpen: (decisionId: string) => void;
};

/** When, who, what it did and why; a row opens the whole of it. */
export function decisionColumns({
  zone,
  ofOneBot,
  selected,
  onOpen,
}: Options): readonly Column<DecisionView>[] {
  const columns: readonly Column<DecisionView>[] = [
    {
      id: "at",
      label: "Slot",
      head: `Slot, ${zone}`,
      phone: true,
      fixed: true,
      sorts: true,
      className: "text-text-3",
      cell: (row) => (
        <>
          <span className="max-tablet:hidden">
            <Moment iso={row.slotAt} format="dayClock" />
          </span>
          <span className="tablet:hidden">
            <Moment iso={row.slotAt} format="minute" />
          </span>
        </>
      ),
    },
    {
      id: "bot",
      label: "Bot",
      phone: true,
      fixed: true,
      cell: (row) => <BotLink botId={row.botId} name={row.botName} />,
    },
    {
      id: "did",
      label: "Did",
      phone: ofOneBot,
      fixed: true,
      cell: (row) => <span className={row.action === "skip" ? undefined : "font-medium"}>{row.did}</span>,
    },
    {
      id: "because",
      label: "Because",
      phone: true,
      fixed: true,
      className: "w-full max-w-0",
      cell: (row) => (
        <span className={CLAMPED} title={row.because}>
          {ofOneBot ? null : <span className="tablet:hidden text-text-3">{row.did}: </span>}
          {row.because}
        </span>
      ),
    },
    {
      id: "market",
      label: "Market",
      beside: "hide",
      cell: (row) => (
        <>
          {row.symbol}{" "}
          <span className="text-text-3">{row.exchange === null ? "" : exchangeLabel(row.exchange)}</span>
        </>
      ),
    },
    {
      id: "score",
      label: "Score",
      right: true,
      beside: "hide",
      cell: (row) => formatScore(row.score),
    },
    {
      id: "reason",
      label: "Reason code",
      beside: "late",
      cell: (row) => <span className={cn(CODE, "text-text-3")}>{row.reasonCode.toUpperCase()}</span>,
    },
    {
      id: "why",
      label: "Why",
      head: <span className="sr-only">Why</span>,
      phone: true,
      fixed: true,
      right: true,
      cell: (row) => (
        <button
          type="button"
          id={`decision-${row.decisionId}`}
          className={cn(LINK, "min-h-6 px-1")}
          aria-label={`Why ${row.botName}: ${row.did}`}
          aria-expanded={row.decisionId === selected}
          onClick={() => onOpen(row.decisionId)}
        >
          Why
        </button>
      ),
    },
  ];
  return ofOneBot ? columns.filter(({ id }) => id !== "bot" && id !== "market") : columns;
}
