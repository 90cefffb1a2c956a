import { listClosedTallies } from "@/server/positions/list-closed-tallies";
import type { BotTally } from "./core/bot-tally";
import { type SpanOfBook, tallyFills } from "./store";

/** What each bot of a book did from an instant of the market clock to another, per quote currency. */
export async function tallySpan(q: SpanOfBook): Promise<readonly BotTally[]> {
  const [filled, closed] = await Promise.all([tallyFills(q), listClosedTallies(q)]);
  const closedOf = new Map(closed.map((each) => [`${each.botId} ${each.currency}`, each]));
  return filled.map((each) => {
    const { closed: count = 0, wins = 0 } = closedOf.get(`${each.botId} ${each.currency}`) ?? {};
    return { ...each, closed: count, wins };
  });
}
