import type { DecisionPage, ReasonCount } from "@/server/decisions/core/decision-view";
import { readBotNames } from "../bot-names";
import { fromDecisionCursorText, toDecisionCursorText } from "./decision-cursor";
import { countDecisions, countReasons, type DecisionFilter, findDecisions } from "./store";
import { toDecision } from "./to-decision";

const LIMIT_MAX = 1_000;
const COUNT_MAX = 10_000;
const REASONS_FROM_NEWEST = 5_000;

export type DecisionQuery = DecisionFilter & {
  readonly cursor?: string | undefined;
  readonly order?: "newest" | "oldest";
  readonly limit: number;
};

/**
 * One page of decisions, acted and skipped, by the slot they were made for.
 *
 * The order (slot, then id) is stable: what is decided while one reads on comes before the first page, never twice.
 * `total` counts up to 10 000, for the first page. A cursor that is not one of ours starts at the beginning.
 */
export async function listDecisions(q: DecisionQuery): Promise<DecisionPage> {
  const { cursor, order = "newest", ...filter } = q;
  const limit = Math.min(Math.max(q.limit, 1), LIMIT_MAX);
  const after = cursor === undefined ? null : fromDecisionCursorText(cursor);
  const [found, total, nameOf] = await Promise.all([
    findDecisions({ ...filter, after, order, limit: limit + 1 }),
    cursor === undefined ? countDecisions(filter, COUNT_MAX) : null,
    readBotNames(q.userId),
  ]);
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  return {
    decisions: rows.map((row) => toDecision(row, nameOf(row.botId))),
    total,
    nextCursor: found.length > limit && last ? toDecisionCursorText(last) : null,
  };
}

/** Reason codes among the newest 5 000 decisions of each book, the most frequent first. */
export const listReasons = (userId: string): Promise<readonly ReasonCount[]> =>
  countReasons(userId, REASONS_FROM_NEWEST);
