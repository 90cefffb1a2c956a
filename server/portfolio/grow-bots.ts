import { toDecimal, toStored } from "@/server/kernel/money";
import { afterBotValuation, type BotGrowth } from "./core/bot-growth";
import { dayKeyOf } from "./core/owner-day";
import type { BotValue } from "./core/value-book";
import type { GrowContext } from "./grow-book";

/** What is remembered of each bot after one more valuation; one with an unknown price keeps what it had. Asks nobody. */
export function growBots(
  known: ReadonlyMap<string, BotGrowth>,
  values: ReadonlyMap<string, BotValue>,
  { bots, priceOf, marketNow, timeZone }: GrowContext,
): ReadonlyMap<string, BotGrowth> {
  const dayKey = dayKeyOf(marketNow, timeZone);
  const grown = new Map<string, BotGrowth>();
  for (const bot of bots) {
    const before = known.get(bot.botId);
    const equity = values.get(bot.botId)?.equity;
    if (!equity) {
      if (before) grown.set(bot.botId, before);
      continue;
    }
    const capital = toDecimal(bot.initialCapital).minus(toDecimal(bot.paidOut));
    const step = {
      equity: toStored(equity),
      capital,
      symbol: bot.symbol,
      dayKey,
      at: marketNow,
      price: priceOf(bot.exchange, bot.symbol),
      untouched: bot.closedTrades === 0 && !bot.hasOpenPosition && equity.eq(capital),
    };
    grown.set(bot.botId, afterBotValuation(before, step));
  }
  return grown;
}
