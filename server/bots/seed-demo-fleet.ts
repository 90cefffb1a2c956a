import { randomUUID } from "node:crypto";
import type { ActionContext } from "@/server/audit/action-context";
import { plusMs } from "@/server/kernel/clock";
import { toDecimal } from "@/server/kernel/money";
import { Fault } from "@/server/kernel/result";
import { fundBook } from "@/server/ledger/fund-book";
import { listMarkets } from "@/server/market/find-market";
import { createBotInput } from "./core/bot";
import { type DemoBot, planDemoFleet } from "./core/plan-demo-fleet";
import { createBot } from "./create-bot";
import { hadBot } from "./store";

/**
 * Gives the demo its six bots and their money, over the markets in use, through the same doors a person uses.
 * What an earlier start made, or a person deleted since, stays as it is. Returns how many bots it created.
 * Throws a Fault when the market in use has nothing to trade or a bot is refused.
 */
export async function seedDemoFleet(ctx: ActionContext): Promise<{ created: number }> {
  const markets = (await listMarkets()).map(({ rules: { exchange, symbol, quote }, timeframes }) => ({
    exchange,
    symbol,
    quote,
    timeframes,
  }));
  const plan = planDemoFleet(markets);
  if (plan.bots.length === 0)
    throw new Fault("market", false, "The market in use has nothing the demo could trade.");
  const missing: DemoBot[] = [];
  for (const bot of plan.bots) if (!(await hadBot(ctx.userId, bot.name))) missing.push(bot);
  if (missing.length === 0) return { created: 0 };
  for (const { exchange, asset, amount } of plan.funds) {
    const funded = await fundBook(ctx, {
      book: "demo",
      exchange,
      asset,
      amount: toDecimal(amount),
      ref: "demo",
    });
    if (!funded.ok) throw new Fault("market", false, funded.refusal.message);
  }
  for (const [index, bot] of missing.entries()) {
    // A millisecond apart, so that lists show them in this order.
    const seeding = { ...ctx, runId: randomUUID(), wallNow: plusMs(ctx.wallNow, index) };
    const created = await createBot(createBotInput.parse(bot), seeding);
    if (!created.ok)
      throw new Fault("market", false, `${bot.name} of the demo was refused: ${created.refusal.message}`);
  }
  return { created: missing.length };
}
