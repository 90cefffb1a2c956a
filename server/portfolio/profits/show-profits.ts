import { venueLabel } from "@/server/exchange/core/venue-name";
import type { Book } from "@/server/kernel/book";
import type { WallMs } from "@/server/kernel/clock";
import { sumOf, toDecimal, toText } from "@/server/kernel/money";
import type { PastRebalanceView, ProfitsView, RankView } from "../core/profits-view";
import type { BotRank } from "../core/rank-bots";
import { loadProfits, type Profits } from "./load-profits";
import { findRebalances, type StoredRebalance } from "./store";

const PAST_MOST = 20;

/** How a book's bots rank, what a rebalance of profits would do now, and the last ones. */
export async function showProfits(q: {
  readonly userId: string;
  readonly book?: Book | undefined;
  readonly wallNow: WallMs;
}): Promise<ProfitsView> {
  const profits = await loadProfits(q);
  const past = await findRebalances(q.userId, profits.book, PAST_MOST);
  const nameOf = (botId: string) =>
    profits.bots.find((bot) => bot.botId === botId)?.name ?? "A bot that is no more";
  return {
    book: profits.book,
    ranks: profits.ranks.flatMap((rank) => toRank(rank, profits) ?? []),
    places: profits.plans.map(({ exchange, currency, profit, amount, share, lines, why }) => ({
      exchange,
      currency,
      profit: toText(profit),
      amount: toText(amount),
      share: toText(share),
      lines: lines.map(({ botId, given, received }) => ({
        botId,
        name: nameOf(botId),
        given: toText(given),
        received: toText(received),
      })),
      why,
    })),
    past: past.map(toPast),
  };
}

function toRank({ botId, score }: BotRank, { bots, figures }: Profits): RankView | null {
  const [bot, of] = [bots.find((one) => one.botId === botId), figures.get(botId)];
  if (!bot || !of) return null;
  return {
    botId,
    name: bot.name,
    exchange: bot.exchange,
    currency: bot.stakeCurrency,
    status: bot.status,
    score,
    trades: of.trades,
    realised: toText(of.realised),
    netProfit: of.realised.div(toDecimal(bot.initialCapital)).toNumber(),
    winRate: of.wins / of.trades,
    profitFactor: of.lost.isZero() ? null : of.won.div(of.lost).toNumber(),
    sharpe: of.deviation ? of.mean / of.deviation : null,
    meanProfit: of.mean,
  };
}

function toPast({ id, wallAt, revertedAt, lines }: StoredRebalance): PastRebalanceView {
  const places = Map.groupBy(lines, ({ venue, asset }) => `${venue} ${asset}`);
  return {
    id,
    wallAt: wallAt.toISOString(),
    revertedAt: revertedAt?.toISOString() ?? null,
    amounts: [...places.values()].flatMap((own) =>
      own[0]
        ? [
            {
              venue: venueLabel(own[0].venue),
              asset: own[0].asset,
              amount: toText(sumOf(own.map((line) => line.received))),
            },
          ]
        : [],
    ),
  };
}
