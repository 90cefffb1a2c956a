import { listRecentEvents, type RecentEvent } from "@/server/audit/list-recent-events";
import { toDate } from "@/server/kernel/clock";
import { toStored, toText } from "@/server/kernel/money";
import type { ActivityView } from "@/server/trading/core/trade-view";
import { readBotNames } from "./bot-names";
import { exitWords } from "./reason-words";
import { type FillRow, findFills } from "./store";

const LIMIT_MAX = 100;
const BOT_EVENTS = ["bot/created", "bot/paused", "bot/resumed"] as const;

/** What happened last, newest first: fills, bots made, paused and resumed, and the newest trading cycle. */
export async function listActivity(q: {
  readonly userId: string;
  readonly limit: number;
}): Promise<readonly ActivityView[]> {
  const limit = Math.min(Math.max(q.limit, 1), LIMIT_MAX);
  const [fills, events, cycles, nameOf] = await Promise.all([
    findFills({ userId: q.userId, after: null, limit }),
    listRecentEvents({ userId: q.userId, names: BOT_EVENTS, limit }),
    listRecentEvents({ userId: q.userId, names: ["cycle/completed"], limit: 1 }),
    readBotNames(q.userId),
  ]);
  return [
    ...fills.map((fill) => fromFill(fill, nameOf(fill.botId))),
    ...[...events, ...cycles].flatMap((event) => fromEvent(event) ?? []),
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
  };
}

function fromEvent(event: RecentEvent): ActivityView | null {
  const told = eventWords(event);
  if (!told) return null;
  return {
    id: `event:${event.id}`,
    wallAt: toDate(event.wallAt).toISOString(),
    marketAt: toDate(event.marketAt).toISOString(),
    ...told,
    value: null,
    currency: null,
    fillId: null,
  };
}

function eventWords(event: RecentEvent): Pick<ActivityView, "words" | "kind"> | null {
  switch (event.name) {
    case "bot/created":
      return { kind: "bot", words: `${event.data.botName} created` };
    case "bot/paused":
      return { kind: "bot", words: `${event.data.botName} paused${reasonTail(event.data.reason)}` };
    case "bot/resumed":
      return { kind: "bot", words: `${event.data.botName} resumed` };
    case "cycle/completed":
      return { kind: "cycle", words: `Cycle done: ${event.data.acted} acted, ${event.data.skipped} skipped` };
    default:
      return null;
  }
}

const reasonTail = (reason: string): string => (reason === "" ? "" : `: ${reason}`);
