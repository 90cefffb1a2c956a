import { jobContext } from "@/server/audit/job-context";
import { listTradingBots } from "@/server/bots/list-trading-bots";
import type { ExchangePort, PlaceAnswer } from "@/server/exchange/core/exchange-port";
import { type MarketMs, plusMs } from "@/server/kernel/clock";
import type { WriteTx } from "@/server/platform/db";
import { getSettings } from "@/server/settings/get-settings";
import { lockTradingMode } from "@/server/settings/lock-trading-mode";
import { changeOrder, type OrderStep } from "./change-order";
import { entryObstacle } from "./core/cancel-reason";
import { type EndCode, endWords } from "./core/end-code";
import type { Order } from "./core/order";
import { isLeaderToken } from "./lease/store";
import type { TradingRuntime } from "./runtime";
import { keepAdmission } from "./throttle/entry-throttle";

/** Name of the lease whose token fences the sender. */
export const LEADER_NAME = "trader";

type Objection = { readonly code: EndCode; readonly words: string };

/**
 * Sends one intent, once: true when it went to its venue. What fails is told and tried again later. `overdueCode`
 * says why an entry that is too late now was not sent earlier.
 */
export async function trySend(
  runtime: TradingRuntime,
  order: Order,
  overdueCode: EndCode = "overtaken",
): Promise<boolean> {
  try {
    return await send(runtime, order, overdueCode);
  } catch (error) {
    runtime.failed("sending an order", order.orderId, error);
    if (order.purpose === "entry" && isOverdue(runtime, order))
      await dropIntent(runtime, order, { code: overdueCode, words: endWords[overdueCode] });
    return false;
  }
}

async function send(runtime: TradingRuntime, order: Order, overdueCode: EndCode): Promise<boolean> {
  const token = runtime.leaderToken();
  if (token === null) return false;
  // before anything is marked: what has no venue never left
  const port = runtime.portOf(order.venue);
  const { orderDeadlineMs } = await getSettings(order.userId);
  const ctx = jobContext(runtime.clocks, order.userId, "order-sender", order.clientOrderId);
  const deadline = plusMs(ctx.wallNow, orderDeadlineMs);
  const restUntil = restFromNow(order, ctx.marketNow);
  const botRuns = order.purpose === "exit" || (await isBotRunning(order.botId));
  const marked = await changeOrder(ctx, order.orderId, async (tx, locked) => {
    if (locked.status !== "intent" || !(await isLeaderToken(tx, LEADER_NAME, token))) return null;
    const facts = { botRuns, overdueCode };
    const objection = locked.purpose === "entry" ? await objectToEntry(tx, runtime, locked, facts) : null;
    if (objection) return expiry(objection);
    const extra = {
      sending: { fencingToken: token },
      deadline,
      ...(restUntil === null ? {} : { restUntil }),
    };
    return { event: { kind: "sent" }, reason: "sent", extra };
  });
  // only the one that took it out of INTENT sends it: another that finds it SENT must not send it too
  if (!marked.ok || marked.value.before.status !== "intent" || marked.value.status !== "sent") return false;
  keepAdmission(runtime, order.orderId, ctx.wallNow);
  // stopped in between and awake again: whoever leads now finds it SENT and asks the venue for it
  if (runtime.leaderToken() !== token) return false;
  const step = await place(port, { ...order, deadline }, runtime.doubtRules);
  const after = jobContext(runtime.clocks, order.userId, "order-sender", order.clientOrderId);
  // a look-up may have made it UNKNOWN meanwhile: a definitive answer still counts
  await changeOrder(after, order.orderId, async (_tx, locked) =>
    locked.status === "sent" || (locked.status === "unknown" && step.event.kind !== "unanswered")
      ? step
      : null,
  );
  return true;
}

/** Ends an intent that was never sent, and gives back what it held. Nothing while another worker leads. */
export async function dropIntent(runtime: TradingRuntime, order: Order, objection: Objection): Promise<void> {
  const token = runtime.leaderToken();
  if (token === null) return;
  const ctx = jobContext(runtime.clocks, order.userId, "order-sender", order.clientOrderId);
  try {
    await changeOrder(ctx, order.orderId, async (tx, locked) =>
      locked.status === "intent" && (await isLeaderToken(tx, LEADER_NAME, token)) ? expiry(objection) : null,
    );
  } catch (error) {
    runtime.failed("ending an order", order.orderId, error);
  }
}

const expiry = ({ code, words }: Objection): OrderStep => ({
  event: { kind: "expired" },
  reason: words,
  extra: { endCode: code },
});

/** A limit order rests as long as was planned, counted from when it goes out. */
const restFromNow = ({ restUntil, marketAt }: Order, now: MarketMs): MarketMs | null =>
  restUntil === null ? null : plusMs(now, Math.max(restUntil - marketAt, 0));

async function isBotRunning(botId: string): Promise<boolean> {
  const [bot] = await listTradingBots({ botIds: [botId], limit: 1 });
  return bot?.status === "running";
}

/**
 * Whether an entry is too old to be sent. A clock that was set back behind the order's own time cannot say how old it
 * is, so it is.
 */
export function isOverdue({ clocks }: TradingRuntime, order: Order): boolean {
  const [market, wall] = [clocks.market(), clocks.wall()];
  if (market < order.marketAt || wall < order.wallAt) return true;
  return order.validUntil === null ? wall > order.deadline : market > order.validUntil;
}

export const obstacleWords = (order: Pick<Order, "book">, code: EndCode): string =>
  code === "mode_off" ? `${order.book} is off` : endWords[code];

async function objectToEntry(
  tx: WriteTx,
  runtime: TradingRuntime,
  order: Order,
  { botRuns, overdueCode }: { readonly botRuns: boolean; readonly overdueCode: EndCode },
): Promise<Objection | null> {
  if (!runtime.entriesOpen(order.venue)) return { code: "reconciling", words: endWords.reconciling };
  if (isOverdue(runtime, order)) return { code: overdueCode, words: endWords[overdueCode] };
  const mode = await lockTradingMode(tx, order.userId);
  // its book was looked at when its turn was given
  const code = entryObstacle(order.book, { botRuns, mode, entryLock: null });
  return code && { code, words: obstacleWords(order, code) };
}

async function place(port: ExchangePort, order: Order, doubtRules: () => void): Promise<OrderStep> {
  try {
    const answer: PlaceAnswer = await port.createOrder(order);
    if (answer.kind === "rejected" && answer.because === "rules") doubtRules();
    return answer.kind === "accepted"
      ? {
          event: { kind: "acknowledged" },
          reason: "accepted by the venue",
          extra: { venueOrderId: answer.venueOrderId },
        }
      : { event: { kind: "rejected" }, reason: answer.reason };
  } catch (error) {
    const cause = error instanceof Error ? error.message : "no answer";
    return { event: { kind: "unanswered" }, reason: `no readable answer: ${cause}`.slice(0, 200) };
  }
}
