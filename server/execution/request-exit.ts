import { commit } from "@/server/audit/commit";
import { hasEntry } from "@/server/audit/has-entry";
import { jobContext } from "@/server/audit/job-context";
import { sellableAt } from "@/server/exchange/core/sellable";
import { plusMs, type WallMs } from "@/server/kernel/clock";
import { type Decimal, floorToStep, minOf, toText, ZERO } from "@/server/kernel/money";
import { listBotBalances } from "@/server/ledger/find-balances";
import { postReservation } from "@/server/ledger/post-reservation";
import { isBelowMinimum } from "@/server/market/core/market-rules";
import { isUniqueViolation } from "@/server/platform/is-unique-violation";
import type { OpenPosition } from "@/server/positions/core/open-position";
import { leaveAsDust } from "@/server/positions/leave-as-dust";
import { getSettings } from "@/server/settings/get-settings";
import { countUnasked, saveCancelsAsked } from "./cancel/store";
import { clientOrderId } from "./client-order-id";
import { exitLeg } from "./core/client-order-id";
import { endWords } from "./core/end-code";
import type { TradingRuntime } from "./runtime";
import { findBotsWithWorkingOrders, findExitAttempts, saveIntent } from "./store";

type Exit = {
  readonly reasonCode: string;
  readonly price: Decimal;
  readonly words: string;
  /** the stop's level that was hit; none where no stop asks */
  readonly stopPrice?: Decimal | null;
};

/** Wall clock between two tries to close a position. */
const RETRY_FIRST_MS = 1_000;
const RETRY_MOST_MS = 60_000;
const RETRY_DOUBLINGS_MAX = 6;

/**
 * Writes the intent to close a position at market, sized by what the bot really holds free. Needs no permission:
 * an exit only reduces risk, so it works while paused, halted or stopped.
 *
 * Resting orders of the position are asked to be taken back: what is left of its entry, and a limit exit, which must
 * end at its venue before this one may follow.
 *
 * Answers the order's id, or null when an exit is already in flight, has just failed, or nothing is left that an exchange
 * would take. A position that could not be sold at its stop either is dust from here on; one whose entry still goes on
 * waits until enough of it is there.
 */
export async function requestExit(
  runtime: TradingRuntime,
  position: OpenPosition,
  exit: Exit,
): Promise<string | null> {
  const { userId, botId, versionId, book, venue, exchange, symbol, base, quote } = position;
  const amount = await sellableOf(runtime, position);
  const rules = runtime.rulesOf(exchange, symbol);
  if (rules && sellableAt(position.amount, exit.price, rules).isZero())
    return giveUp(runtime, position, exit);
  if (amount.lte(0)) return makeWay(runtime, position);
  if (rules && isBelowMinimum(amount, exit.price, rules)) return null;
  const attempts = await findExitAttempts(position.positionId);
  if (isTooSoon(attempts, runtime.clocks.wall())) return null;
  const { orderDeadlineMs } = await getSettings(userId);
  const leg = exitLeg(exit.reasonCode, attempts.count + 1);
  const ctx = jobContext(runtime.clocks, userId, "stop-monitor", `${position.positionId}:${leg}`);
  const order = {
    // the position's own market: the bot may have moved to another since
    userId,
    botId,
    versionId,
    book,
    venue,
    exchange,
    symbol,
    base,
    quote,
    decisionId: null,
    positionId: position.positionId,
    purpose: "exit" as const,
    side: "sell" as const,
    type: "market" as const,
    limitPrice: null,
    postOnly: false,
    restUntil: null,
    validUntil: null,
    stopPrice: exit.stopPrice ?? null,
    reasonCode: exit.reasonCode,
    slotAt: ctx.marketNow,
    leg,
    clientOrderId: clientOrderId(position.positionId, ctx.marketNow, leg),
    amount,
    referencePrice: exit.price,
    reserved: amount,
    deadline: plusMs(ctx.wallNow, orderDeadlineMs),
    marketAt: ctx.marketNow,
    wallAt: ctx.wallNow,
  };
  try {
    const written = await commit(ctx, {
      action: "exit.requested",
      subject: position.positionId,
      reason: exit.words,
      detail: { reasonCode: exit.reasonCode, price: toText(exit.price), amount: toText(amount) },
      events: [],
      write: async (tx) => {
        const orderId = await saveIntent(tx, order);
        await postReservation(tx, ctx, { ...order, orderId, amount });
        await saveCancelsAsked(tx, { botId, symbol, purpose: "entry" }, "exit_requested");
        return orderId;
      },
    });
    return written.ok ? written.value : null;
  } catch (error) {
    if (isUniqueViolation(error)) return makeWay(runtime, position);
    throw error;
  }
}

/** A limit exit that rests holds what this one would sell: it is asked to be taken back, and this one comes again. */
async function makeWay({ clocks }: TradingRuntime, position: OpenPosition): Promise<null> {
  const { userId, positionId, botId, symbol } = position;
  const resting = { botId, symbol, positionId, purpose: "exit", type: "limit" } as const;
  if ((await countUnasked(resting)) === 0) return null;
  await commit(jobContext(clocks, userId, "stop-monitor", `${positionId}:make-way`), {
    action: "order.cancel_asked",
    subject: positionId,
    reason: endWords.exit_requested,
    detail: { code: "exit_requested" },
    events: [],
    write: (tx) => saveCancelsAsked(tx, resting, "exit_requested"),
    unchanged: (asked) => asked === 0,
  });
  return null;
}

/** What can be sold of a position: never more than it holds, nor than the bot has free; on the lot where it is known. */
async function sellableOf(runtime: TradingRuntime, position: OpenPosition): Promise<Decimal> {
  const { userId, book, venue, base, botId, exchange, symbol } = position;
  const balances = await listBotBalances({ userId, book, botIds: [botId] });
  const free = balances.find((row) => row.venue === venue && row.asset === base && row.kind === "allocated");
  const held = minOf(position.amount, free?.balance ?? ZERO);
  return floorToStep(held, runtime.rulesOf(exchange, symbol)?.lotSize ?? ZERO);
}

/**
 * No exchange takes an order that small. What an entry cut short left, and what its stop's own price would not let be
 * sold either, is dust. A gap
 * far beyond the stop is told once, and looked at again as the price moves. An entry under way is left to go on.
 */
async function giveUp(runtime: TradingRuntime, position: OpenPosition, exit: Exit): Promise<null> {
  const { positionId, userId, botId, exchange, symbol, amount, stopPrice } = position;
  if ((await findBotsWithWorkingOrders([botId])).has(botId)) return null;
  const context = (what: string) =>
    jobContext(runtime.clocks, userId, "stop-monitor", `${positionId}:${what}`);
  const rules = runtime.rulesOf(exchange, symbol);
  const isRemainder = exit.reasonCode === "too_small";
  if (isRemainder || (rules && sellableAt(amount, stopPrice, rules).isZero())) {
    await leaveAsDust(context("dust"), position, exit.words);
    runtime.changed();
  } else if (!(await hasEntry("exit.blocked", positionId)))
    await commit(context("blocked"), {
      action: "exit.blocked",
      subject: positionId,
      reason: `${exit.words}, but what is held is below the exchange's smallest order`,
      detail: { reasonCode: exit.reasonCode, price: toText(exit.price), amount: toText(amount) },
      events: [],
      write: async () => undefined,
    });
  return null;
}

/** The first try is free; after each that failed the next waits twice as long: a venue that says no is not stormed. */
function isTooSoon({ count, lastAt }: { count: number; lastAt: WallMs | null }, now: WallMs): boolean {
  // a clock that was set back must not hold an exit up
  if (lastAt === null || now < lastAt) return false;
  const waitMs = Math.min(RETRY_FIRST_MS * 2 ** Math.min(count - 1, RETRY_DOUBLINGS_MAX), RETRY_MOST_MS);
  return now < plusMs(lastAt, waitMs);
}
