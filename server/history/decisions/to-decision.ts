import type { DecisionView } from "@/server/decisions/core/decision-view";
import { becauseOf, type DecisionFacts, didOf, foldedWords } from "@/server/decisions/core/decision-words";
import { toDate } from "@/server/kernel/clock";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import { toDecimal, toText } from "@/server/kernel/money";
import { timeframeMs, timeframes } from "@/server/market/core/candle";
import { findStrategy } from "@/server/strategy/core/catalog";
import { printScore } from "../print-figure";
import { readLine } from "./read-line";
import type { DecisionRecord } from "./store";

const UNKNOWN = "—";

/** One decision as a line of the list. */
export function toDecision(row: DecisionRecord, botName: string): DecisionView {
  const line = readLine(row);
  const threshold = line.threshold ?? "0";
  const because = becauseOf({
    action: row.action,
    reasonCode: row.reasonCode,
    exchange: line.exchange && exchangeLabel(line.exchange),
    score: row.score && printScore(row.score),
    threshold: printScore(toDecimal(threshold)),
    intervalsBehind: line.intervalsBehind,
    warmUp: warmUpOf(row.reasonCode, line),
    technical: line.technical,
    failedCheck: failedWords(line),
  });
  return {
    decisionId: row.decisionId,
    botId: row.botId,
    botName,
    exchange: line.exchange,
    symbol: line.symbol ?? UNKNOWN,
    timeframe: line.timeframe ?? UNKNOWN,
    book: row.book,
    marketKind: row.marketKind,
    slotAt: toDate(row.slotAt).toISOString(),
    wallAt: toDate(row.wallAt).toISOString(),
    action: row.action,
    did: didOf(row),
    because: row.count > 1 ? foldedWords(row, because) : because,
    count: row.count,
    firstSlotAt: row.firstSlotAt && toDate(row.firstSlotAt).toISOString(),
    reasonCode: row.reasonCode,
    score: row.score && toText(row.score),
    threshold,
  };
}

/** How far the candles of a decision that came too early were; null where its strategy is not known here any more. */
function warmUpOf(reasonCode: string, line: ReturnType<typeof readLine>): DecisionFacts["warmUp"] {
  const { candles: has, strategy: id, params, timeframe } = line;
  if (reasonCode !== "warming_up" || has === null || id === null) return null;
  const strategy = findStrategy(id);
  const given = strategy?.paramsSchema.safeParse(params);
  const frame = timeframes.find((each) => each === timeframe);
  if (!strategy || !given?.success || !frame) return null;
  return { has, needs: strategy.warmup(given.data), candleMs: timeframeMs(frame) };
}

const failedWords = ({ failedRule, failedValue }: ReturnType<typeof readLine>): string | null =>
  failedRule && (failedValue ? `${failedRule}: ${failedValue}` : failedRule);
