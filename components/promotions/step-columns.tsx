import type { PromotionHistory } from "@/server/promotion/show-night";
import { bookNames } from "../shared/book-names";
import { BotLink } from "../shared/bot-link";
import { NOT_KNOWN } from "../shared/execution-figures";
import type { Column } from "../table/column";
import { Chip } from "../ui/chip";
import { formatCount } from "../ui/format-number";
import { Moment } from "../ui/moment";

export type StepView = PromotionHistory["steps"][number];

const KINDS = {
  promoted: "promoted",
  eligible: "eligible",
  withdrawn: "not eligible any more",
  demoted: "demoted",
  returned: "back on paper",
} as const satisfies { readonly [kind in StepView["kind"]]: string };

/** A step between paper and live a row, with the record it was taken on. */
export const stepColumns: readonly Column<StepView>[] = [
  {
    id: "at",
    label: "When",
    phone: true,
    sorts: (step) => step.at,
    cell: (step) => <Moment iso={step.at} format="dayClock" />,
  },
  {
    id: "bot",
    label: "Bot",
    phone: true,
    fixed: true,
    sorts: (step) => step.botName,
    cell: (step) => <BotLink botId={step.botId} name={step.botName} />,
  },
  {
    id: "kind",
    label: "Step",
    phone: true,
    sorts: (step) => step.kind,
    cell: (step) => <Chip>{KINDS[step.kind]}</Chip>,
  },
  {
    id: "book",
    label: "Book",
    sorts: (step) => step.toBook,
    cell: (step) =>
      step.fromBook === step.toBook
        ? bookNames[step.toBook]
        : `${bookNames[step.fromBook]} → ${bookNames[step.toBook]}`,
  },
  {
    id: "record",
    label: "Record then",
    sorts: (step) => step.frozen?.trades ?? null,
    cell: (step) =>
      step.frozen
        ? `${step.frozen.days.toFixed(1)} d, ${formatCount(step.frozen.trades)} trades, W ${Math.min(step.frozen.wealth, 1e6).toFixed(1)}`
        : NOT_KNOWN,
  },
  {
    id: "by",
    label: "By",
    sorts: (step) => (step.byHand ? "hand" : step.policy),
    cell: (step) =>
      `${step.byHand ? "hand" : `night, ${step.policy}`}${step.overridden ? ", overridden" : ""}`,
  },
  {
    id: "why",
    label: "Why",
    className: "whitespace-normal min-w-52",
    cell: (step) => <span className="text-text-2">{step.reason}</span>,
  },
];
