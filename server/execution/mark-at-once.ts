import { commitInOne } from "@/server/audit/commit-in-one";
import { jobContext } from "@/server/audit/job-context";
import { runningBots } from "@/server/bots/running-question";
import { isOwnVenue } from "@/server/exchange/core/venue-name";
import { plusMs } from "@/server/kernel/clock";
import { failpoint } from "@/server/platform/failpoint";
import { askTogether } from "@/server/platform/question";
import { settingsQuestion } from "@/server/settings/get-settings";
import { tradingModeAsSeen } from "@/server/settings/lock-trading-mode";
import { toOrderChange, toTrace } from "./change-order";
import { exitWay } from "./core/exit-way";
import { isStop } from "./core/order";
import { afterEvent } from "./core/order-state";
import { LEADER_NAME, leaseOfSql } from "./lease/store";
import type { TradingRuntime } from "./runtime";
import { entriesWhile, exitsWhile, type SendCondition, sentWhileSql } from "./store/marks";
import { exitsAsSeenSql, exitsAtWorkQuestion } from "./store/stops";
import type { SeenFacts } from "./throttle/entry-throttle";
import { type Marked, sending, type ToSend } from "./to-send";

type Ready = ToSend & { readonly orderDeadlineMs: number };

/**
 * Marks entries SENT in one statement, which is one transaction and one trip: it writes only while this is the newest leader,
 * the modes are as they were seen when the entries' turn was given (and stay so until it is committed: an emergency stop waits
 * for it, or is seen by it), their bots run and they are intents. All are of one owner and were judged by `seen`. Answers those
 * it marked; of the others nothing is known, and they are judged the long way.
 */
export function markEntriesAtOnce(
  runtime: TradingRuntime,
  token: bigint,
  entries: readonly (ToSend & { readonly seen: SeenFacts })[],
): Promise<ReadonlyMap<string, Marked>> {
  const [first] = entries;
  if (!first) return Promise.resolve(new Map());
  const ready = entries.map((one) => ({ ...one, orderDeadlineMs: one.seen.orderDeadlineMs }));
  const botIds = [...new Set(entries.map(({ order }) => order.botId))];
  const modes = tradingModeAsSeen(first.order.userId, first.seen.mode);
  return write(runtime, token, ready, entriesWhile({ modes, running: runningBots(botIds) }));
}

/**
 * The same for the exits of one owner, stops at exchanges apart: while the other exits of their positions are as they were
 * seen. One trip to see them, and one to write.
 */
export async function markExitsAtOnce(
  runtime: TradingRuntime,
  token: bigint,
  asked: readonly ToSend[],
): Promise<ReadonlyMap<string, Marked>> {
  const exits = asked.filter(({ order }) => !isStop(order));
  const [first] = exits;
  if (!first) return new Map();
  const positionIds = [...new Set(exits.flatMap(({ order }) => order.positionId ?? []))];
  const { settings, atWork } = await askTogether({
    settings: settingsQuestion(first.order.userId),
    atWork: exitsAtWorkQuestion(positionIds),
  });
  const facts = { atWork, openPositions: new Set<string>() };
  const ready = exits
    .filter(({ order }) => order.positionId !== null && exitWay(order, facts) === "free")
    .map((one) => ({ ...one, orderDeadlineMs: settings.orderDeadlineMs }));
  const ownVenues = ready.map(({ order }) => order.venue).filter(isOwnVenue);
  return write(runtime, token, ready, exitsWhile({ ownVenues, asSeen: exitsAsSeenSql(positionIds, atWork) }));
}

async function write(
  runtime: TradingRuntime,
  token: bigint,
  ready: readonly Ready[],
  condition: SendCondition,
): Promise<ReadonlyMap<string, Marked>> {
  if (ready.length === 0) return new Map();
  const moves = ready.map(({ order, orderDeadlineMs }) => {
    const ctx = jobContext(runtime.clocks, order.userId, "order-sender", order.clientOrderId);
    const deadline = plusMs(ctx.wallNow, orderDeadlineMs);
    const step = sending(order, { ctx, deadline }, token);
    return { ctx, order, step, deadline, to: afterEvent(order, step.event) };
  });
  const traces = moves.map(({ ctx, order, step, to: { status } }) => {
    const { orderId } = order;
    return { key: orderId, trace: toTrace({ ctx, orderId, before: order, status, reason: step.reason }) };
  });
  const change = sentWhileSql(leaseOfSql(LEADER_NAME, token), condition, moves.map(toOrderChange));
  const written = commitInOne(change, traces);
  failpoint("sent.writing");
  const moved = await written;
  return new Map(
    moves.flatMap(({ ctx, order: { orderId }, deadline }) =>
      moved.has(orderId) ? [[orderId, { token, deadline, sentAt: ctx.wallNow }] as const] : [],
    ),
  );
}
