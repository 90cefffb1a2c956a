import { commit } from "@/server/audit/commit";
import { listTradingBots } from "@/server/bots/list-trading-bots";
import { plusMs } from "@/server/kernel/clock";
import { type Decimal, floorToStep, toText, ZERO } from "@/server/kernel/money";
import { isUniqueViolation } from "@/server/platform/is-unique-violation";
import { listBotBalances } from "@/server/portfolio/ledger/find-balances";
import { postReservation } from "@/server/portfolio/ledger/post-reservation";
import type { OpenPosition } from "@/server/positions/core/open-position";
import { getSettings } from "@/server/settings/get-settings";
import { exitLeg } from "./core/client-order-id";
import { jobContext } from "./job-context";
import { tradingRuntime } from "./runtime";
import { countExitAttempts, saveIntent } from "./store";
import { clientOrderId, identityOf } from "./write-decisions";

/**
 * Writes the intent to close a position at market, sized by what the bot really holds free. Needs no permission:
 * an exit only reduces risk, so it works while paused, halted or stopped.
 *
 * Answers the order's id, or null when an exit is already in flight or nothing sellable is left.
 */
export async function requestExit(
  position: OpenPosition,
  exit: { readonly reasonCode: string; readonly price: Decimal; readonly words: string },
): Promise<string | null> {
  const runtime = tradingRuntime();
  const rules = runtime.rulesOf(position.exchange, position.symbol);
  const [bot] = await listTradingBots({ botIds: [position.botId], limit: 1 });
  if (!rules || !bot) return null;
  const { userId, book, venue, base } = position;
  const balances = await listBotBalances({ userId, book, botIds: [position.botId] });
  const free =
    balances.find((row) => row.venue === venue && row.asset === base && row.kind === "allocated")?.balance ??
    ZERO;
  const amount = floorToStep(free, rules.lotSize);
  if (amount.lte(0)) return null;
  const { orderDeadlineMs } = await getSettings(userId);
  const leg = exitLeg(exit.reasonCode, (await countExitAttempts(position.positionId)) + 1);
  const ctx = jobContext(runtime.clocks, userId, "stop-monitor", `${position.positionId}:${leg}`);
  const order = {
    ...identityOf(bot, rules),
    decisionId: null,
    positionId: position.positionId,
    purpose: "exit" as const,
    side: "sell" as const,
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
        return orderId;
      },
    });
    return written.ok ? written.value : null;
  } catch (error) {
    if (isUniqueViolation(error)) return null;
    throw error;
  }
}
