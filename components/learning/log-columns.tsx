import type { LearningLine } from "@/server/learning/show-learning";
import { BotLink } from "../shared/bot-link";
import { formatFraction, NOT_KNOWN } from "../shared/execution-figures";
import type { Column } from "../table/column";
import { Button } from "../ui/button";
import { Chip } from "../ui/chip";
import { Moment } from "../ui/moment";

const KINDS = {
  left: "left alone",
  refused: "refused",
  proposed: "proposed",
  adopted: "adopted",
  reverted: "taken back",
  rolled_back: "rolled back",
} as const satisfies { readonly [kind in LearningLine["kind"]]: string };

const OUTCOMES = {
  kept: ", kept",
  reverted: ", taken back",
  rolled_back: ", rolled back",
  adopted: ", adopted",
} as const satisfies { readonly [outcome in NonNullable<LearningLine["outcome"]>]: string };

export type LineAct = { readonly line: LearningLine; readonly act: "adopt" | "revert" };

/** What a person may do about a row; null: nothing. */
const actOf = ({ kind, outcome }: LearningLine): LineAct["act"] | null => {
  if (kind === "proposed" && outcome === null) return "adopt";
  return kind === "adopted" && (outcome === null || outcome === "kept") ? "revert" : null;
};

/** A row of the learning log, with what may be done about it where somebody may. */
export const logColumns = (onAct: ((act: LineAct) => void) | null): readonly Column<LearningLine>[] => [
  {
    id: "at",
    label: "When",
    phone: true,
    sorts: (line) => line.at,
    cell: (line) => <Moment iso={line.at} format="dayClock" />,
  },
  {
    id: "bot",
    label: "Bot",
    phone: true,
    fixed: true,
    sorts: (line) => line.botName,
    cell: (line) => <BotLink botId={line.botId} name={line.botName} />,
  },
  {
    id: "kind",
    label: "What",
    phone: true,
    sorts: (line) => line.kind,
    cell: (line) => (
      <Chip>
        {KINDS[line.kind]}
        {line.outcome ? OUTCOMES[line.outcome] : ""}
      </Chip>
    ),
  },
  {
    id: "change",
    label: "Change",
    className: "whitespace-normal min-w-40",
    cell: (line) =>
      line.change.length === 0
        ? NOT_KNOWN
        : line.change.map(({ name, from, to }) => `${name} ${from} → ${to}`).join(", "),
  },
  {
    id: "judged",
    label: "On candles not fitted on, before → after",
    head: "Not fitted on",
    right: true,
    sorts: (line) => (line.judged ? line.judged.best - line.judged.now : null),
    cell: (line) =>
      line.judged
        ? `${formatFraction(line.judged.now, 2)} → ${formatFraction(line.judged.best, 2)}`
        : NOT_KNOWN,
  },
  {
    id: "why",
    label: "Why",
    className: "whitespace-normal min-w-52",
    cell: (line) => <span className="text-text-2">{line.reason}</span>,
  },
  {
    id: "act",
    label: "Act",
    head: "",
    cell: (line) => {
      const act = actOf(line);
      return onAct && act ? (
        <Button onClick={() => onAct({ line, act })}>{act === "adopt" ? "Adopt" : "Take back"}</Button>
      ) : null;
    },
  },
];
