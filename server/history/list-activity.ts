import { listRecentEvents, type RecentEvent } from "@/server/audit/list-recent-events";
import type { ActivityView } from "@/server/history/core/trade-view";
import { toDate } from "@/server/kernel/clock";
import { toStored, toText } from "@/server/kernel/money";
import { readBotNames } from "./bot-names";
import { listDecisions } from "./decisions/list-decisions";
import { eventWords, TOLD_EVENTS } from "./event-words";
import { exitWords } from "./reason-words";
import { type FillRow, findFills } from "./store";

const LIMIT_MAX = 100;
/** Skips worth a line: the strategy wanted to enter and something held it back. */
const SKIPS_LOOKED = 200;
const SKIPS_MAX = 4;
const ORDINARY_SKIPS = new Set([
  "no_signal",
  "in_position",
  "warming_up",
  "below_threshold",
  "order_working",
]);

/**
 * What happened last, newest first: fills, what became of bots, guards that locked or halted a book, entries that were
 * held back, and the newest trading cycle.
 */
export async function listActivity(q: {
  readonly userId: string;
  readonly limit: number;
}): Promise<readonly ActivityView[]> {
  const limit = Math.min(Math.max(q.limit, 1), LIMIT_MAX);
  const [fills, events, cycles, skips, nameOf] = await Promise.all([
    findFills({ userId: q.userId, after: null, limit }),
    listRecentEvents({ userId: q.userId, names: TOLD_EVENTS, limit }),
    listRecentEvents({ userId: q.userId, names: ["cycle/completed"], limit: 1 }),
    listHeldBack(q.userId),
    readBotNames(q.userId),
  ]);
  return [
    ...fills.map((fill) => fromFill(fill, nameOf(fill.botId))),
    ...[...events, ...cycles].flatMap((event) => fromEvent(event) ?? []),
    ...skips,
  ]
    .sort((a, b) => b.wallAt.localeCompare(a.wallAt) || a.id.localeCompare(b.id))
    .slice(0, limit);
}

/** Buys show what was spent, sales what they earned. */
function fromFill(fill: FillRow, botName: string): ActivityView {
  const words =
    fill.side === "buy"
      ? `${botName} bought ${fill.base}`
      : `${botName} sold ${fill.base}${exitWords(fill.reasonCode)}`;
  const value = fill.side === "sell" && fill.realised ? fill.realised : fill.amount.times(fill.price);
  return {
    id: fill.fillId,
    wallAt: toDate(fill.wallAt).toISOString(),
    marketAt: toDate(fill.marketAt).toISOString(),
    words,
    value: toText(toStored(value)),
    currency: fill.quote,
    kind: fill.side,
    fillId: fill.fillId,
    decisionId: null,
  };
}

async function listHeldBack(userId: string): Promise<readonly ActivityView[]> {
  const newest = await listDecisions({ userId, action: "skipped", limit: SKIPS_LOOKED });
  return newest.decisions
    .filter(({ reasonCode }) => !ORDINARY_SKIPS.has(reasonCode))
    .slice(0, SKIPS_MAX)
    .map((skip) => ({
      id: `decision:${skip.decisionId}`,
      wallAt: skip.wallAt,
      marketAt: skip.slotAt,
      kind: "skip" as const,
      words: `${skip.botName} skipped: ${skip.because}`,
      value: null,
      currency: null,
      fillId: null,
      decisionId: skip.decisionId,
    }));
}

function fromEvent(event: RecentEvent): ActivityView | null {
  const told = eventWords(event);
  if (!told) return null;
  return {
    id: `event:${event.id}`,
    wallAt: toDate(event.wallAt).toISOString(),
    marketAt: toDate(event.marketAt).toISOString(),
    ...told,
    currency: null,
    fillId: null,
    decisionId: null,
  };
}
