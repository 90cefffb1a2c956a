import { Check, X } from "lucide-react";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import type { RecordGate } from "@/server/promotion/core/judge-record";
import type { ScorecardView } from "@/server/promotion/list-scorecards";
import { BotLink } from "../shared/bot-link";
import { formatFraction, NOT_KNOWN } from "../shared/execution-figures";
import type { Column } from "../table/column";
import { formatCount, formatScore } from "../ui/format-number";
import { EvidenceBar } from "./evidence-bar";
import { nextStep } from "./next-step";

const lineOf = (card: ScorecardView, gate: RecordGate) => card.lines.find((line) => line.gate === gate);

const signed = (fraction: number | null): string =>
  fraction === null ? NOT_KNOWN : `${formatScore((fraction * 100).toFixed(6))} %`;

type Shown = {
  readonly label: string;
  readonly head: string;
  readonly show: (value: number | null) => string;
};

const GATES: { readonly [gate in RecordGate]: Shown } = {
  days: {
    label: "Days in training, of 7",
    head: "Days",
    show: (value) => (value === null ? NOT_KNOWN : value.toFixed(1)),
  },
  trades: {
    label: "Closed trades in seven days, of 25",
    head: "Trades 7 d",
    show: (value) => (value === null ? NOT_KNOWN : formatCount(value)),
  },
  win_rate: {
    label: "Win rate, 52 % at least",
    head: "Wins",
    show: (value) => formatFraction(value, 1),
  },
  profit: { label: "Net profit of the capital, 3 % at least", head: "Profit", show: signed },
  drawdown: {
    label: "Deepest drawdown, 15 % at most",
    head: "Drawdown",
    show: (value) => formatFraction(value, 1),
  },
  profit_factor: {
    label: "Profit factor, 1.2 at least",
    head: "Factor",
    show: (value) => (value === null ? NOT_KNOWN : value.toFixed(2)),
  },
};

const gate = (id: RecordGate, phone = false): Column<ScorecardView> => ({
  id: id.replace("_", "-"),
  label: GATES[id].label,
  head: GATES[id].head,
  right: true,
  phone,
  sorts: (card) => lineOf(card, id)?.value ?? null,
  cell: (card) => <GateCell card={card} gate={id} />,
});

/** A bot in training a row: each gate with its value, the evidence, and what is missing. */
export const scorecardColumns: readonly Column<ScorecardView>[] = [
  {
    id: "bot",
    label: "Bot",
    phone: true,
    fixed: true,
    sorts: (card) => card.name,
    cell: (card) => (
      <>
        <BotLink botId={card.botId} name={card.name} />{" "}
        <span className="text-text-3 max-tablet:hidden">
          {card.symbol} {exchangeLabel(card.exchange)} v{card.version}
        </span>
      </>
    ),
  },
  gate("days", true),
  gate("trades"),
  gate("win_rate"),
  gate("profit", true),
  gate("drawdown"),
  gate("profit_factor"),
  {
    id: "evidence",
    label: "Evidence, W of 20",
    head: "Evidence",
    right: true,
    phone: true,
    sorts: (card) => card.evidence.wealth,
    cell: (card) => <EvidenceBar evidence={card.evidence} trades={card.trades} />,
  },
  {
    id: "next",
    label: "What is missing",
    sorts: (card) => nextStep(card),
    className: "whitespace-normal min-w-52",
    cell: (card) => <span className="text-text-2">{nextStep(card)}</span>,
  },
];

function GateCell({ card, gate: id }: { readonly card: ScorecardView; readonly gate: RecordGate }) {
  const line = lineOf(card, id);
  if (!line) return NOT_KNOWN;
  const Icon = line.passed ? Check : X;
  return (
    <span className={line.passed ? "" : "text-text-3"} title={GATES[id].label}>
      {GATES[id].show(line.value)}{" "}
      <Icon
        size={12}
        className={`inline ${line.passed ? "text-accent" : "text-text-3"}`}
        role="img"
        aria-label={line.passed ? "holds" : "does not hold yet"}
      />
    </span>
  );
}
