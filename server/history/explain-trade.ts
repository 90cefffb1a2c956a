import { z } from "zod";
import type { WhyView } from "@/server/history/core/trade-view";
import { toDate } from "@/server/kernel/clock";
import { toDecimal, toText } from "@/server/kernel/money";
import { invariant } from "@/server/kernel/result";
import { findLedgerLines } from "@/server/ledger/find-balances";
import { fillRef } from "@/server/ledger/post-reservation";
import { entryPriceOf } from "@/server/positions/core/apply-fill";
import type { OpenPosition } from "@/server/positions/core/open-position";
import { findPosition } from "@/server/positions/list-open-positions";
import { getSettings } from "@/server/settings/get-settings";
import { readBotNames } from "./bot-names";
import { toOrderSteps } from "./order-steps";
import { readOutcome } from "./read-outcome";
import { findDecisionRow, findFill, findOrderHistory } from "./store";
import { toTrade } from "./to-trade";
import { whySentence, whyTitle } from "./why-sentence";

/**
 * Everything that led to a fill and followed from it: decision, order, fills, ledger, position.
 *
 * Null when there is no such fill of that user. A sale by a stop has no decision: the sentence says which stop fired.
 */
export async function explainTrade(q: {
  readonly userId: string;
  readonly fillId: string;
}): Promise<WhyView | null> {
  if (!z.guid().safeParse(q.fillId).success) return null;
  const fill = await findFill(q.fillId, q.userId);
  if (!fill) return null;
  const [decision, order, ledger, position, settings, nameOf] = await Promise.all([
    fill.decisionId ? explainDecision(fill.decisionId, q.userId) : null,
    findOrderHistory(fill.orderId, q.userId),
    findLedgerLines(
      [fillRef(fill.orderId, fill.venueTradeId), `fill:${fill.venue}:${fill.venueTradeId}`],
      q.userId,
    ),
    fill.positionId ? findPosition(fill.positionId, q.userId) : null,
    getSettings(q.userId),
    readBotNames(q.userId),
  ]);
  invariant(order, `fill ${fill.fillId} has an order`);
  const botName = nameOf(fill.botId);
  return {
    title: whyTitle(botName, fill),
    sentence: whySentence({
      fill,
      timeZone: settings.timeZone,
      decision: decision && {
        score: decision.score === null ? null : toDecimal(decision.score),
        threshold: toDecimal(decision.threshold),
      },
      referencePrice: order.referencePrice,
      stops: position,
    }),
    book: fill.book,
    marketKind: fill.marketKind,
    trade: toTrade(fill, botName),
    decision,
    order: { clientOrderId: order.clientOrderId, status: order.status, steps: toOrderSteps(order) },
    ledger,
    position: position && toPositionView(position),
  };
}

async function explainDecision(decisionId: string, userId: string): Promise<WhyView["decision"]> {
  const row = await findDecisionRow(decisionId, userId);
  if (!row) return null;
  const outcome = readOutcome(row.outcome);
  invariant(outcome, `decision ${decisionId} is recorded in a form that cannot be read`);
  const { decisionId: id, slotAt, action, reasonCode } = row;
  return { decisionId: id, slotAt: toDate(slotAt).toISOString(), action, reasonCode, ...outcome };
}

const toPositionView = (position: OpenPosition): WhyView["position"] => ({
  positionId: position.positionId,
  status: position.status,
  entryPrice: toText(entryPriceOf(position)),
  exitPrice: position.soldAmount.isZero()
    ? null
    : toText(entryPriceOf({ boughtAmount: position.soldAmount, boughtQuote: position.soldQuote })),
  realised: position.soldAmount.isZero() ? null : toText(position.realised),
  stopPrice: toText(position.stopPrice),
  targetPrice: position.targetPrice && toText(position.targetPrice),
});
