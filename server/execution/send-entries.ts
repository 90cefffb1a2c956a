import { listTradingBots } from "@/server/bots/list-trading-bots";
import { getTradingMode } from "@/server/settings/get-trading-mode";
import { entryObstacle } from "./core/cancel-reason";
import { askedBackBy, type EndCode, endWords } from "./core/end-code";
import type { Order } from "./core/order";
import { dropIntents, isOverdue, obstacleWords } from "./mark-orders";
import type { TradingRuntime } from "./runtime";
import { trySend } from "./send-one";
import {
  type EntryThrottle,
  giveAdmissionBack,
  openEntryThrottle,
  type SeenFacts,
} from "./throttle/entry-throttle";

const HELD_MAX = 10_000;

/** An entry whose turn has come, and what was seen of it then. */
export type Admitted = { readonly order: Order; readonly seen: SeenFacts | null };

/** By trader, the entries that had to wait: one that is overtaken later was held back by the limits. */
const waited = new WeakMap<TradingRuntime, Set<string>>();

function heldOf(runtime: TradingRuntime): Set<string> {
  const known = waited.get(runtime) ?? new Set<string>();
  waited.set(runtime, known);
  return known;
}

/**
 * Chooses the entries whose turn has come, oldest first over all venues; each must then be sent. The others stay
 * intents, unless their candle is over, their day is full, or their bot or mode was stopped: those expire. `opened`: a
 * throttle that was opened for them already.
 */
export async function admitEntries(
  runtime: TradingRuntime,
  waiting: readonly Order[],
  opened: Promise<EntryThrottle> | null = null,
): Promise<readonly Admitted[]> {
  if (waiting.length === 0 || runtime.leaderToken() === null) return [];
  const early = await opened?.catch(() => null);
  const throttle = early?.holds() ? early : await openEntryThrottle(runtime, waiting);
  const going: Admitted[] = [];
  const refused: { order: Order; code: EndCode; words: string }[] = [];
  const later: Order[] = [];
  // asked without a pause: what the throttle has read grows old
  for (const order of waiting) {
    const lock = throttle.lockOf(order);
    if (lock) {
      refused.push({ order, code: lock, words: endWords[lock] });
      continue;
    }
    const verdict = throttle.ask(order);
    if (verdict.kind === "now") going.push({ order, seen: throttle.seen(order) });
    else if (verdict.kind === "refuse")
      refused.push({ order, code: verdict.reasonCode, words: verdict.words });
    else later.push(order);
  }
  await dropIntents(runtime, refused);
  // those that wait are looked at again; those that may go must not lose their turn by it
  await dropStopped(runtime, later).catch((error: unknown) =>
    runtime.failed("ending waiting entries", later[0]?.orderId ?? "", error),
  );
  return going;
}

/** Sends an entry that has its turn; one that does not go out gives the turn back. */
export async function sendEntry(runtime: TradingRuntime, { order, seen }: Admitted): Promise<boolean> {
  const held = heldOf(runtime);
  const overdueCode = held.has(order.orderId) ? "rate_limited" : "overtaken";
  const sent = await trySend(runtime, order, overdueCode, seen);
  if (!sent) giveAdmissionBack(runtime, order.orderId);
  held.delete(order.orderId);
  return sent;
}

/** Those that wait for their turn, but whose time is over or whose bot or mode was stopped meanwhile. */
async function dropStopped(runtime: TradingRuntime, waiting: readonly Order[]): Promise<void> {
  if (waiting.length === 0) return;
  const held = heldOf(runtime);
  if (held.size > HELD_MAX) held.clear();
  const botIds = [...new Set(waiting.map((order) => order.botId))];
  const bots = new Map(
    (await listTradingBots({ botIds, limit: botIds.length })).map((bot) => [bot.botId, bot]),
  );
  const userIds = [...new Set(waiting.map((order) => order.userId))];
  const modes = new Map(
    await Promise.all(userIds.map(async (id) => [id, await getTradingMode(id)] as const)),
  );
  const dropped: { order: Order; code: EndCode; words: string }[] = [];
  for (const order of waiting) {
    held.add(order.orderId);
    const mode = modes.get(order.userId);
    const botRuns = bots.get(order.botId)?.status === "running";
    const obstacle = mode ? entryObstacle(order.book, { botRuns, mode, entryLock: null }) : null;
    const code = askedBackBy(order) ?? (isOverdue(runtime, order) ? "rate_limited" : obstacle);
    if (!code) continue;
    held.delete(order.orderId);
    const words = obstacle === code ? obstacleWords(order, obstacle) : endWords[code];
    dropped.push({ order, code, words });
  }
  await dropIntents(runtime, dropped);
}
