import { toDate } from "@/server/kernel/clock";
import { toDecimal, toText } from "@/server/kernel/money";
import type { DecisionView } from "@/server/trading/core/decision-view";
import { becauseOf, didOf } from "@/server/trading/core/decision-words";
import { exchangeLabel } from "../exchange-label";
import { printScore } from "../print-figure";
import type { DecisionRow } from "./store";

const UNKNOWN = "—";

/** One decision as a line of the list. */
export function toDecision(row: DecisionRow, botName: string): DecisionView {
  const threshold = row.threshold ?? "0";
  const exchange = row.exchange ?? "";
  return {
    decisionId: row.decisionId,
    botId: row.botId,
    botName,
    exchange,
    symbol: row.symbol ?? UNKNOWN,
    timeframe: row.timeframe ?? UNKNOWN,
    book: row.book,
    marketKind: row.marketKind,
    slotAt: toDate(row.slotAt).toISOString(),
    wallAt: toDate(row.wallAt).toISOString(),
    action: row.action,
    did: didOf(row),
    because: becauseOf({
      action: row.action,
      reasonCode: row.reasonCode,
      exchange: exchangeLabel(exchange),
      score: row.score && printScore(row.score),
      threshold: printScore(toDecimal(threshold)),
      intervalsBehind: row.intervalsBehind === null ? null : Number(row.intervalsBehind),
      technical: row.technical,
      failedCheck: failedWords(row),
    }),
    reasonCode: row.reasonCode,
    score: row.score && toText(row.score),
    threshold,
  };
}

const failedWords = ({ failedRule, failedValue }: DecisionRow): string | null =>
  failedRule && (failedValue ? `${failedRule}: ${failedValue}` : failedRule);
